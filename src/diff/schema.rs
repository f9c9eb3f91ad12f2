//! Whether callers can live with another schema: what they send has to be taken, and what they get has to be known.
//!
//! The two directions are opposite: a request may be of more forms than before, a response of fewer. What only
//! describes (titles, examples) is no difference.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use crate::ir::Model as IrModel;

use super::change::Class;
use super::edition::Model;
use super::normal::sorted;
use super::words::listed;

/// Which way a payload goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Direction {
    /// From the caller.
    Request,
    /// To the caller.
    Response,
}

impl Direction {
    /// What it means that fewer values are possible than before.
    const fn narrowed(self) -> Class {
        match self {
            Self::Request => Class::Breaking,
            Self::Response => Class::Compatible,
        }
    }

    /// What it means that more values are possible.
    const fn widened(self) -> Class {
        match self {
            Self::Request => Class::Compatible,
            Self::Response => Class::Breaking,
        }
    }
}

/// A difference of two schemas.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Difference {
    pub(super) class: Class,
    /// `.owner.name[]`, from the root of the schema.
    pub(super) path: String,
    /// What is so now.
    pub(super) message: String,
}

/// A comparison of schemas, which may refer to models.
pub(super) struct Schemas<'m> {
    pub(super) old: &'m BTreeMap<String, Model>,
    pub(super) new: &'m BTreeMap<String, Model>,
}

/// What came of a comparison.
#[derive(Debug, Default)]
pub(super) struct Found {
    pub(super) differences: Vec<Difference>,
    /// Models, by their old and new names, whose comparison is a part of this one.
    pub(super) models: BTreeSet<(String, String)>,
}

/// Keywords that describe and do not limit.
const WORDS: [&str; 16] = [
    "$schema",
    "$id",
    "id",
    "title",
    "description",
    "default",
    "example",
    "examples",
    "externalDocs",
    "xml",
    "deprecated",
    "$comment",
    "definitions",
    "readOnly",
    "writeOnly",
    "discriminator",
];

/// Keywords that are compared by functions of their own.
const HANDLED: [&str; 17] = [
    "type",
    "nullable",
    "enum",
    "const",
    "properties",
    "required",
    "additionalProperties",
    "items",
    "oneOf",
    "anyOf",
    "allOf",
    "$ref",
    "format",
    "pattern",
    "exclusiveMaximum",
    "exclusiveMinimum",
    "uniqueItems",
];

/// Bounds, and whether a smaller one is a narrower one.
const BOUNDS: [(&str, bool); 8] = [
    ("maximum", true),
    ("maxLength", true),
    ("maxItems", true),
    ("maxProperties", true),
    ("minimum", false),
    ("minLength", false),
    ("minItems", false),
    ("minProperties", false),
];

/// Deeper than this a schema refers to itself.
const DEEPEST: usize = 40;

impl Schemas<'_> {
    /// The differences of two schemas for payloads of one direction.
    pub(super) fn compare(&self, old: &Value, new: &Value, direction: Direction) -> Found {
        let mut run = Run { schemas: self, direction, found: Found::default() };
        run.schema(old, new, "", 0);
        run.found
    }
}

struct Run<'r, 'm> {
    schemas: &'r Schemas<'m>,
    direction: Direction,
    found: Found,
}

impl Run<'_, '_> {
    fn add(&mut self, class: Class, path: &str, message: String) {
        let path = path.to_owned();
        self.found.differences.push(Difference { class, path, message });
    }

    fn narrowed(&mut self, path: &str, message: String) {
        self.add(self.direction.narrowed(), path, message);
    }

    fn widened(&mut self, path: &str, message: String) {
        self.add(self.direction.widened(), path, message);
    }

    fn schema(&mut self, old: &Value, new: &Value, path: &str, depth: usize) {
        if depth > DEEPEST || (old == new && !mentions_model(old)) {
            return;
        }
        if let (Some(one), Some(two)) = (reference(old), reference(new)) {
            let is_known = self.schemas.old.contains_key(one) && self.schemas.new.contains_key(two);
            if is_known {
                self.found.models.insert((one.to_owned(), two.to_owned()));
            }
            return;
        }
        let (old, new) = (resolved(old, self.schemas.old, 0), resolved(new, self.schemas.new, 0));
        if self.one_of_several(&old, &new, path, depth) || self.types(&old, &new, path) {
            return;
        }
        self.values(&old, &new, path);
        for (keyword, is_upper) in BOUNDS {
            self.bound(&old, &new, keyword, is_upper, path);
        }
        self.constraints(&old, &new, path);
        self.properties(&old, &new, path, depth);
        self.others(&old, &new, path, depth);
        self.items(&old, &new, path, depth);
        for keyword in ["oneOf", "anyOf"] {
            self.alternatives(&old, &new, keyword, path, depth);
        }
    }

    /// Whether one of the schemas is only a choice of forms, and the other is one of them.
    fn one_of_several(
        &mut self,
        old: &Map<String, Value>,
        new: &Map<String, Value>,
        path: &str,
        depth: usize,
    ) -> bool {
        let (before, after) = (choice(old), choice(new));
        let (forms, single, is_wider) = match (before, after) {
            (None, Some(forms)) => (forms, old, true),
            (Some(forms), None) => (forms, new, false),
            _ => return false,
        };
        let single = Value::Object(single.clone());
        let is_same = |form: &&Value| {
            let mut run =
                Run { schemas: self.schemas, direction: self.direction, found: Found::default() };
            if is_wider {
                run.schema(&single, form, path, depth + 1);
            } else {
                run.schema(form, &single, path, depth + 1);
            }
            run.found.differences.is_empty()
        };
        let Some(form) = forms.iter().find(is_same) else { return false };
        // The models of the form that stays are compared as before.
        if is_wider {
            self.schema(&single, form, path, depth + 1);
            self.widened(path, format!("can be of {} more forms", forms.len() - 1));
        } else {
            self.schema(form, &single, path, depth + 1);
            self.narrowed(path, format!("is of {} of the forms no longer", forms.len() - 1));
        }
        true
    }

    /// Compares types. Returns whether nothing below them can be compared.
    fn types(&mut self, old: &Map<String, Value>, new: &Map<String, Value>, path: &str) -> bool {
        let (one, two) = (types(old), types(new));
        let takes = |all: &Option<BTreeSet<String>>, own: &str| match all {
            None => true,
            Some(all) => all.contains(own) || own == "integer" && all.contains("number"),
        };
        let names = |all: &Option<BTreeSet<String>>, other: &Option<BTreeSet<String>>| {
            let own = all.iter().flatten().filter(|own| !takes(other, own));
            own.cloned().collect::<Vec<_>>()
        };
        let (lost, gained) = (names(&one, &two), names(&two, &one));
        let text = |all: &[String]| listed(all.iter().map(String::as_str));
        match (one, two) {
            (None, None) => {}
            (None, Some(two)) => {
                let message = format!("is {} and no longer of any type", text_of(&two));
                self.narrowed(path, message);
            }
            (Some(one), None) => {
                self.widened(path, format!("is of any type and no longer {} alone", text_of(&one)));
            }
            (Some(one), Some(two)) => {
                let lost_all =
                    one.iter().filter(|own| *own != "null").all(|own| lost.contains(own));
                let gained_all =
                    two.iter().filter(|own| *own != "null").all(|own| gained.contains(own));
                if lost_all && gained_all && !lost.is_empty() && !gained.is_empty() {
                    let message = format!("is {} instead of {}", text(&gained), text(&lost));
                    self.add(Class::Breaking, path, message);
                    return true;
                }
                if !lost.is_empty() {
                    self.narrowed(path, format!("is {} no longer", text(&lost)));
                }
                if !gained.is_empty() {
                    self.widened(path, format!("can be {} too", text(&gained)));
                }
            }
        }
        false
    }

    fn values(&mut self, old: &Map<String, Value>, new: &Map<String, Value>, path: &str) {
        let (one, two) = (values(old), values(new));
        let missing = |all: &[Value], other: &[Value]| {
            let own = all.iter().filter(|own| !other.contains(own));
            own.map(|own| own.as_str().map_or_else(|| own.to_string(), str::to_owned))
                .collect::<Vec<_>>()
        };
        let text = |all: &[String]| listed(all.iter().map(String::as_str));
        match (one, two) {
            (None, None) => {}
            (None, Some(two)) => {
                let all = missing(&two, &[]);
                self.narrowed(path, format!("is one of {} and no longer anything", text(&all)));
            }
            (Some(one), None) => {
                let all = missing(&one, &[]);
                self.widened(path, format!("can be anything and not only {}", text(&all)));
            }
            (Some(one), Some(two)) => {
                let (lost, gained) = (missing(&one, &two), missing(&two, &one));
                if !lost.is_empty() {
                    self.narrowed(path, format!("is {} no longer", text(&lost)));
                }
                if !gained.is_empty() {
                    self.widened(path, format!("can be {} too", text(&gained)));
                }
            }
        }
    }

    fn bound(
        &mut self,
        old: &Map<String, Value>,
        new: &Map<String, Value>,
        keyword: &str,
        is_upper: bool,
        path: &str,
    ) {
        let number = |own: &Map<String, Value>| own.get(keyword).and_then(Value::as_f64);
        let (one, two) = (number(old), number(new));
        // What is not written does not limit.
        let nothing = if is_upper { f64::INFINITY } else { f64::NEG_INFINITY };
        let is_narrower = match two.unwrap_or(nothing).partial_cmp(&one.unwrap_or(nothing)) {
            Some(Ordering::Less) => is_upper,
            Some(Ordering::Greater) => !is_upper,
            Some(Ordering::Equal) | None => return,
        };
        let shown = |own: Option<f64>| own.map_or_else(|| "none".to_owned(), |own| own.to_string());
        let message = format!("`{keyword}` is {} instead of {}", shown(two), shown(one));
        if is_narrower {
            self.narrowed(path, message);
        } else {
            self.widened(path, message);
        }
    }

    /// What can only be compared for being the same.
    fn constraints(&mut self, old: &Map<String, Value>, new: &Map<String, Value>, path: &str) {
        let names: BTreeSet<&String> = old.keys().chain(new.keys()).collect();
        for name in names {
            let is_word = WORDS.contains(&name.as_str()) || name.starts_with("x-");
            let is_bound = BOUNDS.iter().any(|(own, _)| own == name);
            let is_own =
                ["format", "pattern", "exclusiveMaximum", "exclusiveMinimum", "uniqueItems"]
                    .contains(&name.as_str());
            if is_word || is_bound || (HANDLED.contains(&name.as_str()) && !is_own) {
                continue;
            }
            let off = Value::Bool(false);
            let get = |own: &Map<String, Value>| own.get(name).filter(|own| **own != off).cloned();
            match (get(old), get(new)) {
                (one, two) if one == two => {}
                // The service validates none of them, and generated clients read them as types.
                _ if name == "format" => {
                    let message = format!(
                        "`format` is {}",
                        super::words::instead(old.get(name), new.get(name))
                    );
                    self.add(Class::Behaviour, path, message);
                }
                (None, _) => self.narrowed(path, format!("`{name}` limits it")),
                (_, None) => self.widened(path, format!("`{name}` limits it no longer")),
                _ => {
                    let class = match self.direction {
                        Direction::Request => Class::Breaking,
                        Direction::Response => Class::Behaviour,
                    };
                    self.add(class, path, format!("`{name}` is another"));
                }
            }
        }
    }

    fn properties(
        &mut self,
        old: &Map<String, Value>,
        new: &Map<String, Value>,
        path: &str,
        depth: usize,
    ) {
        let empty = Map::new();
        let own = |own: &Map<String, Value>| {
            own.get("properties").and_then(Value::as_object).unwrap_or(&empty).clone()
        };
        let (one, two) = (own(old), own(new));
        let (before, after) = (required(old), required(new));
        let mut names: BTreeSet<&str> = one.keys().chain(two.keys()).map(String::as_str).collect();
        names.extend(before.iter().chain(&after).map(String::as_str));
        for name in names {
            let below = format!("{path}.{name}");
            let (was, is) = (one.get(name), two.get(name));
            if was.or(is).is_some_and(|schema| self.is_hidden(schema)) {
                continue;
            }
            let (was_required, is_required) = (before.contains(name), after.contains(name));
            match (was, is) {
                (Some(_), None) => {
                    self.property_removed(new, &below, is_required);
                    continue;
                }
                (None, Some(_)) => {
                    self.property_added(&below, is_required && !was_required);
                    continue;
                }
                (Some(was), Some(is)) => self.schema(was, is, &below, depth + 1),
                (None, None) => {}
            }
            match (was_required, is_required) {
                (false, true) => self.narrowed(&below, "has to be there".to_owned()),
                (true, false) => self.widened(&below, "can be missing".to_owned()),
                _ => {}
            }
        }
    }

    fn property_removed(&mut self, new: &Map<String, Value>, path: &str, is_required: bool) {
        let is_closed = new.get("additionalProperties") == Some(&Value::Bool(false));
        match self.direction {
            Direction::Response => self.add(Class::Breaking, path, "is gone".to_owned()),
            Direction::Request if is_closed => {
                self.add(Class::Breaking, path, "is gone and no longer taken".to_owned());
            }
            Direction::Request => {
                let class = if is_required { Class::Breaking } else { Class::Behaviour };
                self.add(class, path, "is no longer described".to_owned());
            }
        }
    }

    fn property_added(&mut self, path: &str, is_required: bool) {
        match self.direction {
            Direction::Request if is_required => {
                self.add(Class::Breaking, path, "is new and has to be there".to_owned());
            }
            Direction::Request | Direction::Response => {
                self.add(Class::Compatible, path, "is new".to_owned());
            }
        }
    }

    /// Whether payloads of this direction do not have a property.
    fn is_hidden(&self, schema: &Value) -> bool {
        let keyword = match self.direction {
            Direction::Request => "readOnly",
            Direction::Response => "writeOnly",
        };
        schema.get(keyword) == Some(&Value::Bool(true))
    }

    /// Properties that are not named.
    fn others(
        &mut self,
        old: &Map<String, Value>,
        new: &Map<String, Value>,
        path: &str,
        depth: usize,
    ) {
        let get = |own: &Map<String, Value>| match own.get("additionalProperties") {
            None | Some(Value::Bool(true)) => Value::Object(Map::new()),
            Some(other) => other.clone(),
        };
        let (one, two) = (get(old), get(new));
        let below = format!("{path}.*");
        match (&one, &two) {
            (one, two) if one == two => {}
            (_, Value::Bool(false)) => {
                self.narrowed(path, "has no properties but those that are named".to_owned());
            }
            (Value::Bool(false), _) => {
                let message = "can have properties that are not named".to_owned();
                self.add(Class::Compatible, path, message);
            }
            _ => self.schema(&one, &two, &below, depth + 1),
        }
    }

    fn items(
        &mut self,
        old: &Map<String, Value>,
        new: &Map<String, Value>,
        path: &str,
        depth: usize,
    ) {
        let below = format!("{path}[]");
        let any = Value::Object(Map::new());
        let (one, two) = (old.get("items"), new.get("items"));
        match (one, two) {
            (None, None) => {}
            (Some(Value::Array(one)), Some(Value::Array(two))) => {
                for (place, one) in one.iter().enumerate() {
                    let two = two.get(place).unwrap_or(&any);
                    self.schema(one, two, &format!("{path}[{place}]"), depth + 1);
                }
                for (place, two) in two.iter().enumerate().skip(one.len()) {
                    self.schema(&any, two, &format!("{path}[{place}]"), depth + 1);
                }
            }
            _ => self.schema(one.unwrap_or(&any), two.unwrap_or(&any), &below, depth + 1),
        }
    }

    fn alternatives(
        &mut self,
        old: &Map<String, Value>,
        new: &Map<String, Value>,
        keyword: &str,
        path: &str,
        depth: usize,
    ) {
        let list = |own: &Map<String, Value>| {
            own.get(keyword).and_then(Value::as_array).cloned().unwrap_or_default()
        };
        let (one, two) = (list(old), list(new));
        match (one.is_empty(), two.is_empty()) {
            (true, true) => return,
            (true, false) => {
                return self
                    .narrowed(path, format!("has to be of one of the forms of `{keyword}`"));
            }
            (false, true) => {
                return self.widened(path, format!("need not be of a form of `{keyword}`"));
            }
            (false, false) => {}
        }
        let same = |one: &Value, two: &Value| match (reference(one), reference(two)) {
            (Some(one), Some(two)) => one == two,
            _ => sorted(one.clone()) == sorted(two.clone()),
        };
        let lost: Vec<_> = one.iter().filter(|own| !two.iter().any(|two| same(own, two))).collect();
        let gained: Vec<_> =
            two.iter().filter(|own| !one.iter().any(|one| same(one, own))).collect();
        for own in one.iter().filter(|own| two.iter().any(|two| same(own, two))) {
            // Models are compared on their own.
            if reference(own).is_some() {
                self.schema(own, own, path, depth + 1);
            }
        }
        if let ([one], [two]) = (lost.as_slice(), gained.as_slice()) {
            return self.schema(one, two, path, depth + 1);
        }
        if !lost.is_empty() {
            self.narrowed(path, format!("is of {} of the forms no longer", lost.len()));
        }
        if !gained.is_empty() {
            self.widened(path, format!("can be of {} more forms", gained.len()));
        }
    }
}

/// The forms of a schema that says nothing else.
fn choice(schema: &Map<String, Value>) -> Option<&Vec<Value>> {
    let mut forms = None;
    for (name, value) in schema {
        match (name.as_str(), value) {
            ("oneOf" | "anyOf", Value::Array(all)) if forms.is_none() => forms = Some(all),
            (name, _) if WORDS.contains(&name) || name.starts_with("x-") => {}
            _ => return None,
        }
    }
    forms
}

/// Whether a part of a schema is a model, which can be another although it is named alike.
fn mentions_model(schema: &Value) -> bool {
    match schema {
        Value::Object(members) => {
            members.contains_key("$ref") || members.values().any(mentions_model)
        }
        Value::Array(items) => items.iter().any(mentions_model),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => false,
    }
}

/// The model that a schema refers to.
pub(super) fn reference(schema: &Value) -> Option<&str> {
    schema.get("$ref").and_then(Value::as_str).map(IrModel::reference)
}

/// A schema with its references and its parts put into one. What is no object allows everything.
fn resolved(schema: &Value, models: &BTreeMap<String, Model>, depth: usize) -> Map<String, Value> {
    if depth > DEEPEST {
        return Map::new();
    }
    if let Some(name) = reference(schema) {
        let model = models.get(name);
        return model.map(|own| resolved(&own.schema, models, depth + 1)).unwrap_or_default();
    }
    let mut own = match schema {
        Value::Object(own) => own.clone(),
        // No value is of the schema `false`.
        Value::Bool(false) => [("not".to_owned(), Value::Object(Map::new()))].into_iter().collect(),
        _ => return Map::new(),
    };
    let Some(Value::Array(parts)) = own.remove("allOf") else { return own };
    for part in &parts {
        merge(&mut own, resolved(part, models, depth + 1));
    }
    own
}

/// What holds where both hold, as far as one schema can say it.
fn merge(own: &mut Map<String, Value>, other: Map<String, Value>) {
    for (name, value) in other {
        match (own.get_mut(&name), value) {
            (Some(Value::Object(mine)), Value::Object(theirs)) if name == "properties" => {
                mine.extend(theirs);
            }
            (Some(Value::Array(mine)), Value::Array(theirs)) if name == "required" => {
                mine.extend(theirs);
            }
            (Some(_), _) => {}
            (None, value) => {
                own.insert(name, value);
            }
        }
    }
}

/// The types of a schema; nothing where it is of any.
fn types(schema: &Map<String, Value>) -> Option<BTreeSet<String>> {
    let mut all: BTreeSet<String> = match schema.get("type")? {
        Value::String(own) => BTreeSet::from([own.clone()]),
        Value::Array(all) => all.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
        _ => return None,
    };
    if schema.get("nullable") == Some(&Value::Bool(true)) {
        all.insert("null".to_owned());
    }
    Some(all)
}

fn text_of(types: &BTreeSet<String>) -> String {
    listed(types.iter().map(String::as_str))
}

/// The values that a schema lists.
fn values(schema: &Map<String, Value>) -> Option<Vec<Value>> {
    match (schema.get("enum"), schema.get("const")) {
        (_, Some(only)) => Some(vec![only.clone()]),
        (Some(Value::Array(all)), None) => Some(all.clone()),
        _ => None,
    }
}

fn required(schema: &Map<String, Value>) -> BTreeSet<String> {
    let all = schema.get("required").and_then(Value::as_array).into_iter().flatten();
    all.filter_map(Value::as_str).map(str::to_owned).collect()
}
