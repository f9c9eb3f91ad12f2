//! `quota-of-zero`

use crate::check::{Context, Named};
use crate::diag::Sink;
use crate::ir::UsagePlan;

rule! {
    /// A quota that lets nothing through.
    ///
    /// ## Why
    /// Every request with a key of the plan is answered `429 Limit Exceeded`.
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
    /// usagePlans: { free: { stages: [prod], keys: [app], quota: { limit: 0, per: DAY } } }
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
    /// usagePlans: { free: { stages: [prod], keys: [app], quota: { limit: 1, per: DAY } } }
    /// ```
    "quota-of-zero", Warning, UsagePlan => check
}

fn check(_: &Context<'_>, plan: Named<'_, UsagePlan>, sink: &mut Sink) {
    if let Some(quota) = plan.quota.as_ref().filter(|quota| *quota.limit == 0) {
        let message = format!("the quota of `{}` lets no request through", **plan.name);
        sink.report(&RULE, quota.limit.span(), message)
            .help("leave `quota` out for a plan without one");
    }
}
