//! `unreachable-method-limit`

use crate::check::{Context, Named};
use crate::diag::Sink;
use crate::ir::UsagePlan;

rule! {
    /// A usage plan grants a key more at one method than it grants it in all.
    ///
    /// ## Why
    /// A request takes a token of both buckets. The one for everything that the key calls is empty first, so that the larger one
    /// of the method is never felt.
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
    /// usagePlans: { free: { stages: [prod], keys: [app], throttle: { rate: 5 }, methods: { GET /pets: { rate: 50 } } } }
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
    /// usagePlans: { free: { stages: [prod], keys: [app], throttle: { rate: 50 }, methods: { GET /pets: { rate: 5 } } } }
    /// ```
    "unreachable-method-limit", Warning, UsagePlan => check
}

fn check(_: &Context<'_>, plan: Named<'_, UsagePlan>, sink: &mut Sink) {
    for (key, own) in &plan.methods {
        if let (Some(rate), Some(all)) = (&own.rate, &plan.throttle.rate)
            && **rate > **all
        {
            let message = format!("`{key}` is never called {rate} times a second by a key");
            sink.report(&RULE, rate.span(), message)
                .related(all.span(), "the key has no more than this for everything");
        }
        if let (Some(burst), Some(all)) = (&own.burst, &plan.throttle.burst)
            && **burst > **all
        {
            let message = format!("`{key}` is never called {burst} times at once by a key");
            sink.report(&RULE, burst.span(), message)
                .related(all.span(), "the key has no more than this for everything");
        }
    }
}
