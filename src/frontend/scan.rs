//! Finds the references of a document without knowing what each part of it is.

use crate::source::Node;

/// Maps whose keys are names that the author chose, so that a key like `example` says nothing.
const NAMED: &[&str] = &[
    "$defs",
    "callbacks",
    "content",
    "definitions",
    "dependentSchemas",
    "encoding",
    "examples",
    "headers",
    "links",
    "parameters",
    "pathItems",
    "paths",
    "patternProperties",
    "properties",
    "requestBodies",
    "responses",
    "schemas",
    "securityDefinitions",
    "securitySchemes",
    "variables",
    "webhooks",
    "x-amazon-apigateway-integrations",
];

/// Keys under which text is data, in which `$ref` is a key like any other.
const DATA: &[&str] = &["const", "default", "enum", "example", "value"];

/// The texts of all `$ref` of a document, in document order.
pub(super) fn references(root: Node<'_>) -> Vec<Node<'_>> {
    let mut found = Vec::new();
    construct(root, &mut found);
    found
}

/// Walks a map whose keys are words of the language.
fn construct<'t>(node: Node<'t>, found: &mut Vec<Node<'t>>) {
    for item in node.items() {
        construct(item, found);
    }
    for (key, value) in node.entries() {
        let key = key.scalar_text().unwrap_or("");
        if key == "$ref" {
            if value.as_str().is_some() {
                found.push(value);
            }
        } else if value.is_mapping() || value.is_sequence() {
            if NAMED.contains(&key) {
                names(value, found);
            } else if !DATA.contains(&key) && !is_foreign(key) {
                construct(value, found);
            }
        }
    }
}

/// Walks a map whose keys are names.
fn names<'t>(node: Node<'t>, found: &mut Vec<Node<'t>>) {
    for item in node.items() {
        construct(item, found);
    }
    for (key, value) in node.entries() {
        if key.scalar_text() == Some("$ref") && value.as_str().is_some() {
            found.push(value);
        } else {
            construct(value, found);
        }
    }
}

fn is_foreign(key: &str) -> bool {
    key.starts_with("x-") && !key.starts_with("x-amazon-apigateway-")
}
