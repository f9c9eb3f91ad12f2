//! `usage-plan-without-keys`

use crate::check::{Context, Named};
use crate::diag::Sink;
use crate::ir::UsagePlan;

rule! {
    /// A usage plan has no API keys.
    ///
    /// ## Why
    /// A plan meters the callers whose keys it has. Without keys its limits apply to nobody.
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
    /// usagePlans: { free: { stages: [prod], keys: [] } }
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
    "usage-plan-without-keys", Warning, UsagePlan => check
}

fn check(_: &Context<'_>, plan: Named<'_, UsagePlan>, sink: &mut Sink) {
    if plan.keys.is_empty() {
        sink.report(
            &RULE,
            plan.name.span(),
            format!("the usage plan `{}` has no keys", **plan.name),
        )
        .help("name keys of `apiKeys` in its `keys`");
    }
}
