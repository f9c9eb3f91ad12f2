//! `secret-in-access-log`

use crate::check::secrets::is_named_secret;
use crate::check::{Context, Named};
use crate::diag::Sink;
use crate::ir::Stage;
use crate::mapping::{AccessLogFormat, LogPart};

rule! {
    /// An access log writes API keys, or secrets that an authorizer gives.
    ///
    /// ## Why
    /// Access logs are read by more people than may call the API, and are kept for longer than keys. `$context.identity.apiKey`
    /// is the key of the caller; `$context.authorizer.NAME` is whatever the authorizer has put there. Who has called is told by
    /// `$context.identity.apiKeyId`, `$context.authorizer.principalId` and the claims that name somebody.
    ///
    /// ```yaml,fails
    /// paths: {}
    /// ---
    /// stages: { prod: { accessLog: { format: "$context.requestId $context.identity.apiKey" } } }
    /// ```
    /// ```yaml,passes
    /// paths: {}
    /// ---
    /// stages: { prod: { accessLog: { format: "$context.requestId $context.identity.apiKeyId" } } }
    /// ```
    "secret-in-access-log", Warning, Stage => check
}

fn check(_: &Context<'_>, stage: Named<'_, Stage>, sink: &mut Sink) {
    let Some(log) = &stage.access_log else { return };
    let format = AccessLogFormat::parse(&log.format);
    for part in format.parts() {
        let LogPart::Context(name) = part else { continue };
        let Some(instead) = instead(name) else { continue };
        let message = format!("the access log of `{}` writes `$context.{name}`", **stage.name);
        sink.report(&RULE, log.format.span(), message)
            .label("a secret of the caller")
            .help(format!("write `{instead}`, which names the caller and is no secret"));
    }
}

/// What may stand in the place of a variable that is a secret.
fn instead(name: &str) -> Option<&'static str> {
    if name == "identity.apiKey" {
        return Some("$context.identity.apiKeyId");
    }
    let own = name.strip_prefix("authorizer.")?;
    // `authorizer.error` and its like are the service's own, and none of them is named like a secret.
    is_named_secret(own).then_some("$context.authorizer.principalId")
}
