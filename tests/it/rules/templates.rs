//! Rules on what templates make.

use portcullis::check::{Settings, check};

use super::findings;
use crate::frontends::compile::compile_text;

/// A method whose model says that `quantity` is a number, with a template for its requests.
fn order(template: &str, validates: bool) -> String {
    format!(
        "  /orders:
    post:
      x-amazon-apigateway-request-validator: body
      requestBody: {{ content: {{ application/json: {{ schema: {{ $ref: '#/components/schemas/Order' }} }} }} }}
      x-amazon-apigateway-integration:
        type: http
        httpMethod: POST
        uri: https://orders.example.com
        requestTemplates:
          application/json: |
            {template}
components:
  schemas:
    Order: {{ type: object, properties: {{ quantity: {{ $ref: '#/components/schemas/Number' }}, item: {{ type: string }} }} }}
    Number: {{ type: integer }}
x-amazon-apigateway-request-validators:
  body: {{ validateRequestBody: {validates}, validateRequestParameters: true }}
"
    )
}

#[test]
fn what_a_model_makes_a_number_needs_no_escaping() {
    let rule = "unescaped-input-in-json";
    let of = |template: &str, validates: bool| findings(rule, &order(template, validates));
    let number = r#"{ "n": "$input.path('$.quantity')" }"#;
    assert_eq!(of(number, true), "");
    assert!(of(number, false).contains("`$input.path('$.quantity')` is printed into JSON"));
    let text = r#"{ "n": "$input.path('$.item')", "id": "$input.params('id')" }"#;
    assert!(of(text, true).contains("`$input.path('$.item')` and 1 more are printed into JSON"));
    assert_eq!(of(r#"{ "n": $input.json('$.item') }"#, true), "");
}

/// The paths of a document with the first change that the rule offers.
fn mended(rule: &str, text: &str) -> String {
    let head = "openapi: 3.0.1\ninfo: { title: t, version: '1' }\npaths:\n";
    let mut document = format!("{head}{text}");
    let mut outcome = compile_text(&document);
    let settings = Settings { select: vec![rule.to_owned()], ..Settings::default() };
    check(outcome.definition.as_ref().unwrap(), &outcome.sources, &settings, &mut outcome.sink);
    let found = outcome.sink.diagnostics().iter().find(|own| own.code.name == rule).unwrap();
    let mut edits = found.fixes.first().unwrap().edits.clone();
    edits.sort_by_key(|edit| std::cmp::Reverse(edit.span.start()));
    for edit in edits {
        let range = edit.span.start() as usize..edit.span.end() as usize;
        document.replace_range(range, &edit.replacement);
    }
    document.strip_prefix(head).unwrap().to_owned()
}

#[test]
fn what_is_escaped_is_written_as_its_scalar_is() {
    let rule = "unescaped-input-in-json";
    let with = |template: &str| {
        format!(
            "  /a:
    get:
      x-amazon-apigateway-integration:
        type: http
        httpMethod: GET
        uri: https://a.example.com
        requestTemplates:
          application/json: {template}
"
        )
    };
    let wanted = r#"{"a": "$util.escapeJavaScript($input.params('a')).replaceAll("\\'", "'")"}"#;
    let block = |text: &str| with(&format!("|-\n            {text}"));
    let single = |text: &str| with(&format!("'{}'", text.replace('\'', "''")));
    let double =
        |text: &str| with(&format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\"")));
    let raw = r#"{"a": "$input.params('a')"}"#;
    for written in [&block as &dyn Fn(&str) -> String, &single, &double] {
        let mended = mended(rule, &written(raw));
        assert_eq!(mended, written(wanted));
        assert_eq!(findings(rule, &mended), "");
    }
    // JSON within a text of JSON is not mended by the same.
    let nested = block(r#"{"a": "{\"b\": \"$input.params('a')\"}"}"#);
    assert!(findings(rule, &nested).contains("is printed into JSON as it came"));
}
