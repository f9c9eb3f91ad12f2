//! Types that hold no others.

use crate::sdk::naming::{Name, Scope};
use crate::sdk::surface::{EnumValue, Shape, Type};
use crate::sdk::view::View;
use crate::source::Node;

use super::Found;

/// A text out of several, if that is what the values are.
pub(super) fn enumeration(view: &View<'_>, values: &[Node<'_>]) -> Option<Found> {
    let values: Vec<Node<'_>> = values.iter().copied().filter(|value| !value.is_null()).collect();
    if !view.types.iter().all(|kind| *kind == "string") || values.is_empty() {
        return None;
    }
    // A word that YAML reads as something else is meant as text when the type says so.
    let stated = !view.types.is_empty();
    let texts: Option<Vec<&str>> = values
        .iter()
        .map(|value| if stated { value.scalar_text() } else { value.as_str() })
        .collect();
    let mut scope = Scope::default();
    let mut known: Vec<EnumValue> = Vec::new();
    for wire in texts? {
        if !known.iter().any(|value| value.wire == wire) {
            let name = scope.claim(Name::of(wire, "empty"));
            known.push(EnumValue { name, wire: wire.to_owned() });
        }
    }
    Some(Found::Shape(Shape::Enum(known)))
}

/// What has neither parts nor a list of values.
pub(super) fn primitive(view: &View<'_>) -> Type {
    match view.types.as_slice() {
        ["boolean"] => Type::Boolean,
        ["integer"] => Type::Integer { small: view.format == Some("int32") },
        ["number"] | ["integer", "number"] | ["number", "integer"] => Type::Number,
        ["string"] => match view.format {
            Some("date-time") => Type::DateTime,
            Some("date") => Type::Date,
            Some("byte") => Type::Bytes,
            Some("binary") => Type::File,
            _ => Type::String,
        },
        ["file"] => Type::File,
        _ => Type::Any,
    }
}
