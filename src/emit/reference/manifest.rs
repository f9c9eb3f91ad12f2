//! The manifest's page: every key, of its own JSON schema.

use serde::Serialize;
use serde_json::{Map, Value};

use super::{Page, ReferenceError, cell, render};

#[derive(Serialize)]
struct Manifest {
    sections: Vec<Section>,
}

/// One kind of object.
#[derive(Serialize)]
struct Section {
    title: String,
    summary: String,
    keys: Vec<Key>,
}

/// One key of an object.
#[derive(Serialize)]
struct Key {
    name: String,
    kind: String,
    required: bool,
    summary: String,
}

/// The page of the manifest's keys, made of `schema`, its JSON schema.
pub fn manifest_page(schema: &Value) -> Result<Page, ReferenceError> {
    let empty = Map::new();
    let definitions = schema.get("$defs").and_then(Value::as_object).unwrap_or(&empty);
    let mut sections = vec![section("The top", schema, definitions)];
    for (name, own) in definitions {
        if own.get("properties").is_some() {
            sections.push(section(&words(name), own, definitions));
        }
    }
    let text = render(include_str!("manifest.md.tera"), &Manifest { sections })?;
    Ok(Page { path: "manifest-keys.md".to_owned(), text })
}

fn section(title: &str, schema: &Value, definitions: &Map<String, Value>) -> Section {
    let empty = Map::new();
    let properties = schema.get("properties").and_then(Value::as_object).unwrap_or(&empty);
    let required: Vec<&str> = schema
        .get("required")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .collect();
    let keys = properties.iter().map(|(name, own)| Key {
        name: name.clone(),
        kind: kind(own, definitions),
        required: required.contains(&name.as_str()),
        summary: cell(own.get("description").and_then(Value::as_str).unwrap_or("")),
    });
    Section {
        title: title.to_owned(),
        summary: cell(schema.get("description").and_then(Value::as_str).unwrap_or("")),
        keys: keys.collect(),
    }
}

/// What a value is, in words, with a link where it is an object of its own.
fn kind(schema: &Value, definitions: &Map<String, Value>) -> String {
    if let Some(target) = schema.get("$ref").and_then(Value::as_str) {
        let name = target.trim_start_matches("#/$defs/");
        if let Some(values) = definitions.get(name).and_then(choices) {
            return values;
        }
        let name = words(name);
        return format!("[{name}](#{})", name.replace(' ', "-"));
    }
    if let Some(options) = schema.get("anyOf").and_then(Value::as_array) {
        let options = options.iter().filter(|own| !is_null(own)).map(|own| kind(own, definitions));
        return options.collect::<Vec<_>>().join(" or ");
    }
    let names = match schema.get("type") {
        Some(Value::String(name)) => vec![name.as_str()],
        Some(Value::Array(names)) => {
            names.iter().filter_map(Value::as_str).filter(|name| *name != "null").collect()
        }
        _ => return "anything".to_owned(),
    };
    match names.as_slice() {
        ["object"] => match schema.get("additionalProperties") {
            Some(own @ Value::Object(_)) => format!("map of names to {}", kind(own, definitions)),
            _ => "object".to_owned(),
        },
        ["array"] => match schema.get("items") {
            Some(own) => format!("list of {}", kind(own, definitions)),
            None => "list".to_owned(),
        },
        names => names.join(" or "),
    }
}

/// The values of an enumeration.
fn choices(schema: &Value) -> Option<String> {
    let values: Vec<String> = if let Some(values) = schema.get("enum") {
        let values = values.as_array()?.iter();
        values.filter_map(Value::as_str).map(|value| format!("`{value}`")).collect()
    } else {
        let options = schema.get("oneOf")?.as_array()?.iter();
        options
            .filter_map(|own| own.get("const").and_then(Value::as_str))
            .map(|value| format!("`{value}`"))
            .collect()
    };
    if values.is_empty() { None } else { Some(values.join(", ")) }
}

fn is_null(schema: &Value) -> bool {
    schema.get("type").and_then(Value::as_str) == Some("null")
}

/// `UsagePlan` as `usage plan`.
fn words(name: &str) -> String {
    let mut text = String::with_capacity(name.len() + 4);
    for (index, letter) in name.chars().enumerate() {
        if letter.is_ascii_uppercase() && index > 0 {
            text.push(' ');
        }
        text.push(letter.to_ascii_lowercase());
    }
    text
}
