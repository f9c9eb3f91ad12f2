//! `quoted-input-json`

use crate::check::Context;
use crate::check::json_templates::{JsonTemplate, json_templates};
use crate::diag::Sink;
use crate::ir::Definition;
use crate::vtl::QuotedValue;

rule! {
    /// A template prints JSON between quotes.
    ///
    /// ## Why
    /// `$input.json('$.name')` prints JSON: a text comes with its quotes, an object with its braces. Between quotes of the
    /// template a text becomes `""Bob""`, which is no JSON. Without the quotes it is right for every kind of value, and
    /// it is escaped.
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
    ///             { "name": "$input.json('$.name')" }
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
    ///             { "name": $input.json('$.name') }
    ///         responses: { default: { statusCode: "200" } }
    /// ```
    "quoted-input-json", Warning, Definition => check
}

fn check(cx: &Context<'_>, _: &Definition, sink: &mut Sink) {
    for JsonTemplate { at, template, .. } in json_templates(cx) {
        let text = &template.text;
        let Some(parsed) = cx.template(text.text()) else { continue };
        let mut all = parsed.quoted();
        all.retain(|own| own.what == QuotedValue::Json);
        let Some(first) = all.first() else { continue };
        let written = text.text().get(first.start as usize..first.end as usize).unwrap_or("");
        let message = match all.len() - 1 {
            0 => format!("`{written}` is printed between quotes, and a text has its own"),
            others => {
                format!(
                    "`{written}` and {others} more are printed between quotes, and texts have their own"
                )
            }
        };
        sink.report(&RULE, text.span(first.start, first.end), message)
            .label("this prints `\"…\"` for a text, and `{…}` for an object")
            .related(at.integration_type.span(), format!("the template is of `{}`", at.owner))
            .help("take the quotes of the template out");
    }
}
