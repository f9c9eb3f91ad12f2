//! `cached-method-that-writes`

use crate::check::{CachedAt, Context};
use crate::diag::Sink;

rule! {
    /// The responses of a method that changes something are kept.
    ///
    /// ## Why
    /// A request that is answered from the cache does not reach the backend. The second order, the second deletion never
    /// happens, and its caller is told that it did.
    ///
    /// ```yaml,fails
    /// paths:
    ///   /pets:
    ///     post:
    ///       responses: {}
    ///       x-amazon-apigateway-integration:
    ///         type: http_proxy
    ///         httpMethod: ANY
    ///         uri: https://pets.example.com
    /// ---
    /// stages: { prod: { cache: { size: 0.5 }, methods: { POST /pets: { cache: { enabled: true } } } } }
    /// ```
    /// ```yaml,passes
    /// paths:
    ///   /pets:
    ///     post:
    ///       responses: {}
    ///       x-amazon-apigateway-integration:
    ///         type: http_proxy
    ///         httpMethod: ANY
    ///         uri: https://pets.example.com
    /// ---
    /// stages: { prod: { cache: { size: 0.5 }, methods: { POST /pets: { cache: { enabled: false } } } } }
    /// ```
    "cached-method-that-writes", Warning, Cached => check
}

fn check(cx: &Context<'_>, at: CachedAt<'_>, sink: &mut Sink) {
    if matches!(at.verb, "POST" | "PUT" | "PATCH" | "DELETE" | "ANY") {
        let message = format!("a repeated `{}` is answered without being done", at.method);
        sink.report(&RULE, at.turned_on, message)
            .related(cx.key(at.method.origin.span()), "this method")
            .help("leave `enabled` out: a stage keeps what is got, and nothing else");
    }
}
