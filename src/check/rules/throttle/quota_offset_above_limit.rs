//! `quota-offset-above-limit`

use crate::check::{Context, Named};
use crate::diag::Sink;
use crate::ir::UsagePlan;

rule! {
    /// A quota whose offset takes away all of its first period.
    ///
    /// ## Why
    /// The offset is the number of requests that the first period has fewer. When it is the limit or more, a new key is answered
    /// `429 Limit Exceeded` until the next period begins.
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
    /// usagePlans: { free: { stages: [prod], keys: [app], quota: { limit: 100, per: DAY, offset: 100 } } }
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
    /// usagePlans: { free: { stages: [prod], keys: [app], quota: { limit: 100, per: DAY, offset: 10 } } }
    /// ```
    "quota-offset-above-limit", Warning, UsagePlan => check
}

fn check(_: &Context<'_>, plan: Named<'_, UsagePlan>, sink: &mut Sink) {
    let Some(quota) = &plan.quota else { return };
    if let Some(offset) = quota.offset.as_ref().filter(|offset| ***offset >= *quota.limit)
        && *quota.limit > 0
    {
        let message = format!("the first period of a key of `{}` has no requests", **plan.name);
        sink.report(&RULE, offset.span(), message)
            .related(quota.limit.span(), "all of these are taken away");
    }
}
