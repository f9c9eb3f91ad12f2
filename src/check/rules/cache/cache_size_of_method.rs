//! `cache-size-of-method`

use crate::check::{Context, Named};
use crate::diag::Sink;
use crate::ir::Stage;

rule! {
    /// A single method is given a cache of its own size.
    ///
    /// ## Why
    /// The cluster is the stage's. A method has its own time and may be left out, but the size is only read at the stage.
    ///
    /// ```yaml,fails
    /// paths:
    ///   /pets:
    ///     get:
    ///       responses: {}
    ///       x-amazon-apigateway-integration: { type: http_proxy, httpMethod: GET, uri: "https://pets.example.com" }
    /// ---
    /// stages: { prod: { cache: { size: 0.5 }, methods: { GET /pets: { cache: { size: 1.6 } } } } }
    /// ```
    /// ```yaml,passes
    /// paths:
    ///   /pets:
    ///     get:
    ///       responses: {}
    ///       x-amazon-apigateway-integration: { type: http_proxy, httpMethod: GET, uri: "https://pets.example.com" }
    /// ---
    /// stages: { prod: { cache: { size: 1.6 }, methods: { GET /pets: { cache: { ttl: 60 } } } } }
    /// ```
    "cache-size-of-method", Warning, Stage => check
}

fn check(_: &Context<'_>, stage: Named<'_, Stage>, sink: &mut Sink) {
    for (key, own) in &stage.methods {
        if let Some(size) = own.cache.as_ref().and_then(|cache| cache.size.as_ref()) {
            sink.report(&RULE, size.span(), format!("`{key}` has no cluster of its own"))
                .help("write `size` in the `cache` of the stage");
        }
    }
}
