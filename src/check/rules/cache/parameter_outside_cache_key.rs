//! `parameter-outside-cache-key`

use crate::check::{CachedAt, Context};
use crate::diag::Sink;
use crate::ir::ParameterLocation;

rule! {
    /// A cached method declares a parameter that is no part of the key.
    ///
    /// ## Why
    /// Two requests that differ in nothing but that parameter share one answer. Where the backend looks at the parameter, the
    /// second caller is given what the first one asked for.
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
    "parameter-outside-cache-key", Warning, Cached => check
}

fn check(_: &Context<'_>, at: CachedAt<'_>, sink: &mut Sink) {
    for (key, parameter) in &at.method.request_parameters {
        // Path variables have a rule of their own, and so has who calls.
        let is_identity = key.name.eq_ignore_ascii_case("authorization");
        if key.location == ParameterLocation::Path || is_identity {
            continue;
        }
        if !at.has_in_key(key.location.name(), &key.name) {
            let message = format!("`{}` is answered alike for every `{}`", at.method, key.name);
            sink.report(&RULE, parameter.origin.span(), message)
                .related(at.turned_on, "its answers are kept")
                .help(format!("add `{key}` to the `cacheKeyParameters` of its integration"));
        }
    }
}
