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
        let (mut notes, mut first) = (Self::default(), None);
        for (key, value) in node.entries() {
            match key.scalar_text().unwrap_or("") {
                "format" => notes.format = value.as_str().map(str::to_owned),
                "default" => notes.default = Some(value.to_json()),
                "example" => notes.example = Some(value.to_json()),
                "examples" => first = value.items().next(),
                other => {
                    let known = LIMITS.iter().find(|own| **own == other);
                    notes.limits.extend(known.map(|own| (*own, value.to_json())));
                }
            }
        }
        let place = |keyword: &str| LIMITS.iter().position(|own| *own == keyword);
        notes.limits.sort_by_key(|(keyword, _)| place(keyword));
        notes.example = notes.example.or_else(|| first.map(Node::to_json));
        notes
    }

    /// The limit with that keyword.
    pub fn limit(&self, keyword: &str) -> Option<&Value> {
        self.limits.iter().find(|(own, _)| *own == keyword).map(|(_, value)| value)
    }
}
