//! `input-outside-cache-key`

use crate::check::{CachedAt, Context};
use crate::diag::Sink;
use crate::ir::IntegrationType;
use crate::vtl::{Mentioned, ParameterPlace};

rule! {
    /// A cached method sends a parameter to its backend that is no part of the key.
    ///
    /// ## Why
    /// A template reads parameters of the request also where the method does not declare them. Two requests that
    /// differ in such a parameter alone share one answer: the second page is the first one again, and with a range
    /// or a condition in a header (`Range`, `If-None-Match`) everybody is given the part, or the empty answer, that
    /// one caller asked for. Declared parameters are the matter of `parameter-outside-cache-key`.
    ///
    /// ```yaml,fails
    /// paths:
    ///   /pets:
    ///     get:
    ///       responses: { "200": { description: fine } }
    ///       x-amazon-apigateway-integration:
    ///         type: http
    ///         httpMethod: GET
    ///         uri: https://pets.example.com
    ///         requestTemplates: { application/json: '{"page": "$input.params("page")"}' }
    ///         responses: { default: { statusCode: "200" } }
    /// ---
    /// stages: { prod: { cache: { size: 0.5, ttl: 300 } } }
    /// ```
    /// ```yaml,passes
    /// paths:
    ///   /pets:
    ///     get:
    ///       parameters: [{ name: page, in: query, schema: { type: string } }]
    ///       responses: { "200": { description: fine } }
    ///       x-amazon-apigateway-integration:
    ///         type: http
    ///         httpMethod: GET
    ///         uri: https://pets.example.com
    ///         requestTemplates: { application/json: '{"page": "$input.params("page")"}' }
    ///         cacheKeyParameters: [method.request.querystring.page]
    ///         responses: { default: { statusCode: "200" } }
    /// ---
    /// stages: { prod: { cache: { size: 0.5, ttl: 300 } } }
    /// ```
    "input-outside-cache-key", Warning, Cached => check
}

fn check(cx: &Context<'_>, at: CachedAt<'_>, sink: &mut Sink) {
    if *at.integration.integration_type == IntegrationType::Mock {
        return;
    }
    let mut told: Vec<String> = Vec::new();
    for template in at.integration.request_templates.values() {
        let Some(parsed) = cx.template(template.text.text()) else { continue };
        for mention in parsed.references() {
            let Mentioned::InputParameter { place, name: Some(name) } = mention.what else {
                continue;
            };
            if is_declared(at, name)
                || is_in_key(at, place, name)
                || told.iter().any(|own| own == name)
            {
                continue;
            }
            told.push(name.to_owned());
            let span = template.text.span(mention.start, mention.end);
            let message = format!("`{}` is answered alike for every `{name}`", at.method);
            sink.report(&RULE, span, message)
                .label("the backend is told it, and the key of its answers has it not")
                .related(at.turned_on, "its answers are kept")
                .help(format!("declare `{name}`, and add it to `cacheKeyParameters`"));
        }
    }
}

/// Whether another rule looks at the parameter: the method declares it, or it says who calls.
fn is_declared(at: CachedAt<'_>, name: &str) -> bool {
    name.eq_ignore_ascii_case("authorization")
        || at.method.request_parameters.keys().any(|key| key.name.eq_ignore_ascii_case(name))
}

fn is_in_key(at: CachedAt<'_>, place: Option<ParameterPlace>, name: &str) -> bool {
    let places: &[&str] = match place {
        Some(ParameterPlace::Path) => &["path"],
        Some(ParameterPlace::Query) => &["querystring"],
        Some(ParameterPlace::Header) => &["header"],
        None => &["path", "querystring", "header"],
    };
    places.iter().any(|place| at.has_in_key(place, name))
}
