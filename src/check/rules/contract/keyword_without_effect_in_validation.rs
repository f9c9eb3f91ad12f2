//! `keyword-without-effect-in-validation`

use std::collections::BTreeSet;

use crate::check::Context;
use crate::diag::Sink;
use crate::ir::{Entity, Model, RestApi};
use crate::source::{Kind, Node, Spanned};

rule! {
    /// A request body is validated with a schema whose words mean nothing to the validator.
    ///
    /// ## Why
    /// Models are JSON Schema draft 4. `nullable` is a word of OpenAPI, so `null` is refused; `discriminator` and
    /// `readOnly` choose and forbid nothing (AWS docs, "Amazon API Gateway important notes").
    ///
    /// ```yaml,fails
    /// x-amazon-apigateway-request-validators: { body: { validateRequestBody: true } }
    /// x-amazon-apigateway-request-validator: body
    /// paths:
    ///   /pets:
    ///     post:
    ///       requestBody:
    ///         content: { application/json: { schema: { $ref: "#/components/schemas/Pet" } } }
    ///       responses: {}
    ///       x-amazon-apigateway-integration: { type: http_proxy, httpMethod: POST, uri: "https://pets.example.com" }
    /// components:
    ///   schemas:
    ///     Pet: { type: object, properties: { owner: { type: string, nullable: true } } }
    /// ```
    /// ```yaml,passes
    /// x-amazon-apigateway-request-validators: { body: { validateRequestBody: true } }
    /// x-amazon-apigateway-request-validator: body
    /// paths:
    ///   /pets:
    ///     post:
    ///       requestBody:
    ///         content: { application/json: { schema: { $ref: "#/components/schemas/Pet" } } }
    ///       responses: {}
    ///       x-amazon-apigateway-integration: { type: http_proxy, httpMethod: POST, uri: "https://pets.example.com" }
    /// components:
    ///   schemas:
    ///     Pet: { type: object, properties: { owner: { anyOf: [{ type: string }, { enum: [null] }] } } }
    /// ```
    "keyword-without-effect-in-validation", Warning, RestApi => check
}

/// Words of OpenAPI that draft 4 does not have, and what happens instead.
const WORDS: [(&str, &str); 3] = [
    ("nullable", "null is refused all the same"),
    ("discriminator", "it chooses no schema"),
    ("readOnly", "the property may be sent"),
];

fn check(cx: &Context<'_>, api: &RestApi, sink: &mut Sink) {
    let validated = |name: &Spanned<String>| {
        api.request_validators.get(name.as_str()).is_some_and(|own| own.validate_request_body)
    };
    let bodies = cx
        .methods()
        .iter()
        .filter(|at| at.method.request_validator.as_ref().is_some_and(validated))
        .flat_map(|at| at.method.request_models.values())
        .map(|model| Entity::Model(model));
    let used: BTreeSet<Entity<'_>> = cx.graph().reachable(bodies).into_iter().collect();
    for (name, model) in &api.models {
        if used.contains(&Entity::Model(name)) {
            check_model(name, model, sink);
        }
    }
}

fn check_model(name: &str, model: &Model, sink: &mut Sink) {
    for (word, effect) in WORDS {
        let mut places = Vec::new();
        find(model.schema.node(), word, &mut places);
        let [first, others @ ..] = places.as_slice() else { continue };
        let message = format!("`{word}` means nothing when a body is validated with `{name}`");
        let found = sink.report(&RULE, first.span(), message);
        found.label(effect);
        for other in others {
            found.related(other.span(), "also here");
        }
    }
}

/// The keys `word` of all schemas in `schema` that are switched on.
fn find<'t>(schema: Node<'t>, word: &str, places: &mut Vec<Node<'t>>) {
    let mut left = vec![(schema, true)];
    while let Some((node, is_schema)) = left.pop() {
        if node.kind() == Kind::Sequence {
            left.extend(node.items().map(|item| (item, is_schema)));
        }
        for (key, value) in node.entries() {
            let text = key.scalar_text().unwrap_or("");
            if is_schema && text == word && value.as_bool() != Some(false) {
                places.push(key);
            }
            // The keys of `properties` are names and no words; values and examples are no schemas.
            match text {
                "properties" | "patternProperties" | "definitions" if is_schema => {
                    left.push((value, false));
                }
                "enum" | "default" | "example" | "examples" if is_schema => {}
                _ => left.push((value, true)),
            }
        }
    }
    places.sort_by_key(|node| node.span());
}
