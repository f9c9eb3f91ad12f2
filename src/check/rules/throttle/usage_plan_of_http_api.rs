//! `usage-plan-of-http-api`

use crate::check::{Context, Named};
use crate::diag::Sink;
use crate::ir::UsagePlan;

rule! {
    /// A usage plan covers a stage of an HTTP API.
    ///
    /// ## Why
    /// HTTP APIs have no API keys and no usage plans. API Gateway refuses the stage, and nobody is limited by the plan.
    ///
    /// ```yaml,fails
    /// paths:
    ///   /pets:
    ///     get:
    ///       responses: {}
    ///       x-amazon-apigateway-integration: { type: http_proxy, httpMethod: GET, uri: "https://pets.example.com", payloadFormatVersion: "1.0" }
    /// x-amazon-apigateway-importexport-version: "1.0"
    /// ---
    /// stages: { prod: {} }
    /// usagePlans: { free: { stages: [prod] } }
    /// ```
    /// ```yaml,passes
    /// paths: {}
    /// ---
    /// stages: { prod: {} }
    /// usagePlans: { free: { stages: [prod] } }
    /// ```
    "usage-plan-of-http-api", Error, UsagePlan => check
}

fn check(cx: &Context<'_>, plan: Named<'_, UsagePlan>, sink: &mut Sink) {
    if cx.definition().http().is_some() && !plan.stages.is_empty() {
        let message = format!("the usage plan `{}` limits nobody", **plan.name);
        sink.report(&RULE, plan.name.span(), message)
            .label("HTTP APIs have no usage plans")
            .help("limit routes with `throttle` and `methods` of the stage");
    }
}
