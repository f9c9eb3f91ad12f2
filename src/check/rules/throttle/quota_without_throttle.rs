//! `quota-without-throttle`

use crate::check::{Context, Named};
use crate::diag::Sink;
use crate::ir::UsagePlan;

rule! {
    /// A usage plan has a quota and no throttle.
    ///
    /// ## Why
    /// A key may use the requests of a whole day, week or month as fast as the stage lets it, and leave nothing for the other
    /// callers of the stage meanwhile.
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
    /// usagePlans: { free: { stages: [prod], keys: [app], quota: { limit: 1000, per: DAY } } }
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
    /// usagePlans: { free: { stages: [prod], keys: [app], throttle: { rate: 5, burst: 10 }, quota: { limit: 1000, per: DAY } } }
    /// ```
    "quota-without-throttle", Info, UsagePlan => check
}

fn check(_: &Context<'_>, plan: Named<'_, UsagePlan>, sink: &mut Sink) {
    let Some(quota) = &plan.quota else { return };
    let limits = std::iter::once(&plan.throttle).chain(plan.methods.values());
    if limits.into_iter().all(|own| own.rate.is_none()) {
        let message =
            format!("a key of `{}` may use its whole quota as fast as it can", **plan.name);
        sink.report(&RULE, quota.origin.span(), message)
            .help("add `throttle: { rate, burst }` to the plan");
    }
}
