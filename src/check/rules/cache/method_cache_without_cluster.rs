//! `method-cache-without-cluster`

use crate::check::{Context, Named};
use crate::diag::Sink;
use crate::ir::Stage;

rule! {
    /// A method's responses are to be kept in a stage that has no cache.
    ///
    /// ## Why
    /// API Gateway stores the setting and keeps nothing: every request goes to the backend.
    ///
    /// ```yaml,fails
    /// paths:
    ///   /pets:
    ///     get:
    ///       responses: {}
    ///       x-amazon-apigateway-integration: { type: http_proxy, httpMethod: GET, uri: "https://pets.example.com" }
    /// ---
    /// stages: { prod: { methods: { GET /pets: { cache: { ttl: 60 } } } } }
    /// ```
    /// ```yaml,passes
    /// paths:
    ///   /pets:
    ///     get:
    ///       responses: {}
    ///       x-amazon-apigateway-integration: { type: http_proxy, httpMethod: GET, uri: "https://pets.example.com" }
    /// ---
    /// stages: { prod: { cache: { size: 0.5 }, methods: { GET /pets: { cache: { ttl: 60 } } } } }
    /// ```
    "method-cache-without-cluster", Warning, Stage => check
}

fn check(_: &Context<'_>, stage: Named<'_, Stage>, sink: &mut Sink) {
    if stage.cache.is_some() {
        return;
    }
    for (key, own) in &stage.methods {
        let Some(cache) = &own.cache else { continue };
        if cache.enabled.as_ref().is_none_or(|enabled| **enabled) {
            let message = format!("the responses of `{key}` are not kept");
            sink.report(&RULE, cache.origin.span(), message)
                .label(format!("the stage `{}` has no cache", **stage.name))
                .help("add `cache: { size: 0.5 }` to the stage");
        }
    }
}
