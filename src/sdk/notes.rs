//! What a schema says of values beyond their type.

use serde_json::Value;

use crate::source::Node;

/// What a schema says of values beyond their type, as it is written.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Notes {
    /// `format`.
    pub format: Option<String>,
    /// What values have to keep to, by keyword.
    pub limits: Vec<(&'static str, Value)>,
    /// What counts where nothing is sent.
    pub default: Option<Value>,
    /// A value as it may be.
    pub example: Option<Value>,
}

/// The keywords that limit values.
const LIMITS: [&str; 13] = [
    "minimum",
    "exclusiveMinimum",
    "maximum",
    "exclusiveMaximum",
    "multipleOf",
    "minLength",
    "maxLength",
    "pattern",
    "minItems",
    "maxItems",
    "uniqueItems",
    "minProperties",
    "maxProperties",
];

impl Notes {
    /// What `node` says by itself.
    pub(super) fn of(node: Node<'_>) -> Self {
        let value = |key: &str| node.get(key).map(Node::to_json);
        let limit = |key: &'static str| value(key).map(|value| (key, value));
        let first = || node.get("examples")?.items().next().map(Node::to_json);
        Self {
            format: node.get("format").and_then(Node::as_str).map(str::to_owned),
            limits: LIMITS.into_iter().filter_map(limit).collect(),
            default: value("default"),
            example: value("example").or_else(first),
        }
    }

    /// The limit with that keyword.
    pub fn limit(&self, keyword: &str) -> Option<&Value> {
        self.limits.iter().find(|(own, _)| *own == keyword).map(|(_, value)| value)
    }
}
