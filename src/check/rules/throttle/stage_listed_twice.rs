//! `stage-listed-twice`

use crate::check::{Context, Named};
use crate::diag::Sink;
use crate::ir::UsagePlan;

rule! {
    /// A usage plan lists a stage or a key twice.
    ///
    /// ## Why
    /// API Gateway refuses the second of the same.
    ///
    /// ```yaml,fails
    /// paths: {}
    /// ---
    /// stages: { prod: {} }
    /// apiKeys: { app: {} }
    /// usagePlans: { free: { stages: [prod, prod], keys: [app] } }
    /// ```
    /// ```yaml,passes
    /// paths: {}
    /// ---
    /// stages: { prod: {}, test: {} }
    /// apiKeys: { app: {} }
    /// usagePlans: { free: { stages: [prod, test], keys: [app] } }
    /// ```
    "stage-listed-twice", Error, UsagePlan => check
}

fn check(_: &Context<'_>, plan: Named<'_, UsagePlan>, sink: &mut Sink) {
    for (what, list) in [("stage", &plan.stages), ("key", &plan.keys)] {
        for (place, name) in list.iter().enumerate() {
            if let Some(before) = list.iter().take(place).find(|own| *own == name) {
                sink.report(&RULE, name.span(), format!("the {what} `{name}` is listed twice"))
                    .related(before.span(), "it is listed here");
            }
        }
    }
}
