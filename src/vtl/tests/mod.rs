//! The language as a whole: templates, inputs and what comes out.

mod directives;
mod errors;
mod expressions;
mod functions;
mod hostile;
mod json_output;
mod mentions;
mod mutation;
mod objects;
mod text;

use serde_json::{Value, json};

use super::{InputDocument, Limits, RenderErrorKind, Rendered, Template};

fn rendered(template: &str, input: &Value) -> Result<Rendered, RenderErrorKind> {
    rendered_within(&Limits::default(), template, input)
}

fn rendered_within(
    limits: &Limits,
    template: &str,
    input: &Value,
) -> Result<Rendered, RenderErrorKind> {
    let parsed =
        Template::parse(template).unwrap_or_else(|errors| panic!("{template}: {errors:?}"));
    let document = InputDocument::from_json(input).unwrap();
    parsed.render(&document.input(), limits).map_err(|error| error.kind)
}

/// `template` over `input` gives `expected`.
fn check(template: &str, input: &Value, expected: &str) {
    let rendered = rendered(template, input).unwrap_or_else(|kind| panic!("{template}: {kind:?}"));
    assert_eq!(rendered.text, expected, "{template}");
}

/// `template` without input gives `expected`.
fn check_text(template: &str, expected: &str) {
    check(template, &json!({}), expected);
}

/// `template` over `body` gives `expected`.
fn check_body(template: &str, body: &Value, expected: &str) {
    check(template, &json!({ "body": body }), expected);
}

/// `template` over `input` fails.
fn check_fault(template: &str, input: &Value, expected: RenderErrorKind) {
    assert_eq!(rendered(template, input).unwrap_err(), expected, "{template}");
}
