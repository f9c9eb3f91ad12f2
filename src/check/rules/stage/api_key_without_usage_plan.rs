//! `api-key-without-usage-plan`

use crate::check::{Context, Named};
use crate::diag::Sink;
use crate::ir::{ApiKey, Entity};

rule! {
    /// An API key belongs to no usage plan.
    ///
    /// ## Why
    /// A key is accepted for the stages of the usage plans that have it. Without a plan it is never accepted.
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
    /// apiKeys: { app: {}, other: {} }
    /// usagePlans: { free: { stages: [prod], keys: [app] } }
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
    /// usagePlans: { free: { stages: [prod], keys: [app] } }
    /// ```
    "api-key-without-usage-plan", Warning, ApiKey => check
}

fn check(cx: &Context<'_>, key: Named<'_, ApiKey>, sink: &mut Sink) {
    if !cx.graph().is_used(Entity::ApiKey(key.name)) {
        let message = format!("the API key `{}` belongs to no usage plan", **key.name);
        sink.report(&RULE, key.name.span(), message);
    }
}
