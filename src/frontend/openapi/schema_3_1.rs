//! What only schemas of OpenAPI 3.1 can say.

use crate::frontend::codes;
use crate::source::{Kind, Node};

use super::context::Findings;
use super::read;

/// Keywords that JSON Schema draft 4 does not have.
const NEW_KEYWORDS: &[&str] = &[
    "$anchor",
    "$comment",
    "$defs",
    "$dynamicAnchor",
    "$dynamicRef",
    "const",
    "contains",
    "contentEncoding",
    "contentMediaType",
    "contentSchema",
    "dependentRequired",
    "dependentSchemas",
    "else",
    "if",
    "maxContains",
    "minContains",
    "prefixItems",
    "propertyNames",
    "then",
    "unevaluatedItems",
    "unevaluatedProperties",
];

/// Maps of a schema whose keys are names.
const NAMED: &[&str] =
    &["properties", "patternProperties", "definitions", "$defs", "dependentSchemas"];

/// Keys under which there are no schemas.
const DATA: &[&str] = &["const", "default", "enum", "example", "examples", "required"];

/// Counts each keyword of `schema` and what lies in it that draft 4 does not understand.
pub(super) fn report(schema: Node<'_>, f: &mut Findings<'_>) {
    for item in schema.items() {
        report(item, f);
    }
    for field in read::fields(schema) {
        if let Some(message) = fault(field.name, field.value) {
            f.count_message(&codes::SCHEMA_OF_3_1, &message, field.key.span());
        }
        if NAMED.contains(&field.name) {
            for (_, inner) in field.value.entries() {
                report(inner, f);
            }
        } else if !DATA.contains(&field.name) {
            report(field.value, f);
        }
    }
}

fn fault(name: &str, value: Node<'_>) -> Option<String> {
    match (name, value.kind()) {
        ("type", Kind::Sequence) => {
            Some("`type` is a list of types, which models do not know".to_owned())
        }
        ("type", Kind::String) if value.as_str() == Some("null") => {
            Some("the type `null` is new in OpenAPI 3.1".to_owned())
        }
        ("exclusiveMinimum" | "exclusiveMaximum", Kind::Int | Kind::Float) => {
            Some(format!("`{name}` is a number, and models know it as a boolean"))
        }
        _ if NEW_KEYWORDS.contains(&name) => {
            Some(format!("`{name}` is a keyword that models do not know"))
        }
        _ => None,
    }
}
