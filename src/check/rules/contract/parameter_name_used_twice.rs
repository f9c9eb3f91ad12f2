//! `parameter-name-used-twice`

use std::collections::BTreeMap;

use crate::check::{Context, MethodAt};
use crate::diag::Sink;

rule! {
    /// Two parameters of an operation have one name in different places.
    ///
    /// ## Why
    /// API Gateway refuses the method: `Parameter names must be unique across querystring, header and path`.
    ///
    /// ```yaml,fails
    /// paths:
    ///   /pets:
    ///     get:
    ///       parameters:
    ///         - { name: page, in: query, schema: { type: string } }
    ///         - { name: page, in: header, schema: { type: string } }
    ///       responses: {}
    ///       x-amazon-apigateway-integration: { type: http_proxy, httpMethod: GET, uri: "https://pets.example.com" }
    /// ```
    /// ```yaml,passes
    /// paths:
    ///   /pets:
    ///     get:
    ///       parameters:
    ///         - { name: page, in: query, schema: { type: string } }
    ///         - { name: X-Page, in: header, schema: { type: string } }
    ///       responses: {}
    ///       x-amazon-apigateway-integration: { type: http_proxy, httpMethod: GET, uri: "https://pets.example.com" }
    /// ```
    "parameter-name-used-twice", Error, Method => check
}

fn check(_: &Context<'_>, at: MethodAt<'_>, sink: &mut Sink) {
    let mut seen = BTreeMap::new();
    for (key, parameter) in &at.request_parameters {
        let place = (key.location, parameter.origin.span());
        let Some((location, span)) = seen.insert(key.name.as_str(), place) else { continue };
        let message = format!(
            "`{}` is a {} and a {} parameter of `{at}`",
            key.name,
            location.name(),
            key.location.name()
        );
        sink.report(&RULE, place.1, message).related(span, "the first parameter of this name");
    }
}
