//! `api-key-in-too-many-plans`

use crate::check::Context;
use crate::diag::Sink;
use crate::ir::Definition;
use crate::quota::USAGE_PLANS_PER_API_KEY;

rule! {
    /// An API key is in more than ten usage plans.
    ///
    /// ## Why
    /// API Gateway takes a key into at most ten plans until AWS raises the limit (AWS docs, "Amazon API Gateway quotas and
    /// important notes").
    ///
    /// The example that would fail is too long to be shown.
    /// ```yaml,passes
    /// paths: {}
    /// ---
    /// stages: { prod: {} }
    /// apiKeys: { app: {} }
    /// usagePlans: { free: { stages: [prod], keys: [app] } }
    /// ```
    "api-key-in-too-many-plans", Warning, Definition => check
}

fn check(_: &Context<'_>, definition: &Definition, sink: &mut Sink) {
    let most = USAGE_PLANS_PER_API_KEY.max;
    for (name, _) in &definition.api_keys {
        let plans = definition.usage_plans.values();
        let having = plans.filter(|plan| plan.keys.iter().any(|key| key.as_str() == name.as_str()));
        let count = having.count();
        if !USAGE_PLANS_PER_API_KEY.admits(count as u64) {
            let message =
                format!("the key `{name}` is in {count} usage plans, {most} are possible");
            sink.report(&RULE, name.span(), message);
        }
    }
}
