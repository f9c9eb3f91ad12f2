//! `usage-plan-without-key-methods`

use crate::check::{Context, Named};
use crate::diag::Sink;
use crate::ir::UsagePlan;

rule! {
    /// A usage plan covers stages in which no method asks for an API key.
    ///
    /// ## Why
    /// A plan's limits apply to methods that need a key. Where none does, they are bypassed, whether a caller sends a
    /// key or not.
    ///
    /// ```yaml,fails
    /// paths:
    ///   /pets:
    ///     get:
    ///       responses: {}
    ///       x-amazon-apigateway-integration: { type: http_proxy, httpMethod: GET, uri: "https://pets.example.com" }
    /// ---
    /// stages: { prod: {} }
    /// apiKeys: { app: {} }
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
    "usage-plan-without-key-methods", Warning, UsagePlan => check
}

fn check(cx: &Context<'_>, plan: Named<'_, UsagePlan>, sink: &mut Sink) {
    let methods = cx.methods();
    if !methods.is_empty()
        && !plan.stages.is_empty()
        && !methods.iter().any(|at| *at.api_key_required)
    {
        let message = format!("the limits of the usage plan `{}` apply to no method", **plan.name);
        sink.report(&RULE, plan.name.span(), message)
            .label("no method asks for an API key")
            .help("ask for one with an `apiKey` scheme whose header is `X-API-Key`");
    }
}
