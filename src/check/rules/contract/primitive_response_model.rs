//! `primitive-response-model`

use crate::check::{Context, MethodAt};
use crate::diag::Sink;
use crate::source::Node;

rule! {
    /// A response has a schema that is a bare text, number or boolean.
    ///
    /// ## Why
    /// The model of a method response must be an object (AWS docs, "Amazon API Gateway important notes"). SDKs
    /// generated from such a response cannot read it.
    ///
    /// ```yaml,fails
    /// paths:
    ///   /name:
    ///     get:
    ///       responses:
    ///         "200": { description: The name, content: { application/json: { schema: { type: string } } } }
    ///       x-amazon-apigateway-integration: { type: http_proxy, httpMethod: GET, uri: "https://pets.example.com" }
    /// ```
    /// ```yaml,passes
    /// paths:
    ///   /name:
    ///     get:
    ///       responses:
    ///         "200":
    ///           description: The name
    ///           content: { application/json: { schema: { type: object, properties: { name: { type: string } } } } }
    ///       x-amazon-apigateway-integration: { type: http_proxy, httpMethod: GET, uri: "https://pets.example.com" }
    /// ```
    "primitive-response-model", Info, Method => check
}

fn check(_: &Context<'_>, at: MethodAt<'_>, sink: &mut Sink) {
    for (status, response) in &at.responses {
        for (media, name) in &response.models {
            // Another media type than JSON has no object to be.
            let json = media.as_str() == "application/json";
            let Some(model) = at.api.models.get(name.as_str()).filter(|_| json) else { continue };
            let kind = model.schema.node().get("type").and_then(Node::as_str);
            let Some(kind @ ("string" | "number" | "integer" | "boolean")) = kind else { continue };
            let message = format!("the response {} of `{at}` is a bare {kind}", **status);
            sink.report(&RULE, name.span(), message).help("wrap it in an object");
        }
    }
}
