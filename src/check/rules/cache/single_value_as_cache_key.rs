//! `single-value-as-cache-key`

use crate::check::{CachedAt, Context};
use crate::diag::Sink;
use crate::ir::{ParameterLocation, ParameterStyle, RequestParameter};
use crate::source::Node;

rule! {
    /// A parameter that may come several times is in the key with one of its values.
    ///
    /// ## Why
    /// `method.request.querystring.tag` is the last of several values. `?tag=a&tag=c` and `?tag=b&tag=c` then share
    /// one entry, and the second caller is given what the first asked for.
    /// `method.request.multivaluequerystring.tag` has all of them.
    ///
    /// ```yaml,fails
    /// paths:
    ///   /pets:
    ///     get:
    ///       parameters: [{ name: tag, in: query, schema: { type: array, items: { type: string } } }]
    ///       responses: { "200": { description: fine } }
    ///       x-amazon-apigateway-integration:
    ///         type: http
    ///         httpMethod: GET
    ///         uri: https://pets.example.com
    ///         requestParameters: { integration.request.querystring.tag: method.request.multivaluequerystring.tag }
    ///         cacheKeyParameters: [method.request.querystring.tag]
    ///         responses: { default: { statusCode: "200" } }
    /// ---
    /// stages: { prod: { cache: { size: 0.5, ttl: 300 } } }
    /// ```
    /// ```yaml,passes
    /// paths:
    ///   /pets:
    ///     get:
    ///       parameters: [{ name: tag, in: query, schema: { type: array, items: { type: string } } }]
    ///       responses: { "200": { description: fine } }
    ///       x-amazon-apigateway-integration:
    ///         type: http
    ///         httpMethod: GET
    ///         uri: https://pets.example.com
    ///         requestParameters: { integration.request.querystring.tag: method.request.multivaluequerystring.tag }
    ///         cacheKeyParameters: [method.request.multivaluequerystring.tag]
    ///         responses: { default: { statusCode: "200" } }
    /// ---
    /// stages: { prod: { cache: { size: 0.5, ttl: 300 } } }
    /// ```
    "single-value-as-cache-key", Warning, Cached => check
}

fn check(cx: &Context<'_>, at: CachedAt<'_>, sink: &mut Sink) {
    let declared = at.method.request_parameters.iter();
    for (key, parameter) in declared.filter(|(_, own)| is_repeated(own)) {
        if key.location != ParameterLocation::QueryString {
            continue;
        }
        let several = format!("method.request.multivaluequerystring.{}", key.name);
        if at.key_sources().any(|source| source == several) {
            continue;
        }
        let single = key.to_string();
        let parameters = at.integration.cache_key_parameters.iter();
        let Some(own) = parameters.into_iter().find(|own| own.as_str() == single) else { continue };
        let message = format!("`{}` is told apart by the last `{}` alone", at.method, key.name);
        sink.report(&RULE, own.span(), message)
            .related(parameter.origin.span(), "it may have several values")
            .help(format!("name `{several}` instead"))
            .fix("tell answers apart by all values", false, vec![cx.replace(own.span(), &several)]);
    }
}

/// Whether several values are sent by repeating the parameter.
fn is_repeated(parameter: &RequestParameter) -> bool {
    let schema = parameter.schema.get().map(|own| own.node());
    let kind = schema.and_then(|own| own.get("type")).and_then(Node::as_str);
    kind == Some("array") && parameter.style.get() == Some(&ParameterStyle::Repeated)
}
