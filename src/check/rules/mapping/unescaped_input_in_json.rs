//! `unescaped-input-in-json`

use crate::check::json_templates::{JsonTemplate, json_templates};
use crate::check::{Context, IntegrationAt, MethodAt};
use crate::diag::{Severity, Sink};
use crate::ir::{Definition, Model};
use crate::source::{Embedded, Node, SpannedMap, TextEdit};
use crate::vtl::{Quoted, QuotedValue};

rule! {
    /// A template prints a part of the request between quotes, without escaping it.
    ///
    /// ## Why
    /// `$input.params('name')` and `$input.path('$.name')` print what the caller sent, and nothing else is done to it. A quote
    /// or a line break in it ends the JSON text: the backend gets JSON that is none, or members that the caller has
    /// made up. `$util.escapeJavaScript` escapes it; what it makes of an apostrophe, `\'`, JSON does not know, so that
    /// the backslash has to go again (AWS docs, "API Gateway mapping template and access logging variable reference").
    ///
    /// What the method's model validates as a number or a boolean has nothing to escape, and is left alone.
    ///
    /// In a template for a response, what is not escaped goes back to the caller, and the finding is information.
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
    ///             { "name": "$input.path('$.name')", "from": "web" }
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
    ///             { "name": "$util.escapeJavaScript($input.path('$.name')).replaceAll("\\'", "'")", "from": "web" }
    ///         responses: { default: { statusCode: "200" } }
    /// ```
    "unescaped-input-in-json", Warning, Definition => check
}

fn check(cx: &Context<'_>, _: &Definition, sink: &mut Sink) {
    for JsonTemplate { at, template, is_request, is_converted } in json_templates(cx) {
        let text = &template.text;
        let Some(parsed) = cx.template(text.text()) else { continue };
        let mut all = parsed.quoted();
        // A payload in base64 has neither quotes nor line breaks.
        let is_base64 = |own: &Quoted| is_converted && written(text, own).contains("input.body");
        let is_number = |own: &Quoted| is_request && is_number_by_model(at, written(text, own));
        all.retain(|own| own.what == QuotedValue::Raw && !is_base64(own) && !is_number(own));
        let Some(first) = all.first() else { continue };
        let written = written(text, first);
        let message = match all.len() - 1 {
            0 => format!("`{written}` is printed into JSON as it came"),
            others => format!("`{written}` and {others} more are printed into JSON as they came"),
        };
        let found = sink.report(&RULE, text.span(first.start, first.end), message);
        if !is_request {
            found.severity = Severity::Info;
        }
        // Parameters are the caller's in a template for a response too.
        let is_callers = is_request || written.contains("input.params(");
        let source = if is_callers { "the caller sends" } else { "the backend answers" };
        found.label(format!("a quote or a line break in what {source} ends the text"));
        found.related(at.integration_type.span(), format!("the template is of `{}`", at.owner));
        if all.iter().any(|own| is_nested(text, own)) {
            found.help("this is JSON within a text of JSON: escape it once for each of them");
            continue;
        }
        found.help("write `$util.escapeJavaScript(…).replaceAll(\"\\\\'\", \"'\")` around it");
        if let Some(edits) = edits(cx, text, &all) {
            found.fix("escape what is printed", false, edits);
        }
    }
}

fn written<'t>(text: &'t Embedded, own: &Quoted) -> &'t str {
    text.text().get(own.start as usize..own.end as usize).unwrap_or("")
}

/// Whether `reference` is a part of the payload that the model of the method, which is validated, makes a number or a
/// boolean.
fn is_number_by_model(at: IntegrationAt<'_>, reference: &str) -> bool {
    let Some(method) = at.method() else { return false };
    let name = method.request_validator.as_deref();
    let validator = name.and_then(|name| method.api.request_validators.get(name.as_str()));
    let path = reference.split_once("input.path('$.").and_then(|(_, rest)| rest.split_once("')"));
    match path {
        Some((path, _)) if validator.is_some_and(|own| own.validate_request_body) => {
            type_in_model(method, path)
                .is_some_and(|kind| matches!(kind, "integer" | "number" | "boolean"))
        }
        _ => false,
    }
}

/// The type of a part of the payload, by the names that lead to it.
fn type_in_model<'a>(method: MethodAt<'a>, path: &str) -> Option<&'a str> {
    let models = &method.api.models;
    let name = method.method.request_models.get("application/json")?;
    let mut node = models.get(name.as_str())?.schema.node();
    for name in path.split('.') {
        node = resolved(models, node).get("properties")?.get(name)?;
    }
    resolved(models, node).get("type")?.as_str()
}

/// The schema that `node` is or refers to. One that refers to itself is given up.
fn resolved<'a>(models: &'a SpannedMap<Model>, node: Node<'a>) -> Node<'a> {
    let mut own = node;
    for _ in 0..8 {
        let target = own.get("$ref").and_then(Node::as_str);
        match target.and_then(|target| models.get(Model::reference(target))) {
            Some(model) => own = model.schema.node(),
            None => break,
        }
    }
    own
}

/// Where the text begins that is printed into: its quote, from the start of the template.
fn quote_before(text: &Embedded, own: &Quoted) -> Option<usize> {
    text.text().get(..own.start as usize)?.rfind('"')
}

/// Whether the quote before it is itself a part of a text.
fn is_nested(text: &Embedded, own: &Quoted) -> bool {
    let before = quote_before(text, own).and_then(|quote| text.text().get(..quote));
    before.is_some_and(|before| before.ends_with('\\'))
}

const BEFORE: &str = "$util.escapeJavaScript(";
const BEHIND: &str = r#").replaceAll("\\'", "'")"#;

/// The calls around all that is printed, written as the scalar of the template is.
fn edits(cx: &Context<'_>, text: &Embedded, all: &[Quoted]) -> Option<Vec<TextEdit>> {
    let first = all.first()?;
    let quote = u32::try_from(quote_before(text, first)?).ok()?;
    let behind = match cx.sources().text(text.span(quote, quote + 1)) {
        "\\\"" => BEHIND.replace('\\', "\\\\").replace('"', "\\\""),
        "\"" if cx.sources().text(text.whole()).starts_with('\'') => BEHIND.replace('\'', "''"),
        "\"" => BEHIND.to_owned(),
        // It is written in a way of its own.
        _ => return None,
    };
    let insert = |at: u32, text_of: &str| TextEdit {
        span: text.span(at, at),
        replacement: text_of.to_owned(),
    };
    Some(all.iter().flat_map(|own| [insert(own.start, BEFORE), insert(own.end, &behind)]).collect())
}
