//! `usage-plan-with-disabled-keys`

use crate::check::{Context, Named};
use crate::diag::Sink;
use crate::ir::{ApiKey, UsagePlan};

rule! {
    /// All API keys of a usage plan are disabled.
    ///
    /// ## Why
    /// A disabled key is answered `403 Forbidden`. Nobody is let in by the plan.
    ///
    /// ```yaml,fails
    /// paths: {}
    /// ---
    /// stages: { prod: {} }
    /// apiKeys: { app: { enabled: false } }
    /// usagePlans: { free: { stages: [prod], keys: [app] } }
    /// ```
    /// ```yaml,passes
    /// paths: {}
    /// ---
    /// stages: { prod: {} }
    /// apiKeys: { app: { enabled: false }, web: {} }
    /// usagePlans: { free: { stages: [prod], keys: [app, web] } }
    /// ```
    "usage-plan-with-disabled-keys", Warning, UsagePlan => check
}

fn check(cx: &Context<'_>, plan: Named<'_, UsagePlan>, sink: &mut Sink) {
    let keys: Option<Vec<_>> =
        plan.keys.iter().map(|key| cx.definition().api_keys.get(key)).collect();
    // A key that is not defined is told of by itself.
    let Some(keys) = keys.filter(|keys| !keys.is_empty()) else { return };
    let disabled = |key: &ApiKey| key.enabled.as_ref().is_some_and(|enabled| !**enabled);
    if keys.iter().all(|key| disabled(key)) {
        let message = format!("the usage plan `{}` lets nobody in", **plan.name);
        sink.report(&RULE, plan.name.span(), message).label("all of its keys are disabled");
    }
}
