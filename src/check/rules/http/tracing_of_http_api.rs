//! `tracing-of-http-api`

use crate::check::{Context, Named};
use crate::diag::Sink;
use crate::ir::Stage;

rule! {
    /// A stage of an HTTP API is to be traced.
    ///
    /// ## Why
    /// API Gateway sends traces to X-Ray for REST APIs (AWS docs, "Choosing between REST APIs and HTTP APIs"). A
    /// stage of an HTTP API has no setting for it, and nothing is traced before a function does it by itself.
    ///
    /// ```yaml,fails
    /// paths:
    ///   /pets:
    ///     get:
    ///       x-amazon-apigateway-integration: { type: http_proxy, httpMethod: GET, uri: "https://pets.example.com", payloadFormatVersion: "1.0" }
    /// x-amazon-apigateway-cors: { allowOrigins: ["https://example.com"] }
    /// ---
    /// stages: { prod: { tracing: true } }
    /// ```
    /// ```yaml,passes
    /// paths:
    ///   /pets:
    ///     get:
    ///       x-amazon-apigateway-integration: { type: http_proxy, httpMethod: GET, uri: "https://pets.example.com", payloadFormatVersion: "1.0" }
    /// x-amazon-apigateway-cors: { allowOrigins: ["https://example.com"] }
    /// ---
    /// stages: { prod: {} }
    /// ```
    "tracing-of-http-api", Warning, Stage => check
}

fn check(cx: &Context<'_>, stage: Named<'_, Stage>, sink: &mut Sink) {
    let tracing = stage.tracing.as_ref().filter(|own| ***own);
    let Some(tracing) = tracing.filter(|_| cx.definition().http().is_some()) else { return };
    let message = format!("the stage `{}` cannot be traced", **stage.name);
    sink.report(&RULE, tracing.span(), message)
        .help("take it out, and let the functions behind the API begin the trace");
}
