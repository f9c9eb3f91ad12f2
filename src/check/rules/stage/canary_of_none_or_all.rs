//! `canary-of-none-or-all`

use crate::check::{Context, Named};
use crate::diag::Sink;
use crate::ir::Stage;

rule! {
    /// A canary gets no request, or all of them.
    ///
    /// ## Why
    /// While a stage has a canary, what is deployed to it goes to the canary and not to the stage (AWS docs, "Set up an API Gateway
    /// canary release deployment"). With 0 percent nobody sees it; with 100 percent nobody sees the stage, and a promotion would say
    /// so.
    ///
    /// ```yaml,fails
    /// paths: {}
    /// ---
    /// stages: { prod: { canary: { percent: 0 } } }
    /// ```
    /// ```yaml,passes
    /// paths: {}
    /// ---
    /// stages: { prod: { canary: { percent: 5 } } }
    /// ```
    "canary-of-none-or-all", Warning, Stage => check
}

fn check(_: &Context<'_>, stage: Named<'_, Stage>, sink: &mut Sink) {
    let Some(canary) = &stage.canary else { return };
    let (what, help) = match *canary.percent {
        0.0 => {
            ("no request", "give it some, or remove the canary so that deployments reach the stage")
        }
        100.0 => ("all requests", "promote it with `portcullis promote`, and remove the canary"),
        _ => return,
    };
    let message = format!("the canary of `{}` gets {what}", **stage.name);
    sink.report(&RULE, canary.percent.span(), message).help(help);
}
