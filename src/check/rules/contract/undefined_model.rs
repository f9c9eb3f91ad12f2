//! `undefined-model`

use crate::check::Context;
use crate::diag::{Sink, closest};
use crate::ir::{Entity, RestApi};

rule! {
    /// A model is named that the definition does not define.
    ///
    /// ## Why
    /// API Gateway drops such a reference with a warning when it imports the document, and refuses it with `Invalid
    /// model identifier specified` when the method is created. Bodies are then not validated, and SDKs lack the type.
    ///
    /// ```yaml,fails
    /// paths:
    ///   /pets:
    ///     post:
    ///       requestBody:
    ///         content: { application/json: { schema: { $ref: "#/components/schemas/Pet" } } }
    ///       responses: {}
    ///       x-amazon-apigateway-integration: { type: http_proxy, httpMethod: POST, uri: "https://pets.example.com" }
    /// components:
    ///   schemas:
    ///     Pet: { type: object, properties: { owner: { $ref: "https://apigateway.amazonaws.com/restapis/a/models/Owner" } } }
    /// ```
    /// ```yaml,passes
    /// paths:
    ///   /pets:
    ///     post:
    ///       requestBody:
    ///         content: { application/json: { schema: { $ref: "#/components/schemas/Pet" } } }
    ///       responses: {}
    ///       x-amazon-apigateway-integration: { type: http_proxy, httpMethod: POST, uri: "https://pets.example.com" }
    /// components:
    ///   schemas:
    ///     Owner: { type: object, properties: { name: { type: string } } }
    ///     Pet: { type: object, properties: { owner: { $ref: "#/components/schemas/Owner" } } }
    /// ```
    "undefined-model", Error, RestApi => check
}

fn check(cx: &Context<'_>, api: &RestApi, sink: &mut Sink) {
    for reference in cx.graph().unresolved() {
        let Entity::Model(name) = reference.to else { continue };
        // A `$ref` into a document was followed when the document was read.
        if cx.sources().text(reference.span).contains('#') {
            continue;
        }
        let found = sink.report(&RULE, reference.span, format!("there is no model `{name}`"));
        if let Some(meant) = closest(name, api.models.keys().map(|known| known.as_str())) {
            found.help(format!("did you mean `{meant}`?"));
        }
    }
}
