//! `api-without-methods`

use crate::check::Context;
use crate::diag::Sink;
use crate::ir::Definition;

rule! {
    /// The API has nothing that could be called.
    ///
    /// ## Why
    /// API Gateway refuses to deploy an API without methods: `The REST API doesn't contain any methods`. Most often
    /// the paths are in another file that is not referred to, or are indented wrongly.
    ///
    /// ```yaml,fails
    /// paths: {}
    /// ```
    /// ```yaml,passes
    /// paths:
    ///   /pets:
    ///     get:
    ///       responses: {}
    ///       x-amazon-apigateway-integration: { type: http_proxy, httpMethod: GET, uri: "https://pets.example.com" }
    /// ```
    "api-without-methods", Warning, Definition => check
}

fn check(cx: &Context<'_>, definition: &Definition, sink: &mut Sink) {
    if cx.methods().is_empty() && cx.routes().next().is_none() {
        let place = cx.key(definition.origin.span());
        sink.report(&RULE, place, "this API has no methods")
            .help("name an operation below `paths`");
    }
}
