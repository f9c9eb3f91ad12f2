//! A policy as JSON, also of one that is a part of a template.

use serde_json::Value;

use crate::source::{Kind, Node, intrinsic_call};

/// A policy as JSON that says the same as `node`: functions in their long form, since JSON has no tags.
pub fn policy_json(node: Node<'_>) -> Value {
    if let Some(call) = intrinsic_call(node) {
        let argument =
            if call.argument().tag().is_some() { bare(node) } else { policy_json(call.argument()) };
        return Value::Object([(call.full_name(), argument)].into_iter().collect());
    }
    match node.kind() {
        Kind::Sequence => node.items().map(policy_json).collect(),
        Kind::Mapping => Value::Object(
            node.entries()
                .map(|(key, value)| {
                    (key.scalar_text().unwrap_or("").to_owned(), policy_json(value))
                })
                .collect(),
        ),
        // An account is a text, whatever it looks like.
        Kind::Int | Kind::Float => Value::String(node.scalar_text().unwrap_or("").to_owned()),
        Kind::Null | Kind::Bool | Kind::String => node.to_json(),
    }
}

/// What a tagged node is without its tag.
fn bare(node: Node<'_>) -> Value {
    match node.kind() {
        Kind::Sequence => node.items().map(policy_json).collect(),
        Kind::Mapping => node.to_json(),
        Kind::Null => Value::String(String::new()),
        Kind::Bool | Kind::Int | Kind::Float | Kind::String => {
            Value::String(node.scalar_text().unwrap_or("").to_owned())
        }
    }
}
