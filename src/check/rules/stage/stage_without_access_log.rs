//! `stage-without-access-log`

use crate::check::{Context, Named};
use crate::diag::Sink;
use crate::ir::Stage;

rule! {
    /// A stage writes no access log.
    ///
    /// ## Why
    /// Without an access log nobody can say afterwards who called, what was answered, and why a caller was refused.
    ///
    /// ```yaml,fails
    /// paths: {}
    /// ---
    /// stages: { prod: {} }
    /// ```
    /// ```yaml,passes
    /// paths: {}
    /// ---
    /// stages: { prod: { accessLog: { format: json } } }
    /// ```
    "stage-without-access-log", Info, Stage => check
}

fn check(_: &Context<'_>, stage: Named<'_, Stage>, sink: &mut Sink) {
    if stage.access_log.is_none() {
        let message = format!("the stage `{}` writes no access log", **stage.name);
        sink.report(&RULE, stage.name.span(), message).help("add `accessLog: { format: json }`");
    }
}
