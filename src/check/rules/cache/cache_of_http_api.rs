//! `cache-of-http-api`

use crate::check::{Context, Named};
use crate::diag::Sink;
use crate::ir::Stage;

rule! {
    /// A stage of an HTTP API is to have a cache.
    ///
    /// ## Why
    /// HTTP APIs keep no responses. Every request goes to the backend; a cache in front of them is CloudFront's.
    ///
    /// ```yaml,fails
    /// paths:
    ///   /pets:
    ///     get:
    ///       responses: {}
    ///       x-amazon-apigateway-integration: { type: http_proxy, httpMethod: GET, uri: "https://pets.example.com", payloadFormatVersion: "1.0" }
    /// x-amazon-apigateway-importexport-version: "1.0"
    /// ---
    /// stages: { prod: { cache: { size: 0.5 } } }
    /// ```
    /// ```yaml,passes
    /// paths:
    ///   /pets:
    ///     get:
    ///       responses: {}
    ///       x-amazon-apigateway-integration: { type: http_proxy, httpMethod: GET, uri: "https://pets.example.com" }
    /// ---
    /// stages: { prod: { cache: { size: 0.5 } } }
    /// ```
    "cache-of-http-api", Error, Stage => check
}

fn check(cx: &Context<'_>, stage: Named<'_, Stage>, sink: &mut Sink) {
    if cx.definition().http().is_none() {
        return;
    }
    let own = stage.methods.values().map(|own| own.cache.as_ref());
    for cache in std::iter::once(stage.cache.as_ref()).chain(own).flatten() {
        sink.report(&RULE, cx.key(cache.origin.span()), "an HTTP API keeps no responses");
    }
}
