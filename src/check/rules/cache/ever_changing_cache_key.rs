//! `ever-changing-cache-key`

use crate::check::{CachedAt, Context};
use crate::diag::Sink;

rule! {
    /// A key of cached answers has a part that is another one in each request.
    ///
    /// ## Why
    /// Trace ids, request ids, dates and nonces never come twice. No entry is ever found again.
    ///
    /// ```yaml,fails
    /// paths:
    ///   /pets:
    ///     get:
    ///       parameters: [{ name: X-Amzn-Trace-Id, in: header, schema: { type: string } }]
    ///       responses: {}
    ///       x-amazon-apigateway-integration:
    ///         type: http_proxy
    ///         httpMethod: ANY
    ///         uri: https://pets.example.com
    ///         cacheKeyParameters: [method.request.header.X-Amzn-Trace-Id]
    /// ---
    /// stages: { prod: { cache: { size: 0.5 } } }
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
    /// ---
    /// stages: { prod: { cache: { size: 0.5 } } }
    /// ```
    "ever-changing-cache-key", Warning, Cached => check
}

const CHANGING: [&str; 12] = [
    "x-amzn-trace-id",
    "x-amzn-requestid",
    "x-request-id",
    "x-correlation-id",
    "x-amz-date",
    "date",
    "traceparent",
    "nonce",
    "timestamp",
    "requestid",
    "requesttime",
    "requesttimeepoch",
];

fn check(_: &Context<'_>, at: CachedAt<'_>, sink: &mut Sink) {
    for parameter in &at.integration.cache_key_parameters {
        let source = at.integration.request_parameters.get(parameter.as_str());
        let source = source.map_or(parameter.as_str(), |source| source.as_str());
        let name = source.rsplit('.').next().unwrap_or(source).to_ascii_lowercase();
        if CHANGING.contains(&name.as_str()) {
            let message = format!("no cached answer of `{}` is ever found again", at.method);
            sink.report(&RULE, parameter.span(), message)
                .label("this is another one in each request");
        }
    }
}
