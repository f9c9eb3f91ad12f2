//! `unused-model`

use std::collections::BTreeSet;

use crate::check::Context;
use crate::check::together::{self, Fault};
use crate::diag::Sink;
use crate::ir::{Entity, Model, RestApi};
use crate::source::Spanned;

rule! {
    /// A model that no method uses, directly or through another model.
    ///
    /// ## Why
    /// It takes part in nothing: no body is validated with it, and no SDK has it as a type. Often a reference to it
    /// was forgotten. More than three of them are one finding with all of their places.
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
    let is_unused = |(name, model): &(&Spanned<String>, &Model)| {
        // The service has these anyway; a document may redefine them for its own reasons.
        let own = Model::OWN.contains(&name.as_str());
        !model.anonymous && !own && !used.contains(&Entity::Model(name))
    };
    let faults = api.models.iter().filter(is_unused).map(|(name, _)| Fault {
        span: name.span(),
        message: format!("no method uses the model `{}`", **name),
        label: String::new(),
        help: None,
    });
    together::report(&RULE, faults.collect(), sink, |first, count| {
        format!("{first}, nor {} more", count - 1)
    });
}
