//! `undeclared-cache-key-parameter`

use crate::check::{Context, IntegrationAt};
use crate::diag::{Sink, closest};

rule! {
    /// A cache key is made of a parameter that does not exist.
    ///
    /// ## Why
    /// `cacheKeyParameters` names parameters that the method declares (`method.request.querystring.page`) or that the
    /// integration maps (`integration.request.header.Accept`). API Gateway refuses others. A key that lacks a
    /// parameter serves one caller's answer to another.
    ///
    /// ```yaml,fails
    /// paths:
    ///   /pets:
    ///     get:
    ///       parameters: [{ name: page, in: query, schema: { type: string } }]
    ///       responses: {}
    ///       x-amazon-apigateway-integration:
    ///         type: http_proxy
    ///         httpMethod: GET
    ///         uri: https://pets.example.com
    ///         cacheKeyParameters: [method.request.querystring.pages]
    /// ```
    /// ```yaml,passes
    /// paths:
    ///   /pets:
    ///     get:
    ///       parameters: [{ name: page, in: query, schema: { type: string } }]
    ///       responses: {}
    ///       x-amazon-apigateway-integration:
    ///         type: http_proxy
    ///         httpMethod: GET
    ///         uri: https://pets.example.com
    ///         cacheKeyParameters: [method.request.querystring.page]
    /// ```
    "undeclared-cache-key-parameter", Error, Integration => check
}

fn check(_: &Context<'_>, at: IntegrationAt<'_>, sink: &mut Sink) {
    let Some(method) = at.method() else { return };
    if at.cache_key_parameters.is_empty() {
        return;
    }
    let declared: Vec<String> = method
        .request_parameters
        .keys()
        .map(ToString::to_string)
        .chain(at.request_parameters.keys().map(ToString::to_string))
        .collect();
    for parameter in &at.cache_key_parameters {
        if declared.iter().any(|known| known == &**parameter) {
            continue;
        }
        let message = format!("`{method}` has no parameter `{}`", **parameter);
        let found = sink.report(&RULE, parameter.span(), message);
        match closest(parameter, declared.iter().map(String::as_str)) {
            Some(meant) => found.help(format!("did you mean `{meant}`?")),
            None => found.help("declare it among the operation's `parameters`"),
        };
    }
}
