//! `settings-of-undefined-method`

use crate::check::Context;
use crate::diag::{Sink, closest};
use crate::ir::Definition;
use crate::source::Spanned;

rule! {
    /// A stage or usage plan has settings for a method that does not exist.
    ///
    /// ## Why
    /// The settings apply to nothing, and the method that was meant keeps the defaults. A key is the verb and the path as
    /// the definition has it: `GET /pets/{petId}`.
    ///
    /// ```yaml,fails
    /// paths:
    ///   /pets/{petId}:
    ///     get:
    ///       responses: {}
    ///       x-amazon-apigateway-integration: { type: http_proxy, httpMethod: GET, uri: "https://pets.example.com" }
    /// ---
    /// stages: { prod: { methods: { "GET /pets/{id}": { throttle: { rate: 10 } } } } }
    /// ```
    /// ```yaml,passes
    /// paths:
    ///   /pets/{petId}:
    ///     get:
    ///       responses: {}
    ///       x-amazon-apigateway-integration: { type: http_proxy, httpMethod: GET, uri: "https://pets.example.com" }
    /// ---
    /// stages: { prod: { methods: { "GET /pets/{petId}": { throttle: { rate: 10 } } } } }
    /// ```
    "settings-of-undefined-method", Warning, Definition => check
}

fn check(cx: &Context<'_>, definition: &Definition, sink: &mut Sink) {
    let stages = definition.stages.values().flat_map(|stage| stage.methods.keys());
    let plans = definition.usage_plans.values().flat_map(|plan| plan.methods.keys());
    let mut keys = stages.chain(plans).peekable();
    if keys.peek().is_none() {
        return;
    }
    let methods = cx.methods().iter().map(ToString::to_string);
    let known: Vec<String> = methods.chain(cx.routes().map(|route| route.to_string())).collect();
    for key in keys {
        if !is_known(key, &known) {
            let found = sink.report(&RULE, key.span(), format!("there is no method `{}`", **key));
            if let Some(meant) = closest(key, known.iter().map(String::as_str)) {
                found.help(format!("did you mean `{meant}`?"));
            }
        }
    }
}

fn is_known(key: &Spanned<String>, known: &[String]) -> bool {
    if matches!(key.as_str(), "*" | "*/*") {
        return true;
    }
    let (verb, path) = key.split_once(' ').unwrap_or(("", key));
    known.iter().any(|name| {
        let (own_verb, own_path) = name.split_once(' ').unwrap_or(("", name));
        let same_path = own_path == path || name == key.as_str();
        // `ANY` and `*` stand for all methods of the path; an `ANY` method has all verbs.
        let same_verb =
            own_verb.eq_ignore_ascii_case(verb) || matches!(verb, "ANY" | "*") || own_verb == "ANY";
        same_path && same_verb
    })
}
