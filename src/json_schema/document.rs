//! One self-contained schema out of a model and all that it refers to.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::SchemaError;

/// Where the models of a document stand.
const DEFINITIONS: &str = "definitions";
/// Keywords whose schemas apply to the same value as the schema that they stand in.
const IN_PLACE: [&str; 3] = ["allOf", "anyOf", "oneOf"];

/// The document with the model `name` and every model that it can reach.
pub(super) fn closure<'m>(
    name: &str,
    lookup: &impl Fn(&str) -> Option<&'m Value>,
) -> Result<Value, SchemaError> {
    let mut definitions = Map::new();
    let mut waiting = vec![name.to_owned()];
    while let Some(next) = waiting.pop() {
        if definitions.contains_key(&next) {
            continue;
        }
        let Some(schema) = lookup(&next) else {
            return Err(fault(name, "", format!("there is no model `{next}`")));
        };
        let mut schema = schema.clone();
        let mut found = BTreeSet::new();
        rewrite(&mut schema, &next, lookup, &mut found);
        definitions.insert(next, schema);
        waiting.extend(found);
    }
    let document = json!({
        "$schema": "http://json-schema.org/draft-04/schema#",
        "$ref": format!("#/{DEFINITIONS}/{}", escape(name)),
        DEFINITIONS: definitions,
    });
    endless(&document, name)?;
    Ok(document)
}

/// Whether the model says nothing at all about a payload.
pub(super) fn accepts_everything(document: &Value, name: &str) -> bool {
    let schema = document.get(DEFINITIONS).and_then(|all| all.get(name));
    schema.and_then(Value::as_object).is_some_and(Map::is_empty)
}

/// The place of a compiler's error in the model.
pub(super) fn place(name: &str, error: &jsonschema::ValidationError<'_>) -> SchemaError {
    // A schema that breaks the rules of schemas is itself the instance of that error.
    let pointer = error.instance_path().to_string();
    let inside = pointer.strip_prefix('/').and_then(|rest| rest.strip_prefix(DEFINITIONS));
    let mut parts = inside.unwrap_or("").trim_start_matches('/').splitn(2, '/');
    let model = parts.next().filter(|part| !part.is_empty()).unwrap_or(name);
    let rest = parts.next().map(|rest| format!("/{rest}")).unwrap_or_default();
    fault(model, &rest, error.to_string())
}

fn fault(model: &str, pointer: &str, message: String) -> SchemaError {
    SchemaError { model: model.to_owned(), pointer: pointer.to_owned(), message }
}

fn escape(token: &str) -> String {
    token.replace('~', "~0").replace('/', "~1")
}

/// Points references at this document's own places: those to models at the model, those into the model itself at
/// its place. Identifiers are taken out, since they would move the base of all references below them.
fn rewrite<'m>(
    schema: &mut Value,
    own: &str,
    lookup: &impl Fn(&str) -> Option<&'m Value>,
    found: &mut BTreeSet<String>,
) {
    match schema {
        Value::Object(map) => {
            if map.get("id").is_some_and(Value::is_string) {
                map.shift_remove("id");
            }
            map.shift_remove("$schema");
            for (key, value) in map.iter_mut() {
                match value {
                    Value::String(target) if key == "$ref" => {
                        *target = retarget(target, own, lookup, found);
                    }
                    other => rewrite(other, own, lookup, found),
                }
            }
        }
        Value::Array(items) => {
            for item in items {
                rewrite(item, own, lookup, found);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

fn retarget<'m>(
    target: &str,
    own: &str,
    lookup: &impl Fn(&str) -> Option<&'m Value>,
    found: &mut BTreeSet<String>,
) -> String {
    let base = format!("#/{DEFINITIONS}/{}", escape(own));
    if let Some(inner) = target.strip_prefix('#') {
        let whole = lookup(own);
        let is_inside = inner.is_empty()
            || (inner.starts_with('/')
                && whole.is_some_and(|schema| schema.pointer(inner).is_some()));
        if is_inside {
            return format!("{base}{inner}");
        }
    }
    let name = target.rsplit('/').next().unwrap_or(target);
    let name = name.replace("~1", "/").replace("~0", "~");
    if lookup(&name).is_some() {
        let target = format!("#/{DEFINITIONS}/{}", escape(&name));
        found.insert(name);
        return target;
    }
    target.to_owned()
}

/// Refuses a schema that refers to itself without looking at a part of the value in between: no value would ever
/// be decided.
fn endless(document: &Value, name: &str) -> Result<(), SchemaError> {
    let mut done = BTreeSet::new();
    let mut path = Vec::new();
    let root = format!("/{DEFINITIONS}/{}", escape(name));
    let models: Vec<String> = document
        .get(DEFINITIONS)
        .and_then(Value::as_object)
        .into_iter()
        .flat_map(Map::keys)
        .map(|model| format!("/{DEFINITIONS}/{}", escape(model)))
        .collect();
    for start in std::iter::once(root).chain(models) {
        if let Some(turn) = turn(document, &start, &mut path, &mut done) {
            let shown = turn.rsplit('/').next().unwrap_or(&turn).to_owned();
            return Err(fault(
                &shown,
                "",
                format!("the model `{shown}` refers to itself without end"),
            ));
        }
    }
    Ok(())
}

/// The first pointer that is reached from itself.
fn turn(
    document: &Value,
    pointer: &str,
    path: &mut Vec<String>,
    done: &mut BTreeSet<String>,
) -> Option<String> {
    if path.iter().any(|earlier| earlier == pointer) {
        return Some(pointer.to_owned());
    }
    if !done.insert(pointer.to_owned()) {
        return None;
    }
    path.push(pointer.to_owned());
    let mut targets = Vec::new();
    if let Some(schema) = document.pointer(pointer) {
        in_place(schema, &mut targets);
    }
    let found = targets.iter().find_map(|target| turn(document, target, path, done));
    path.pop();
    found
}

/// The references that apply to the same value as `schema`.
fn in_place(schema: &Value, targets: &mut Vec<String>) {
    let Some(map) = schema.as_object() else { return };
    if let Some(target) = map.get("$ref").and_then(Value::as_str) {
        targets.extend(target.strip_prefix('#').map(str::to_owned));
        return;
    }
    for keyword in IN_PLACE {
        for inner in map.get(keyword).and_then(Value::as_array).into_iter().flatten() {
            in_place(inner, targets);
        }
    }
    if let Some(inner) = map.get("not") {
        in_place(inner, targets);
    }
    for inner in
        map.get("dependencies").and_then(Value::as_object).into_iter().flat_map(Map::values)
    {
        in_place(inner, targets);
    }
}
