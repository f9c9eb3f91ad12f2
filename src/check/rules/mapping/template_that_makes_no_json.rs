//! `template-that-makes-no-json`

use crate::check::Context;
use crate::check::json_templates::{JsonTemplate, json_templates};
use crate::diag::Sink;
use crate::ir::{Definition, IntegrationType};

rule! {
    /// Whatever a template is given, its output is no JSON.
    ///
    /// ## Why
    /// A template under `application/json` that begins as JSON does is meant to make some. With a comma too many, or a
    /// brace too few, it never does: a function refuses the request with 500, and other backends and callers get a text
    /// that they cannot read.
    ///
    /// Only what is sure is told: a template that prints more than values, or repeats a part, is left alone, and so is
    /// what a mock answers itself with, which is read leniently.
    ///
    /// ```yaml,fails
    /// paths:
    ///   /pets:
    ///     post:
    ///       responses: { "200": { description: ok } }
    ///       x-amazon-apigateway-integration:
    ///         type: http
    ///         httpMethod: POST
    ///         uri: https://pets.example.com
    ///         requestTemplates:
    ///           application/json: |
    ///             { "pet": $input.json('$.pet'), "from": "web", }
    ///         responses: { default: { statusCode: "200" } }
    /// ```
    /// ```yaml,passes
    /// paths:
    ///   /pets:
    ///     post:
    ///       responses: { "200": { description: ok } }
    ///       x-amazon-apigateway-integration:
    ///         type: http
    ///         httpMethod: POST
    ///         uri: https://pets.example.com
    ///         requestTemplates:
    ///           application/json: |
    ///             { "pet": $input.json('$.pet'), "from": "web" }
    ///         responses: { default: { statusCode: "200" } }
    /// ```
    "template-that-makes-no-json", Warning, Definition => check
}

fn check(cx: &Context<'_>, _: &Definition, sink: &mut Sink) {
    for JsonTemplate { at, template, is_request, .. } in json_templates(cx) {
        if is_request && *at.integration_type == IntegrationType::Mock {
            continue;
        }
        let text = &template.text;
        let Some(parsed) = cx.template(text.text()) else { continue };
        let Some(skeletons) = parsed.skeletons() else { continue };
        let fault = |own: &String| serde_json::from_str::<serde_json::Value>(own).err();
        let [Some(fault), Some(_)] = [fault(&skeletons[0]), fault(&skeletons[1])] else { continue };
        let reason = fault.to_string();
        let reason = reason.split(" at line ").next().unwrap_or("").to_owned();
        let message = format!("a template of `{}` makes no JSON, whatever it is given", at.owner);
        sink.report(&RULE, text.whole(), message)
            .label(reason)
            .help("`portcullis render` shows what it makes of a payload");
    }
}
