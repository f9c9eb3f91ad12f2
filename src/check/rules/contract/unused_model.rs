//! `unused-model`

use std::collections::BTreeSet;

use crate::check::Context;
use crate::diag::Sink;
use crate::ir::{Entity, Model, RestApi};

rule! {
    /// A model that no method uses, directly or through another model.
    ///
    /// ## Why
    /// It takes part in nothing: no body is validated with it, and no SDK has it as a type. Often a reference to it
    /// was forgotten.
    ///
    /// ```yaml,fails
    /// paths: {}
    /// components:
    ///   schemas:
    ///     Pet: { type: object, properties: { name: { type: string } } }
    /// ```
    /// ```yaml,passes
    /// paths:
    ///   /pets:
    ///     get:
    ///       responses:
    ///         "200":
    ///           description: A pet
    ///           content: { application/json: { schema: { $ref: "#/components/schemas/Pet" } } }
    ///       x-amazon-apigateway-integration: { type: http_proxy, httpMethod: GET, uri: "https://pets.example.com" }
    /// components:
    ///   schemas:
    ///     Pet: { type: object, properties: { name: { type: string } } }
    /// ```
    "unused-model", Info, RestApi => check
}

fn check(cx: &Context<'_>, api: &RestApi, sink: &mut Sink) {
    let roots = cx
        .methods()
        .iter()
        .map(|at| Entity::Method(&at.resource.path, at.method.http_method.name()));
    let used: BTreeSet<Entity<'_>> = cx.graph().reachable(roots).into_iter().collect();
    for (name, model) in &api.models {
        // The service has these anyway; a document may redefine them for its own reasons.
        let own = Model::OWN.contains(&name.as_str());
        if !model.anonymous && !own && !used.contains(&Entity::Model(name)) {
            sink.report(&RULE, name.span(), format!("no method uses the model `{}`", **name));
        }
    }
}
