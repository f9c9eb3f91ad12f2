//! `duplicate-cache-key-parameter`

use crate::check::{Context, IntegrationAt};
use crate::diag::Sink;

rule! {
    /// A parameter is named twice in a cache key.
    ///
    /// ## Why
    /// The second adds nothing. Usually another parameter was meant.
    ///
    /// ```yaml,fails
    /// paths:
    ///   /pets:
    ///     get:
    ///       parameters: [{ name: type, in: query, schema: { type: string } }]
    ///       responses: {}
    ///       x-amazon-apigateway-integration:
    ///         type: http_proxy
    ///         httpMethod: ANY
    ///         uri: https://pets.example.com
    ///         cacheKeyParameters: [method.request.querystring.type, method.request.querystring.type]
    /// ```
    /// ```yaml,passes
    /// paths:
    ///   /pets:
    ///     get:
    ///       parameters: [{ name: type, in: query, schema: { type: string } }]
    ///       responses: {}
    ///       x-amazon-apigateway-integration:
    ///         type: http_proxy
    ///         httpMethod: ANY
    ///         uri: https://pets.example.com
    ///         cacheKeyParameters: [method.request.querystring.type]
    /// ```
    "duplicate-cache-key-parameter", Warning, Integration => check
}

fn check(_: &Context<'_>, at: IntegrationAt<'_>, sink: &mut Sink) {
    let parameters = &at.cache_key_parameters;
    for (place, parameter) in parameters.iter().enumerate() {
        if let Some(before) = parameters.iter().take(place).find(|own| *own == parameter) {
            sink.report(&RULE, parameter.span(), format!("`{parameter}` is in the key already"))
                .related(before.span(), "here");
        }
    }
}
