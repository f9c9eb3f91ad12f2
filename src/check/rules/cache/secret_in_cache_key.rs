//! `secret-in-cache-key`

use crate::check::secrets::{is_named_secret, is_personal};
use crate::check::{CachedAt, Context};
use crate::diag::Sink;

rule! {
    /// A key of cached answers has something of a person or a session in it.
    ///
    /// ## Why
    /// A key is kept beside the answer, and what is in the path or the query of a request is in logs on the way as
    /// well. An address, a token or the id of a session in it is written in more places than it should be; an id
    /// that says nothing does the same.
    ///
    /// ```yaml,fails
    /// paths:
    ///   /pets:
    ///     get:
    ///       parameters: [{ name: email, in: query, schema: { type: string } }]
    ///       responses: { "200": { description: fine } }
    ///       x-amazon-apigateway-integration:
    ///         type: http
    ///         httpMethod: GET
    ///         uri: https://pets.example.com
    ///         requestParameters: { integration.request.querystring.email: method.request.querystring.email }
    ///         cacheKeyParameters: [method.request.querystring.email]
    ///         responses: { default: { statusCode: "200" } }
    /// ---
    /// stages: { prod: { cache: { size: 0.5, ttl: 300 } } }
    /// ```
    /// ```yaml,passes
    /// paths:
    ///   /pets:
    ///     get:
    ///       parameters: [{ name: id, in: query, schema: { type: string } }]
    ///       responses: { "200": { description: fine } }
    ///       x-amazon-apigateway-integration:
    ///         type: http
    ///         httpMethod: GET
    ///         uri: https://pets.example.com
    ///         requestParameters: { integration.request.querystring.id: method.request.querystring.id }
    ///         cacheKeyParameters: [method.request.querystring.id]
    ///         responses: { default: { statusCode: "200" } }
    /// ---
    /// stages: { prod: { cache: { size: 0.5, ttl: 300 } } }
    /// ```
    "secret-in-cache-key", Info, Cached => check
}

fn check(_: &Context<'_>, at: CachedAt<'_>, sink: &mut Sink) {
    for parameter in &at.integration.cache_key_parameters {
        let source = at.integration.request_parameters.get(parameter.as_str());
        let source = source.map_or(parameter.as_str(), |source| source.as_str());
        let Some(rest) = source.strip_prefix("method.request.") else { continue };
        let Some((place, name)) = rest.split_once('.') else { continue };
        // Headers are in no log, and who calls has to be in the key.
        if place.ends_with("header") || !is_named_secret(name) && !is_personal(name) {
            continue;
        }
        let message = format!("the cache of `{}` is told apart by `{name}`", at.method);
        sink.report(&RULE, parameter.span(), message)
            .related(at.turned_on, "its answers are kept")
            .help("take an id that says nothing, or do not keep the answers of this method");
    }
}
