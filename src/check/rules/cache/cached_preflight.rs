//! `cached-preflight`

use crate::check::{CachedAt, Context};
use crate::diag::Sink;

rule! {
    /// The answers to preflights are kept without the origin in their key.
    ///
    /// ## Why
    /// A preflight answers for one origin. Kept without it, the answer for the first origin is given to all others, whose
    /// browsers then refuse the call. Browsers keep preflights themselves (`Access-Control-Max-Age`).
    ///
    /// ```yaml,fails
    /// paths:
    ///   /pets:
    ///     options:
    ///       responses: {}
    ///       x-amazon-apigateway-integration:
    ///         type: http_proxy
    ///         httpMethod: ANY
    ///         uri: https://pets.example.com
    /// ---
    /// stages: { prod: { cache: { size: 0.5 }, methods: { OPTIONS /pets: { cache: { enabled: true } } } } }
    /// ```
    /// ```yaml,passes
    /// paths:
    ///   /pets:
    ///     options:
    ///       responses: {}
    ///       x-amazon-apigateway-integration:
    ///         type: http_proxy
    ///         httpMethod: ANY
    ///         uri: https://pets.example.com
    /// ---
    /// stages: { prod: { cache: { size: 0.5 } } }
    /// ```
    "cached-preflight", Warning, Cached => check
}

fn check(cx: &Context<'_>, at: CachedAt<'_>, sink: &mut Sink) {
    if at.verb == "OPTIONS" && !at.has_in_key("header", "Origin") {
        let message = format!("`{}` answers every origin as it answered the first", at.method);
        sink.report(&RULE, at.turned_on, message)
            .related(cx.key(at.method.origin.span()), "this method");
    }
}
