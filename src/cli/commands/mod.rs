//! All commands: one file and one line each.
//!
//! A command's file holds its arguments with their help, and `run`, which says how it ended.

#[macro_use]
mod registry;

commands! {
    check => Check,
    explain => Explain,
    build => Build,
    export => Export,
    sdk => Sdk,
    diff => Diff,
    docs => Docs,
    serve => Serve,
    plan => Plan,
    deploy => Deploy,
    rollback => Rollback,
    promote => Promote,
    deployments => Deployments,
    invoke => Invoke,
    why_denied => WhyDenied,
    usage => Usage,
    render => Render,
    token => Token,
    schema => Schema,
    completions => Completions,
}

pub(super) use render::split;
