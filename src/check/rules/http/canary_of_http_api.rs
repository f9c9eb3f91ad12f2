//! `canary-of-http-api`

use crate::check::{Context, Named};
use crate::diag::Sink;
use crate::ir::Stage;

rule! {
    /// A stage of an HTTP API is to have a canary.
    ///
    /// ## Why
    /// Canary releases are for REST APIs (AWS docs, "Choosing between REST APIs and HTTP APIs"). A stage of an HTTP
    /// API has no setting for one.
    ///
    /// ```yaml,fails
    /// paths:
    ///   /pets:
    ///     get:
    ///       x-amazon-apigateway-integration: { type: http_proxy, httpMethod: GET, uri: "https://pets.example.com", payloadFormatVersion: "1.0" }
    /// x-amazon-apigateway-cors: { allowOrigins: ["https://example.com"] }
    /// ---
    /// stages: { prod: { canary: { percent: 10 } } }
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
    "canary-of-http-api", Error, Stage => check
}

fn check(cx: &Context<'_>, stage: Named<'_, Stage>, sink: &mut Sink) {
    let Some(canary) = stage.canary.as_ref().filter(|_| cx.definition().http().is_some()) else {
        return;
    };
    let message = format!("the stage `{}` cannot have a canary", **stage.name);
    sink.report(&RULE, canary.origin.span(), message)
        .help("try a new version out in a stage of its own, or behind weighted DNS records");
}
