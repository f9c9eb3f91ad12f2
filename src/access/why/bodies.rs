//! A payload that a model takes, made of one that it refuses by changing as little as can be told from the schema. It is
//! a suggestion: whoever tells it has the request validator judge it first.

use indexmap::IndexMap;
use serde_json::{Map, Number, Value};

use crate::bundle::{MethodConfig, ModelConfig};

/// Schemas are followed so deep.
const DEEPEST: usize = 16;

/// A payload is made of so many values.
const MOST_VALUES: usize = 500;

/// So many characters of a payload are told.
const SHOWN: usize = 300;

/// A text is filled up to so many characters.
const LONGEST: u64 = 1_000;

/// The payload that the model of a method takes, made of `body`; nothing where no model is for `content_type`.
pub(super) fn completed(
    method: &MethodConfig,
    models: &IndexMap<String, ModelConfig>,
    content_type: Option<&str>,
    body: &[u8],
) -> Option<Value> {
    let essence = content_type.unwrap_or("application/json").split(';').next().unwrap_or_default();
    let is_it = |own: &str| own.eq_ignore_ascii_case(essence.trim());
    let (_, name) = method.request_models.iter().find(|(own, _)| is_it(own))?;
    let schema = &models.get(name)?.schema;
    let given = serde_json::from_slice(body).unwrap_or(Value::Null);
    let mut maker = Maker { models, root: schema, left: MOST_VALUES };
    maker.value(schema, given, DEEPEST)
}

/// The begin of a payload, for people.
pub(super) fn excerpt(body: &str) -> String {
    match body.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}…", body.get(..end).unwrap_or_default()),
        None => body.to_owned(),
    }
}

struct Maker<'m> {
    models: &'m IndexMap<String, ModelConfig>,
    /// The model that references into itself are for.
    root: &'m Value,
    left: usize,
}

impl<'m> Maker<'m> {
    /// `given` where the schema takes it, else something that it takes; nothing where that is too much.
    fn value(&mut self, schema: &'m Value, given: Value, depth: usize) -> Option<Value> {
        self.left = self.left.checked_sub(1)?;
        let depth = depth.checked_sub(1)?;
        if let Some(reference) = schema.get("$ref").and_then(Value::as_str) {
            return self.referred(reference, given, depth);
        }
        let mut made = given;
        if let Some(parts) = schema.get("allOf").and_then(Value::as_array) {
            for part in parts {
                made = self.value(part, made, depth)?;
            }
        }
        for one in ["oneOf", "anyOf"] {
            let first = schema.get(one).and_then(Value::as_array).and_then(|own| own.first());
            if let Some(first) = first {
                made = self.value(first, made, depth)?;
            }
        }
        if let Some(values) = schema.get("enum").and_then(Value::as_array) {
            return if values.contains(&made) { Some(made) } else { values.first().cloned() };
        }
        match kind(schema, &made) {
            Some("object") => self.object(schema, made, depth),
            Some("array") => self.array(schema, made, depth),
            Some("string") => Some(text(schema, made)),
            Some("integer") => Some(number(schema, made, true)),
            Some("number") => Some(number(schema, made, false)),
            Some("boolean") => Some(if made.is_boolean() { made } else { Value::Bool(true) }),
            Some("null") => Some(Value::Null),
            _ => Some(made),
        }
    }

    /// The model, or the part of this one, that a reference names.
    fn referred(&mut self, reference: &str, given: Value, depth: usize) -> Option<Value> {
        let pointer = reference.strip_prefix('#');
        if let Some(own) = pointer.and_then(|own| self.root.pointer(own)) {
            return self.value(own, given, depth);
        }
        let name = reference.rsplit('/').next()?;
        let root = &self.models.get(name)?.schema;
        let outer = std::mem::replace(&mut self.root, root);
        let made = self.value(root, given, depth);
        self.root = outer;
        made
    }

    fn object(&mut self, schema: &'m Value, given: Value, depth: usize) -> Option<Value> {
        let mut made = match given {
            Value::Object(own) => own,
            _ => Map::new(),
        };
        let properties = schema.get("properties").and_then(Value::as_object);
        if schema.get("additionalProperties") == Some(&Value::Bool(false)) {
            made.retain(|name, _| properties.is_some_and(|own| own.contains_key(name)));
        }
        for (name, own) in properties.into_iter().flatten() {
            if let Some(value) = made.get_mut(name) {
                *value = self.value(own, value.take(), depth)?;
            }
        }
        for name in names(schema, "required") {
            if made.contains_key(name) {
                continue;
            }
            let value = match properties.and_then(|own| own.get(name)) {
                Some(own) => self.value(own, Value::Null, depth)?,
                None => Value::String(String::new()),
            };
            made.insert(name.to_owned(), value);
        }
        Some(Value::Object(made))
    }

    fn array(&mut self, schema: &'m Value, given: Value, depth: usize) -> Option<Value> {
        let mut made = match given {
            Value::Array(own) => own,
            _ => Vec::new(),
        };
        let least = limit(schema, "minItems").unwrap_or(0);
        if let Some(most) = limit(schema, "maxItems") {
            made.truncate(usize::try_from(most).unwrap_or(usize::MAX));
        }
        if let Some(items) = schema.get("items").filter(|own| own.is_object()) {
            for value in &mut made {
                *value = self.value(items, value.take(), depth)?;
            }
            while (made.len() as u64) < least {
                made.push(self.value(items, Value::Null, depth)?);
            }
        }
        Some(Value::Array(made))
    }
}

/// The type that a value must have: that of `given` where it may stay, else the first one that the schema names.
fn kind<'s>(schema: &'s Value, given: &Value) -> Option<&'s str> {
    let has = |own: &str| match own {
        "object" => given.is_object(),
        "array" => given.is_array(),
        "string" => given.is_string(),
        "integer" => given.is_i64() || given.is_u64(),
        "number" => given.is_number(),
        "boolean" => given.is_boolean(),
        _ => false,
    };
    match schema.get("type") {
        Some(Value::String(own)) => Some(own),
        Some(Value::Array(all)) => {
            let mut names = all.iter().filter_map(Value::as_str);
            let first = names.clone().next();
            names.find(|own| has(own)).or(first)
        }
        _ if schema.get("properties").is_some() || schema.get("required").is_some() => {
            Some("object")
        }
        _ => None,
    }
}

fn names<'s>(schema: &'s Value, key: &str) -> impl Iterator<Item = &'s str> {
    let all = schema.get(key).and_then(Value::as_array);
    all.into_iter().flatten().filter_map(Value::as_str)
}

fn limit(schema: &Value, key: &str) -> Option<u64> {
    schema.get(key).and_then(Value::as_u64)
}

fn text(schema: &Value, given: Value) -> Value {
    let own = given.as_str().unwrap_or_default();
    let least = limit(schema, "minLength").unwrap_or(0).min(LONGEST);
    let most = limit(schema, "maxLength").unwrap_or(u64::MAX);
    let letters = own.chars().count() as u64;
    if given.is_string() && letters <= most && letters >= least {
        return given;
    }
    let kept = own.chars().chain(std::iter::repeat('x'));
    let wanted = letters.clamp(least, most.max(least)).min(LONGEST);
    Value::String(kept.take(usize::try_from(wanted).unwrap_or(0)).collect())
}

fn number(schema: &Value, given: Value, is_whole: bool) -> Value {
    let bound = |key: &str| schema.get(key).and_then(Value::as_f64);
    let is_exclusive = |key: &str| schema.get(key) == Some(&Value::Bool(true));
    let (least, most) = (bound("minimum"), bound("maximum"));
    let fits = |own: f64| {
        let above = least.is_none_or(|least| {
            if is_exclusive("exclusiveMinimum") { own > least } else { own >= least }
        });
        let below = most.is_none_or(|most| {
            if is_exclusive("exclusiveMaximum") { own < most } else { own <= most }
        });
        above && below && (!is_whole || own.fract() == 0.0)
    };
    if given.as_f64().is_some_and(fits) {
        return given;
    }
    let edges =
        [Some(0.0), least, least.map(|own| own.floor() + 1.0), most, most.map(|own| own - 1.0)];
    let made = edges.into_iter().flatten().find(|own| fits(*own)).unwrap_or(0.0);
    #[expect(clippy::cast_possible_truncation, reason = "bounds that large are told as they are")]
    let whole = made as i64;
    if made.fract() == 0.0 {
        return Value::Number(whole.into());
    }
    Number::from_f64(made).map_or(Value::Null, Value::Number)
}

#[cfg(test)]
mod tests {
    use indexmap::IndexMap;
    use serde_json::{Value, json};

    use crate::bundle::ModelConfig;

    use super::{DEEPEST, MOST_VALUES, Maker};

    fn made(schema: &Value, given: Value) -> Option<Value> {
        let pet = json!({ "type": "object", "required": ["name"],
                          "properties": { "name": { "type": "string", "minLength": 2 } } });
        let model = ModelConfig { content_type: "application/json".to_owned(), schema: pet };
        let models = IndexMap::from([("Pet".to_owned(), model)]);
        Maker { models: &models, root: schema, left: MOST_VALUES }.value(schema, given, DEEPEST)
    }

    #[test]
    fn what_is_right_stays_and_what_is_missing_comes() {
        let schema = json!({
            "type": "object", "required": ["type", "price"], "additionalProperties": false,
            "properties": {
                "type": { "enum": ["dog", "cat"] }, "price": { "type": "number", "minimum": 1 },
                "tags": { "type": "array", "minItems": 1, "items": { "type": "string" } },
                "pet": { "$ref": "https://apigateway.amazonaws.com/restapis/abc/models/Pet" }
            }
        });
        for (given, expected) in [
            (json!(null), json!({ "type": "dog", "price": 1 })),
            (json!({ "type": "cat" }), json!({ "type": "cat", "price": 1 })),
            (json!({ "type": "cow", "price": 7, "x": 1 }), json!({ "type": "dog", "price": 7 })),
            (
                json!({ "type": "dog", "price": 2.5, "tags": [] }),
                json!({ "type": "dog", "price": 2.5, "tags": [""] }),
            ),
            (
                json!({ "type": "dog", "price": 2, "pet": {} }),
                json!({ "type": "dog", "price": 2, "pet": { "name": "xx" } }),
            ),
        ] {
            assert_eq!(made(&schema, given.clone()), Some(expected), "{given}");
        }
    }

    #[test]
    fn numbers_and_texts_keep_their_bounds() {
        for (schema, given, expected) in [
            (
                json!({ "type": "integer", "minimum": 3, "exclusiveMinimum": true }),
                json!(3),
                json!(4),
            ),
            (json!({ "type": "integer", "maximum": -2 }), json!(null), json!(-2)),
            (json!({ "type": ["string", "integer"] }), json!(5), json!(5)),
            (json!({ "type": "string", "maxLength": 2 }), json!("abc"), json!("ab")),
            (json!({ "type": "boolean" }), json!("no"), json!(true)),
        ] {
            assert_eq!(made(&schema, given.clone()), Some(expected), "{schema} {given}");
        }
    }

    #[test]
    fn a_model_without_end_has_no_payload() {
        let endless = json!({ "type": "object", "required": ["next"],
                              "properties": { "next": { "$ref": "#" } } });
        assert_eq!(made(&endless, Value::Null), None);
        let wide = json!({ "type": "array", "minItems": 1_000_000, "items": { "type": "string" } });
        assert_eq!(made(&wide, Value::Null), None);
    }
}
