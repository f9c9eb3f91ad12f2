//! `unreachable-quota`

use crate::check::in_force::quota as numbers;
use crate::check::{Context, Named};
use crate::diag::Sink;
use crate::ir::UsagePlan;
use crate::limits::Rate;

rule! {
    /// A quota that no key can use up at the rate that its plan allows.
    ///
    /// ## Why
    /// The throttle lets fewer requests through in a whole period than the quota has. The quota costs a count for each request and
    /// never refuses one.
    ///
    /// ```yaml,fails
    /// paths:
    ///   /pets:
    ///     get:
    ///       security: [{ key: [] }]
    ///       responses: {}
    ///       x-amazon-apigateway-integration: { type: http_proxy, httpMethod: GET, uri: "https://pets.example.com" }
    /// components:
    ///   securitySchemes:
    ///     key: { type: apiKey, name: x-api-key, in: header }
    /// ---
    /// stages: { prod: {} }
    /// apiKeys: { app: {} }
    /// usagePlans: { free: { stages: [prod], keys: [app], throttle: { rate: 1, burst: 10 }, quota: { limit: 100000, per: DAY } } }
    /// ```
    /// ```yaml,passes
    /// paths:
    ///   /pets:
    ///     get:
    ///       security: [{ key: [] }]
    ///       responses: {}
    ///       x-amazon-apigateway-integration: { type: http_proxy, httpMethod: GET, uri: "https://pets.example.com" }
    /// components:
    ///   securitySchemes:
    ///     key: { type: apiKey, name: x-api-key, in: header }
    /// ---
    /// stages: { prod: {} }
    /// apiKeys: { app: {} }
    /// usagePlans: { free: { stages: [prod], keys: [app], throttle: { rate: 1, burst: 10 }, quota: { limit: 10000, per: DAY } } }
    /// ```
    "unreachable-quota", Info, UsagePlan => check
}

fn check(cx: &Context<'_>, plan: Named<'_, UsagePlan>, sink: &mut Sink) {
    let (Some(quota), Some(rate)) = (&plan.quota, &plan.throttle.rate) else { return };
    let burst = plan.throttle.burst.as_ref().map_or(cx.in_force().account().burst, |own| **own);
    let seconds = numbers(quota).period.seconds();
    let thousandths = u128::from(Rate::new(**rate).thousandths());
    let possible = thousandths * u128::from(seconds) / 1000 + u128::from(burst);
    if u128::from(*quota.limit) > possible {
        let message = format!("no key can use up the quota of `{}`", **plan.name);
        sink.report(&RULE, quota.limit.span(), message)
            .label(format!("the rate lets through {possible} in that time"))
            .related(rate.span(), "this rate");
    }
}
