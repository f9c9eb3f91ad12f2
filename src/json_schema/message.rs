//! The words of the service's validator, which `$context.error.validationErrorString` carries.

use jsonschema::ValidationError;
use jsonschema::error::{TypeKind, ValidationErrorKind};
use serde_json::{Value, json};

/// The messages of `errors`, at most `limit`. Missing properties of one object share a message.
pub(super) fn messages<'a>(
    errors: impl Iterator<Item = ValidationError<'a>>,
    limit: usize,
) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    let mut missing: Vec<(String, Vec<Value>)> = Vec::new();
    for error in errors {
        if let ValidationErrorKind::Required { property } = error.kind() {
            let place = error.instance_path().to_string();
            match missing.iter_mut().find(|(known, _)| *known == place) {
                Some((_, names)) => names.push(property.clone()),
                None => missing.push((place, vec![property.clone()])),
            }
            continue;
        }
        all.push(message(&error));
    }
    let required = missing.into_iter().map(|(_, mut names)| {
        names.sort_by_key(ToString::to_string);
        format!("object has missing required properties ({})", Value::Array(names))
    });
    let mut joined: Vec<String> = required.collect();
    joined.append(&mut all);
    joined.truncate(limit);
    joined
}

fn message(error: &ValidationError<'_>) -> String {
    let value = error.instance();
    match error.kind() {
        ValidationErrorKind::Type { kind } => format!(
            "instance type ({}) does not match any allowed primitive type (allowed: {})",
            type_name(value),
            json!(allowed(kind))
        ),
        ValidationErrorKind::Enum { options } => {
            format!("instance value ({value}) not found in enum (possible values: {options})")
        }
        ValidationErrorKind::AdditionalProperties { unexpected } => format!(
            "object instance has properties which are not allowed by the schema: {}",
            json!(unexpected)
        ),
        ValidationErrorKind::Minimum { limit } => format!(
            "numeric instance is lower than the required minimum (minimum: {limit}, found: {value})"
        ),
        ValidationErrorKind::Maximum { limit } => format!(
            "numeric instance is greater than the required maximum (maximum: {limit}, found: {value})"
        ),
        ValidationErrorKind::ExclusiveMinimum { limit } => {
            format!("numeric instance is not strictly greater than the required minimum {limit}")
        }
        ValidationErrorKind::ExclusiveMaximum { limit } => {
            format!("numeric instance is not strictly lower than the required maximum {limit}")
        }
        ValidationErrorKind::MultipleOf { multiple_of } => {
            format!("remainder of division is not zero ({value} / {multiple_of})")
        }
        ValidationErrorKind::MinLength { limit } => format!(
            "string {value} is too short (length: {}, required minimum: {limit})",
            length(value)
        ),
        ValidationErrorKind::MaxLength { limit } => format!(
            "string {value} is too long (length: {}, maximum allowed: {limit})",
            length(value)
        ),
        ValidationErrorKind::Pattern { pattern } => {
            format!("ECMA 262 regex {} does not match input string {value}", json!(pattern))
        }
        ValidationErrorKind::MinItems { limit } => format!(
            "array is too short: must have at least {limit} elements but instance has {} elements",
            items(value)
        ),
        ValidationErrorKind::MaxItems { limit } => format!(
            "array is too long: must have at most {limit} elements but instance has {} elements",
            items(value)
        ),
        ValidationErrorKind::UniqueItems => "array must not contain duplicate elements".to_owned(),
        ValidationErrorKind::AnyOf { context } => {
            format!("instance failed to match at least one required schema among {}", context.len())
        }
        ValidationErrorKind::OneOfNotValid { context } => format!(
            "instance failed to match exactly one schema (matched 0 out of {})",
            context.len()
        ),
        ValidationErrorKind::Not { .. } => {
            "instance matched a schema which it should not have".to_owned()
        }
        // The other kinds have no wording of the service on record.
        _ => error.to_string(),
    }
}

fn allowed(kind: &TypeKind) -> Vec<String> {
    let mut names = Vec::new();
    match kind {
        TypeKind::Single(single) => names.push(single.to_string()),
        TypeKind::Multiple(several) => {
            names.extend(several.iter().map(|single| single.to_string()));
        }
    }
    // A number may be whole.
    if names.iter().any(|name| name == "number") && !names.iter().any(|name| name == "integer") {
        names.push("integer".to_owned());
    }
    names.sort();
    names
}

fn type_name(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(number) if number.is_f64() => "number",
        Value::Number(_) => "integer",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}

fn length(value: &Value) -> usize {
    value.as_str().map_or(0, |text| text.chars().count())
}

fn items(value: &Value) -> usize {
    value.as_array().map_or(0, Vec::len)
}
