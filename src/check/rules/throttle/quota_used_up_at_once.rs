//! `quota-used-up-at-once`

use crate::check::{Context, Named};
use crate::diag::Sink;
use crate::ir::UsagePlan;
use crate::limits::Rate;

rule! {
    /// A quota that a key uses up in less than a minute at the rate that its plan allows.
    ///
    /// ## Why
    /// A client that keeps to its rate is locked out until the next day, week or month. Either the rate or the quota is probably
    /// not what was meant.
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
    /// usagePlans: { free: { stages: [prod], keys: [app], throttle: { rate: 100 }, quota: { limit: 1000, per: DAY } } }
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
    /// usagePlans: { free: { stages: [prod], keys: [app], throttle: { rate: 1 }, quota: { limit: 1000, per: DAY } } }
    /// ```
    "quota-used-up-at-once", Info, UsagePlan => check
}

fn check(_: &Context<'_>, plan: Named<'_, UsagePlan>, sink: &mut Sink) {
    let (Some(quota), Some(rate)) = (&plan.quota, &plan.throttle.rate) else { return };
    let in_a_minute = u128::from(Rate::new(**rate).thousandths()) * 60 / 1000;
    if *quota.limit > 0 && u128::from(*quota.limit) < in_a_minute {
        let message = format!("a key of `{}` uses its quota up in less than a minute", **plan.name);
        sink.report(&RULE, quota.limit.span(), message)
            .related(rate.span(), format!("this rate is {in_a_minute} in a minute"));
    }
}
