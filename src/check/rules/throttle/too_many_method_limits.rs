//! `too-many-method-limits`

use crate::check::{Context, Named};
use crate::diag::Sink;
use crate::ir::UsagePlan;
use crate::quota::METHOD_THROTTLES_PER_STAGE;

rule! {
    /// A usage plan sets limits for more than 20 methods.
    ///
    /// ## Why
    /// API Gateway takes at most 20 of them for each stage of a plan until AWS raises the limit (AWS docs, "Amazon API Gateway
    /// quotas and important notes"), and refuses the plan.
    ///
    /// The example that would fail is too long to be shown.
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
    /// usagePlans: { free: { stages: [prod], keys: [app], methods: { GET /pets: { rate: 5 } } } }
    /// ```
    "too-many-method-limits", Error, UsagePlan => check
}

fn check(_: &Context<'_>, plan: Named<'_, UsagePlan>, sink: &mut Sink) {
    let most = METHOD_THROTTLES_PER_STAGE.max;
    let beyond = usize::try_from(most).unwrap_or(usize::MAX);
    if let Some((first, _)) = plan.methods.get_index(beyond) {
        let message = format!(
            "the usage plan `{}` limits {} methods, {most} are possible",
            **plan.name,
            plan.methods.len()
        );
        sink.report(&RULE, first.span(), message);
    }
}
