//! Models as other tools read schemas.
//!
//! The service keeps a model as it was written: JSON Schema of draft 4, and whatever people write beside it. A document
//! without extensions has schemas in the words of its format (OpenAPI 3.0.1 and Swagger 2.0, "Schema Object"). What the
//! format says in other words is said in those; what it cannot say is left out and told.

use indexmap::IndexMap;
use serde_json::{Map, Value, json};

use super::{ExportFormat, lost};
use crate::diag::Sink;
use crate::ir::{Model, RestApi};

/// Types are looked for behind no more references.
const DEEPEST: usize = 24;

/// Words that both formats have and that are taken as they are.
const WORDS: &[&str] = &[
    "title",
    "multipleOf",
    "maximum",
    "minimum",
    "maxLength",
    "minLength",
    "pattern",
    "maxItems",
    "minItems",
    "uniqueItems",
    "maxProperties",
    "minProperties",
    "enum",
    "description",
    "format",
    "default",
    "readOnly",
    "xml",
    "externalDocs",
    "example",
];

/// Words that stand in a schema without saying anything about values, and those that are said with others. What is defined
/// in a model is a model of its own.
const SILENT: &[&str] =
    &["$schema", "$id", "id", "$comment", "definitions", "$defs", "nullable", "type"];

/// What counts beside a reference: JSON Schema ignores everything else there.
const ANNOTATIONS: &[&str] = &[
    "title",
    "description",
    "default",
    "example",
    "deprecated",
    "readOnly",
    "writeOnly",
    "nullable",
];

/// The types that both formats have.
const TYPES: &[&str] = &["array", "boolean", "integer", "number", "object", "string"];

/// Says `schemas` in the words of a format. What it cannot say is reported, once for each word.
pub(super) fn say(
    schemas: &mut IndexMap<String, Value>,
    api: &RestApi,
    base: &str,
    format: ExportFormat,
    sink: &mut Sink,
) {
    let models = std::mem::take(schemas);
    let mut left_out: IndexMap<String, Vec<&str>> = IndexMap::new();
    for (name, root) in &models {
        let mut writer = Writer { format, base, models: &models, lost: Vec::new() };
        schemas.insert(name.clone(), writer.schema(root));
        for word in writer.lost {
            let all = left_out.entry(word).or_default();
            if all.last() != Some(&name.as_str()) {
                all.push(name);
            }
        }
    }
    for (word, names) in left_out {
        let (Some(first), others) = (names.first(), names.len().saturating_sub(1)) else {
            continue;
        };
        let Some((key, _)) = api.models.get_key_value(*first) else { continue };
        let more = match others {
            0 => String::new(),
            1 => " and another model".to_owned(),
            count => format!(" and {count} other models"),
        };
        let format = match format {
            ExportFormat::OpenApi30 => "OpenAPI 3.0",
            ExportFormat::Swagger2 => "Swagger 2.0",
        };
        lost(
            sink,
            key.span(),
            format!("{format} has no {word}: it is left out of the schema of `{first}`{more}"),
        );
    }
}

/// Whether a schema refers to `target`.
pub(super) fn refers_to(schema: &Value, target: &str) -> bool {
    match schema {
        Value::Object(map) => map.iter().any(|(key, own)| match own {
            Value::String(text) => key == "$ref" && text == target,
            other => refers_to(other, target),
        }),
        Value::Array(items) => items.iter().any(|own| refers_to(own, target)),
        _ => false,
    }
}

/// Writes the schemas of one model.
struct Writer<'a> {
    format: ExportFormat,
    /// Where models are, as in `#/definitions/`.
    base: &'a str,
    models: &'a IndexMap<String, Value>,
    /// What the format has no words for.
    lost: Vec<String>,
}

impl Writer<'_> {
    fn schema(&mut self, value: &Value) -> Value {
        match value {
            Value::Object(map) => Value::Object(match map.get("$ref") {
                Some(Value::String(target)) => self.reference(target, map),
                _ => self.object(map),
            }),
            Value::Bool(false) => {
                self.lose("schema that nothing fits");
                json!({})
            }
            _ => json!({}),
        }
    }

    fn object(&mut self, map: &Map<String, Value>) -> Map<String, Value> {
        let mut all = Map::new();
        let mut nullable = map.get("nullable") == Some(&Value::Bool(true));
        nullable |= self.types(map.get("type"), &mut all);
        for (word, value) in map {
            nullable |= self.word(word, value, map, &mut all);
        }
        if all.get("type").is_some_and(|own| own == "array") {
            all.entry("items").or_insert_with(|| json!({}));
        }
        if nullable { self.nullable(all) } else { all }
    }

    /// Says one word of a schema. Returns whether it says that the value may be null.
    fn word(
        &mut self,
        word: &str,
        value: &Value,
        map: &Map<String, Value>,
        all: &mut Map<String, Value>,
    ) -> bool {
        let is_openapi = self.format == ExportFormat::OpenApi30;
        let mut put = |key: &str, value: Value| {
            all.insert(key.to_owned(), value);
        };
        match (word, value) {
            ("properties", Value::Object(properties)) => {
                let properties =
                    properties.iter().map(|(name, own)| (name.clone(), self.schema(own)));
                put(word, Value::Object(properties.collect()));
            }
            ("required", Value::Array(names)) if names.is_empty() => {}
            ("required", Value::Array(_)) | ("additionalProperties", Value::Bool(_)) => {
                put(word, value.clone());
            }
            ("required", _) => self.lose("`required` that is no list"),
            ("items", Value::Array(_)) => self.lose("list as `items`"),
            ("items" | "additionalProperties", own) => put(word, self.schema(own)),
            ("not", own) if is_openapi => put(word, self.schema(own)),
            ("allOf" | "oneOf" | "anyOf", Value::Array(parts)) => {
                return self.parts(word, parts, all);
            }
            ("const", own) if !map.contains_key("enum") => put("enum", json!([own])),
            ("examples", Value::Array(own)) if !map.contains_key("example") => {
                if let Some(first) = own.first() {
                    put("example", first.clone());
                }
            }
            ("examples", _) => {}
            ("exclusiveMinimum" | "exclusiveMaximum", Value::Bool(_)) => put(word, value.clone()),
            ("exclusiveMinimum", own) if own.is_number() && !map.contains_key("minimum") => {
                put("minimum", own.clone());
                put(word, json!(true));
            }
            ("exclusiveMaximum", own) if own.is_number() && !map.contains_key("maximum") => {
                put("maximum", own.clone());
                put(word, json!(true));
            }
            ("discriminator", own) => {
                let name = own.as_str().or_else(|| own.get("propertyName")?.as_str());
                match (name, is_openapi) {
                    (Some(name), true) if own.is_string() => {
                        put(word, json!({ "propertyName": name }));
                    }
                    (Some(_), true) => put(word, own.clone()),
                    (Some(name), false) => put(word, json!(name)),
                    (None, _) => self.lose("`discriminator` without a property"),
                }
            }
            ("deprecated", Value::Bool(_)) => {
                put(if is_openapi { word } else { "x-deprecated" }, value.clone());
            }
            ("writeOnly", Value::Bool(_)) if is_openapi => put(word, value.clone()),
            ("title" | "description" | "format" | "pattern", own) if !own.is_string() => {
                self.lose(&format!("`{word}` that is no text"));
            }
            (known, own) if WORDS.contains(&known) || known.starts_with("x-") => {
                put(known, own.clone());
            }
            (silent, _) if SILENT.contains(&silent) => {}
            (other, _) => self.lose(&format!("`{other}`")),
        }
        false
    }

    /// Says of which types a value is. Returns whether null is one.
    fn types(&mut self, value: Option<&Value>, all: &mut Map<String, Value>) -> bool {
        let names: Vec<&str> = match value {
            Some(Value::String(name)) => vec![name],
            Some(Value::Array(names)) => names.iter().filter_map(Value::as_str).collect(),
            _ => return false,
        };
        let known: Vec<&str> = names.iter().copied().filter(|name| TYPES.contains(name)).collect();
        for name in names.iter().filter(|name| **name != "null" && !known.contains(name)) {
            self.lose(&format!("type `{name}`"));
        }
        let is_null = names.contains(&"null");
        match (&*known, self.format) {
            ([], _) if is_null => {
                all.insert("type".to_owned(), json!("object"));
                all.insert("enum".to_owned(), json!([null]));
            }
            ([], _) => {}
            ([name], _) => {
                all.insert("type".to_owned(), json!(name));
            }
            (several, ExportFormat::OpenApi30) => {
                let each = several.iter().map(|name| match *name {
                    "array" => json!({ "type": "array", "items": {} }),
                    other => json!({ "type": other }),
                });
                all.insert("anyOf".to_owned(), each.collect());
            }
            (_, ExportFormat::Swagger2) => self.lose("value of several types"),
        }
        is_null
    }

    /// Says of which parts a schema is. Returns whether null is one of several.
    fn parts(&mut self, word: &str, parts: &[Value], all: &mut Map<String, Value>) -> bool {
        let is_choice = word != "allOf";
        let others: Vec<&Value> = parts.iter().filter(|own| !(is_choice && is_null(own))).collect();
        let nullable = others.len() < parts.len();
        if is_choice && others.len() > 1 && self.format == ExportFormat::Swagger2 {
            self.lose(&format!("`{word}`"));
            return nullable;
        }
        let mut written: Vec<Value> = others.into_iter().map(|own| self.schema(own)).collect();
        if written.is_empty() {
            return nullable;
        }
        // One of one is that one. A choice that stands beside several types is one more that has to hold.
        let word = match word {
            "oneOf" | "anyOf" if written.len() == 1 => "allOf",
            "anyOf" if all.contains_key("anyOf") => {
                written = vec![json!({ "anyOf": written })];
                "allOf"
            }
            other => other,
        };
        match all.get_mut(word) {
            Some(Value::Array(known)) => known.extend(written),
            _ => {
                all.insert(word.to_owned(), Value::Array(written));
            }
        }
        nullable
    }

    /// A reference, with what may stand beside it.
    fn reference(&mut self, target: &str, map: &Map<String, Value>) -> Map<String, Value> {
        let is_model = self.models.contains_key(Model::reference(target))
            || Model::OWN.contains(&Model::reference(target));
        let beside = map
            .iter()
            .filter(|(word, _)| ANNOTATIONS.contains(&word.as_str()) || word.starts_with("x-"));
        let whole: Map<String, Value> =
            beside.map(|(word, own)| (word.clone(), own.clone())).collect();
        if is_model {
            let mut only = Map::new();
            only.insert(
                "$ref".to_owned(),
                json!(format!("{}{}", self.base, Model::reference(target))),
            );
            if whole.is_empty() {
                return only;
            }
            let mut all = self.object(&whole);
            let nullable = all.remove("nullable").is_some()
                || whole.get("nullable") == Some(&Value::Bool(true));
            all.insert("allOf".to_owned(), json!([only]));
            return if nullable { self.nullable(all) } else { all };
        }
        self.lose(&format!("reference to `{target}`"));
        self.object(&whole)
    }

    /// Says that a value may be null, which OpenAPI 3.0 says beside a type alone.
    fn nullable(&self, mut all: Map<String, Value>) -> Map<String, Value> {
        if self.format == ExportFormat::Swagger2 {
            all.insert("x-nullable".to_owned(), json!(true));
            return all;
        }
        if !all.contains_key("type") {
            match self.type_of(&all, 0) {
                Some(name) => {
                    if name == "array" {
                        all.entry("items").or_insert_with(|| json!({}));
                    }
                    all.insert("type".to_owned(), json!(name));
                }
                // Every value fits, null too.
                None if !["allOf", "oneOf", "anyOf", "not", "enum"]
                    .iter()
                    .any(|word| all.contains_key(*word)) =>
                {
                    return all;
                }
                None => {
                    let absent = json!({ "type": "object", "nullable": true, "enum": [null] });
                    return Map::from_iter([("anyOf".to_owned(), json!([all, absent]))]);
                }
            }
        }
        all.insert("nullable".to_owned(), json!(true));
        all
    }

    /// The one type of all values that fit.
    fn type_of(&self, schema: &Map<String, Value>, depth: usize) -> Option<String> {
        if let Some(name) = schema.get("type") {
            return name.as_str().map(str::to_owned);
        }
        if depth > DEEPEST {
            return None;
        }
        let of = |own: &Value| {
            let map = match own.get("$ref").and_then(Value::as_str) {
                Some(target) => self.models.get(Model::reference(target))?.as_object()?,
                None => own.as_object()?,
            };
            self.type_of(map, depth + 1)
        };
        let parts = |word: &str| schema.get(word).and_then(Value::as_array);
        if let Some(name) = parts("allOf").and_then(|all| all.iter().find_map(of)) {
            return Some(name);
        }
        let mut names = parts("oneOf").or_else(|| parts("anyOf"))?.iter().map(of);
        let first = names.next()??;
        names.all(|own| own.as_ref() == Some(&first)).then_some(first)
    }

    fn lose(&mut self, what: &str) {
        if !self.lost.iter().any(|known| known == what) {
            self.lost.push(what.to_owned());
        }
    }
}

/// Whether null alone fits.
fn is_null(schema: &Value) -> bool {
    schema.get("type").is_some_and(|own| own == "null")
        || schema.get("enum").is_some_and(|own| *own == json!([null]))
}
