//! What is asked of a type in every language.

use crate::sdk::naming::Name;
use crate::sdk::surface::{Model, Shape, Type};

/// Whether values of the type are lists or maps, whatever they are called.
pub(in crate::sdk) fn many(kind: &Type, models: &[Model]) -> &'static str {
    match kind.split_nullable().0 {
        Type::List(_) => "list",
        Type::Map(_) => "map",
        Type::Model(index) => match models.get(*index).map(|model| &model.shape) {
            Some(Shape::Alias(inner)) if !matches!(inner, Type::Nullable(_)) => many(inner, models),
            _ => "",
        },
        _ => "",
    }
}

/// How JSON writes what it has no value for.
pub(super) fn form(kind: &Type) -> &'static str {
    match kind.split_nullable().0 {
        Type::Date => "date",
        Type::DateTime => "moment",
        Type::Bytes => "bytes",
        Type::File => "file",
        Type::Any => "any",
        Type::Boolean => "boolean",
        Type::Integer { .. } => "integer",
        Type::Number => "number",
        Type::String => "text",
        Type::List(_) | Type::Map(_) | Type::Model(_) | Type::Nullable(_) => "",
    }
}

pub(super) fn is_file(kind: &Type) -> bool {
    match kind.split_nullable().0 {
        Type::File => true,
        Type::List(item) => is_file(item),
        _ => false,
    }
}

/// The model that a value of the type has inside of itself, and not behind a list or a map.
pub(super) fn held(kind: &Type) -> Option<usize> {
    match kind.split_nullable().0 {
        Type::Model(index) => Some(*index),
        _ => None,
    }
}

/// Whether values of the type are objects, lists, or something else.
pub(super) fn kind_of(kind: &Type, models: &[Model]) -> &'static str {
    match kind.split_nullable().0 {
        Type::List(_) => "list",
        Type::Map(_) => "object",
        Type::Model(index) => match models.get(*index).map(|model| &model.shape) {
            Some(Shape::Object(_) | Shape::Union(_)) => "object",
            Some(Shape::Alias(inner)) if !matches!(inner, Type::Model(_)) => kind_of(inner, models),
            _ => "other",
        },
        _ => "other",
    }
}

/// The keys that objects of the type always have; none for what is no object.
pub(super) fn required_keys<'m>(kind: &Type, models: &'m [Model]) -> Option<Vec<&'m str>> {
    let Type::Model(index) = kind.split_nullable().0 else { return None };
    match &models.get(*index)?.shape {
        Shape::Object(object) => {
            let required = object.fields.iter().filter(|field| field.required);
            Some(required.map(|field| field.wire.as_str()).collect())
        }
        Shape::Enum(_) | Shape::Union(_) | Shape::Alias(_) => None,
    }
}

/// The names of the fields that `keys` lead through from a value of type `kind`.
pub(in crate::sdk) fn field_names(
    kind: &Type,
    keys: &[String],
    models: &[Model],
) -> Option<Vec<Name>> {
    let mut at = kind.clone();
    let mut names = Vec::new();
    for key in keys {
        let object = loop {
            let Type::Model(index) = at.split_nullable().0 else { return None };
            match &models.get(*index)?.shape {
                Shape::Object(object) => break object,
                Shape::Alias(inner) => at = inner.clone(),
                Shape::Enum(_) | Shape::Union(_) => return None,
            }
        };
        let field = object.fields.iter().find(|field| field.wire == *key)?;
        names.push(field.name.clone());
        at = field.kind.clone();
    }
    Some(names)
}
