//! `model-name-not-alphanumeric`

use crate::check::{Context, Named};
use crate::diag::Sink;
use crate::ir::Model;

rule! {
    /// A model has a name with other characters than letters and digits.
    ///
    /// ## Why
    /// API Gateway refuses it: `Model name must be alphanumeric`. OpenAPI also allows `. - _` in the names of schemas,
    /// which become models.
    ///
    /// ```yaml,fails
    /// paths: {}
    /// components:
    ///   schemas:
    ///     new-pet: { type: object, properties: { name: { type: string } } }
    /// ```
    /// ```yaml,passes
    /// paths: {}
    /// components:
    ///   schemas:
    ///     NewPet: { type: object, properties: { name: { type: string } } }
    /// ```
    "model-name-not-alphanumeric", Error, Model => check
}

fn check(_: &Context<'_>, model: Named<'_, Model>, sink: &mut Sink) {
    let name = model.name;
    if model.anonymous || !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric()) {
        return;
    }
    let found =
        sink.report(&RULE, name.span(), format!("`{}` cannot be the name of a model", **name));
    let better: String = name
        .split(|c: char| !c.is_ascii_alphanumeric())
        .map(|word| {
            let mut letters = word.chars();
            let first = letters.next().map(|c| c.to_ascii_uppercase());
            first.into_iter().chain(letters).collect::<String>()
        })
        .collect();
    if better.is_empty() {
        found.help("use letters and digits");
    } else {
        found.help(format!("call it `{better}`"));
    }
}
