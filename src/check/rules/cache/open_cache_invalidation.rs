//! `open-cache-invalidation`

use crate::check::{CachedAt, Context};
use crate::diag::Sink;
use crate::ir::AuthorizationType;

rule! {
    /// Anyone may have an answer of an open method fetched anew.
    ///
    /// ## Why
    /// `requireAuthorizationForCacheControl: false` lets every caller pass the cache by with `Cache-Control: max-age=0`. Whoever
    /// means harm sends it with each request, and the backend gets the load that the cache was to keep from it. Reloading a page
    /// in a browser sends it as well.
    ///
    /// ```yaml,fails
    /// paths:
    ///   /pets:
    ///     get:
    ///       responses: {}
    ///       x-amazon-apigateway-integration:
    ///         type: http_proxy
    ///         httpMethod: ANY
    ///         uri: https://pets.example.com
    /// ---
    /// stages: { prod: { cache: { size: 0.5, requireAuthorizationForCacheControl: false } } }
    /// ```
    /// ```yaml,passes
    /// paths:
    ///   /pets:
    ///     get:
    ///       responses: {}
    ///       x-amazon-apigateway-integration:
    ///         type: http_proxy
    ///         httpMethod: ANY
    ///         uri: https://pets.example.com
    /// ---
    /// stages: { prod: { cache: { size: 0.5 } } }
    /// ```
    "open-cache-invalidation", Warning, Cached => check
}

fn check(_: &Context<'_>, at: CachedAt<'_>, sink: &mut Sink) {
    let is_open = at.method.authorization.authorization_type == AuthorizationType::None;
    if is_open && !at.require_authorization && !*at.method.api_key_required {
        let message = format!("anyone may pass the cache of `{}` by", at.method);
        sink.report(&RULE, at.turned_on, message)
            .help("leave `requireAuthorizationForCacheControl` out");
    }
}
