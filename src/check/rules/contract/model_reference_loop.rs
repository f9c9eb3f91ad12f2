//! `model-reference-loop`

use std::collections::BTreeSet;

use crate::check::{Context, Named};
use crate::diag::Sink;
use crate::ir::{Model, RestApi};
use crate::source::Node;

rule! {
    /// Models that are nothing but references to each other.
    ///
    /// ## Why
    /// A model may contain itself, as a tree does. But where each of several models only says that it is the next
    /// one, there is no schema that any of them could be, and nothing can be validated.
    ///
    /// ```yaml,fails
    /// paths: {}
    /// components:
    ///   schemas:
    ///     Pet: { allOf: [{ $ref: "#/components/schemas/Animal" }] }
    ///     Animal: { allOf: [{ $ref: "#/components/schemas/Pet" }] }
    /// ```
    /// ```yaml,passes
    /// paths: {}
    /// components:
    ///   schemas:
    ///     Pet: { type: object, properties: { children: { type: array, items: { $ref: "#/components/schemas/Pet" } } } }
    /// ```
    "model-reference-loop", Error, Model => check
}

fn check(cx: &Context<'_>, model: Named<'_, Model>, sink: &mut Sink) {
    let Some(api) = cx.definition().rest() else { return };
    if is_told(api, model) {
        return;
    }
    let mut seen: BTreeSet<&str> = BTreeSet::new();
    let mut left: Vec<&str> = same_as(model.value);
    while let Some(name) = left.pop() {
        if name == model.name.as_str() {
            let message = format!("the model `{}` is nothing but itself", **model.name);
            sink.report(&RULE, model.name.span(), message);
            return;
        }
        if seen.insert(name)
            && let Some(next) = api.models.get(name)
        {
            left.extend(same_as(next));
        }
    }
}

/// The models that a value of `model` must be as well: its own `$ref` and those of its `allOf`.
fn same_as(model: &Model) -> Vec<&str> {
    let schema = model.schema.node();
    let parts = schema.get("allOf").into_iter().flat_map(Node::items);
    std::iter::once(schema)
        .chain(parts)
        .filter_map(|node| node.get("$ref").and_then(Node::as_str))
        .map(Model::reference)
        .collect()
}

/// Whether the loop is made of plain references within the document, which were followed and reported when it was read.
fn is_told(api: &RestApi, model: Named<'_, Model>) -> bool {
    let mut seen: BTreeSet<&str> = BTreeSet::new();
    let mut at = Some(model.value);
    while let Some(next) = at {
        let target = next.schema.node().get("$ref").and_then(Node::as_str);
        let Some(target) = target.filter(|target| target.starts_with('#')) else { return false };
        if !seen.insert(Model::reference(target)) {
            return true;
        }
        at = api.models.get(Model::reference(target));
    }
    false
}
