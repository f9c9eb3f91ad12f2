//! `undefined-request-validator`

use std::collections::BTreeSet;

use crate::check::Context;
use crate::diag::{Sink, closest};
use crate::ir::{Entity, RestApi};

rule! {
    /// A request validator is named that the definition does not define.
    ///
    /// ## Why
    /// API Gateway imports the method without a validator, and says so in a warning at most. Requests that should be
    /// refused reach the backend.
    ///
    /// ```yaml,fails
    /// x-amazon-apigateway-request-validator: all
    /// paths:
    ///   /pets:
    ///     get:
    ///       responses: {}
    ///       x-amazon-apigateway-integration: { type: http_proxy, httpMethod: GET, uri: "https://pets.example.com" }
    /// ```
    /// ```yaml,passes
    /// x-amazon-apigateway-request-validators:
    ///   all: { validateRequestBody: true, validateRequestParameters: true }
    /// x-amazon-apigateway-request-validator: all
    /// paths:
    ///   /pets:
    ///     get:
    ///       responses: {}
    ///       x-amazon-apigateway-integration: { type: http_proxy, httpMethod: GET, uri: "https://pets.example.com" }
    /// ```
    "undefined-request-validator", Warning, RestApi => check
}

fn check(cx: &Context<'_>, api: &RestApi, sink: &mut Sink) {
    // The document's default is written once and found at every method.
    let mut seen = BTreeSet::new();
    for reference in cx.graph().unresolved() {
        let Entity::RequestValidator(name) = reference.to else { continue };
        if !seen.insert(reference.span) {
            continue;
        }
        let message = format!("there is no request validator `{name}`");
        let found = sink.report(&RULE, reference.span, message);
        found.label("requests are not validated");
        let names = api.request_validators.keys().map(|known| known.as_str());
        match closest(name, names) {
            Some(meant) => found.help(format!("did you mean `{meant}`?")),
            None => found.help("define it under `x-amazon-apigateway-request-validators`"),
        };
    }
}
