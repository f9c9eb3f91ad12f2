//! `model-name-not-alphanumeric`

use crate::check::Context;
use crate::check::together::{self, Fault};
use crate::diag::Sink;
use crate::ir::RestApi;

rule! {
    /// A model has a name with other characters than letters and digits.
    ///
    /// ## Why
    /// API Gateway refuses it: `Model name must be alphanumeric`. OpenAPI also allows `. - _` in the names of schemas,
    /// which become models. More than three such names are one finding with all of their places.
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
    "model-name-not-alphanumeric", Error, RestApi => check
}

fn check(_: &Context<'_>, api: &RestApi, sink: &mut Sink) {
    let faults = api.models.iter().filter(|(name, model)| !model.anonymous && !is_name(name));
    let faults = faults.map(|(name, _)| {
        let better = better(name);
        let help = match better.as_str() {
            "" => "use letters and digits".to_owned(),
            _ => format!("call it `{better}`"),
        };
        Fault {
            span: name.span(),
            message: format!("`{}` cannot be the name of a model", **name),
            label: help.clone(),
            help: Some(help),
        }
    });
    together::report(&RULE, faults.collect(), sink, |first, count| {
        format!("{first}, and neither can the names of {} more", count - 1)
    });
}

fn is_name(name: &str) -> bool {
    !name.is_empty() && name.chars().all(|letter| letter.is_ascii_alphanumeric())
}

/// The words of a name in one, each with a capital.
fn better(name: &str) -> String {
    let words = name.split(|letter: char| !letter.is_ascii_alphanumeric());
    let capitalized = words.map(|word| {
        let mut letters = word.chars();
        let first = letters.next().map(|letter| letter.to_ascii_uppercase());
        first.into_iter().chain(letters).collect::<String>()
    });
    capitalized.collect()
}
