//! `unused-request-validator`

use crate::check::Context;
use crate::diag::Sink;
use crate::ir::{Entity, RestApi};

rule! {
    /// A request validator that no method uses.
    ///
    /// ## Why
    /// Defining a validator validates nothing: each method, or the document as a whole, must name it in
    /// `x-amazon-apigateway-request-validator`.
    ///
    /// ```yaml,fails
    /// x-amazon-apigateway-request-validators:
    ///   all: { validateRequestBody: true, validateRequestParameters: true }
    /// paths:
    ///   /pets:
    ///     get:
    ///       responses: {}
    ///       x-amazon-apigateway-integration: { type: http_proxy, httpMethod: GET, uri: "https://pets.example.com" }
    /// ```
    /// ```yaml,passes
    /// x-amazon-apigateway-request-validators:
    ///   all: { validateRequestBody: true, validateRequestParameters: true }
    /// paths:
    ///   /pets:
    ///     get:
    ///       x-amazon-apigateway-request-validator: all
    ///       responses: {}
    ///       x-amazon-apigateway-integration: { type: http_proxy, httpMethod: GET, uri: "https://pets.example.com" }
    /// ```
    "unused-request-validator", Info, RestApi => check
}

fn check(cx: &Context<'_>, api: &RestApi, sink: &mut Sink) {
    // A validator that validates nothing is there to switch validation off somewhere.
    for (name, validator) in &api.request_validators {
        let validates = validator.validate_request_body || validator.validate_request_parameters;
        if validates && !cx.graph().is_used(Entity::RequestValidator(name)) {
            let message = format!("no method uses the request validator `{}`", **name);
            sink.report(&RULE, name.span(), message);
        }
    }
}
