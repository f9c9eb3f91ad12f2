//! Types as readers see them: in words with links, and as rows of members.

use serde_json::Value;

use super::prose;
use super::view::{Note, Part, Row, Schema};
use crate::sdk::{Field, Header, Model, Notes, Parameter, Shape, Style, Type};

/// So many rows are shown of one value.
const ROWS: usize = 120;

/// Members nested deeper than this are on the pages of their models.
const DEEPEST: usize = 8;

/// So many values of an enum are shown.
const VALUES: usize = 60;

/// The models with the addresses of their pages; none for one that is shown where it is used.
pub(super) struct Models<'s> {
    pub(super) all: &'s [Model],
    pub(super) pages: Vec<Option<String>>,
}

impl<'s> Models<'s> {
    pub(super) fn new(all: &'s [Model]) -> Self {
        let page = |model: &Model| {
            model.wire.as_ref().map(|_| format!("models/{}", super::files::name(&model.name)))
        };
        Self { all, pages: all.iter().map(page).collect() }
    }

    /// The page of a model.
    pub(super) fn page(&self, index: usize) -> Option<&String> {
        self.pages.get(index)?.as_ref()
    }

    /// The name of a model, as the document has it.
    pub(super) fn label(&self, index: usize) -> String {
        let model = self.all.get(index);
        let own = model.map(|own| own.wire.clone().unwrap_or_else(|| own.name.pascal()));
        own.unwrap_or_default()
    }

    /// The value of type `kind`, with its members.
    pub(super) fn schema(&self, kind: &Type, notes: &Notes) -> Schema {
        let mut rows = Rows { models: self, found: Vec::new(), open: Vec::new(), cut: false };
        rows.inside(kind, "", 0);
        let mut all = noted(notes);
        all.extend(self.values(kind));
        Schema { kind: self.kind(kind), notes: all, rows: rows.found, cut: rows.cut }
    }

    /// The members of a model, on its own page.
    pub(super) fn own_schema(&self, index: usize) -> Schema {
        let mut rows = Rows { models: self, found: Vec::new(), open: vec![index], cut: false };
        let Some(model) = self.all.get(index) else {
            return Schema { kind: Vec::new(), notes: Vec::new(), rows: Vec::new(), cut: false };
        };
        rows.shape(&model.shape, "", 0);
        let mut notes = noted(&model.notes);
        let kind = match &model.shape {
            Shape::Object(_) => vec![word("object")],
            Shape::Enum(values) => {
                notes.push(one_of(values.iter().map(|value| value.wire.as_str())));
                vec![word("text")]
            }
            Shape::Union(_) => vec![word("one of several types")],
            Shape::Alias(kind) => self.kind(kind),
        };
        Schema { kind, notes, rows: rows.found, cut: rows.cut }
    }

    /// The row of a parameter.
    pub(super) fn parameter(&self, own: &Parameter) -> Row {
        let mut notes = noted(&own.notes);
        notes.extend(self.values(&own.kind));
        notes.extend(style(own).map(|text| Note { word: text.to_owned(), values: Vec::new() }));
        Row {
            prefix: String::new(),
            name: own.wire.clone(),
            place: own.place.word(),
            kind: self.kind(&own.kind),
            required: own.required,
            flags: Vec::new(),
            notes,
            description: own.description.clone(),
        }
    }

    /// The row of a header.
    pub(super) fn header(&self, own: &Header) -> Row {
        Row {
            prefix: String::new(),
            name: own.wire.clone(),
            place: "header",
            kind: self.kind(&own.kind),
            required: false,
            flags: Vec::new(),
            notes: Vec::new(),
            description: own.description.clone(),
        }
    }

    /// A type in words.
    pub(super) fn kind(&self, kind: &Type) -> Vec<Part> {
        match kind {
            Type::Any => vec![word("any JSON")],
            Type::Boolean => vec![word("boolean")],
            Type::Integer { small: true } => vec![word("integer of 32 bits")],
            Type::Integer { small: false } => vec![word("integer")],
            Type::Number => vec![word("number")],
            Type::String => vec![word("text")],
            Type::Date => vec![word("date")],
            Type::DateTime => vec![word("date and time")],
            Type::Bytes => vec![word("bytes in base64")],
            Type::File => vec![word("file")],
            Type::List(item) => self.after("list of ", item),
            Type::Map(value) => self.after("map of ", value),
            Type::Nullable(inner) => {
                let mut parts = self.kind(inner);
                parts.push(word(" or null"));
                parts
            }
            Type::Model(index) => match (self.page(*index), self.all.get(*index)) {
                (Some(page), _) => {
                    vec![Part { text: self.label(*index), href: Some(page.clone()) }]
                }
                (None, Some(model)) => match &model.shape {
                    Shape::Object(_) => vec![word("object")],
                    Shape::Enum(_) => vec![word("text")],
                    Shape::Union(union) => {
                        let mut parts = Vec::new();
                        for variant in union.variants.iter().take(VALUES) {
                            if !parts.is_empty() {
                                parts.push(word(" or "));
                            }
                            parts.extend(self.kind(&variant.kind));
                        }
                        parts
                    }
                    Shape::Alias(inner) => self.kind(inner),
                },
                (None, None) => vec![word("any JSON")],
            },
        }
    }

    fn after(&self, words: &str, kind: &Type) -> Vec<Part> {
        let mut parts = vec![word(words)];
        parts.extend(self.kind(kind));
        parts
    }

    /// The values of an enum that has no page of its own.
    fn values(&self, kind: &Type) -> Option<Note> {
        let Type::Model(index) = kind.split_nullable().0 else { return None };
        match &self.all.get(*index)?.shape {
            Shape::Enum(values) => Some(one_of(values.iter().map(|value| value.wire.as_str()))),
            Shape::Object(_) | Shape::Union(_) | Shape::Alias(_) => None,
        }
    }
}

struct Rows<'m, 's> {
    models: &'m Models<'s>,
    found: Vec<Row>,
    /// The models that the rows are inside of.
    open: Vec<usize>,
    cut: bool,
}

impl Rows<'_, '_> {
    /// The members of values of type `kind`.
    fn inside(&mut self, kind: &Type, prefix: &str, depth: usize) {
        match kind {
            Type::Nullable(inner) => self.inside(inner, prefix, depth),
            Type::List(item) => self.inside(item, &format!("{prefix}[]"), depth),
            Type::Map(value) => self.inside(value, &format!("{prefix}{{}}"), depth),
            Type::Model(index) => {
                // A model with a page is shown once, and not again in its own parts.
                let elsewhere = depth > 0 && self.models.page(*index).is_some();
                if elsewhere || self.open.contains(index) || depth > DEEPEST {
                    return;
                }
                let Some(model) = self.models.all.get(*index) else { return };
                self.open.push(*index);
                self.shape(&model.shape, prefix, depth);
                self.open.pop();
            }
            Type::Any
            | Type::Boolean
            | Type::Integer { .. }
            | Type::Number
            | Type::String
            | Type::Date
            | Type::DateTime
            | Type::Bytes
            | Type::File => {}
        }
    }

    fn shape(&mut self, shape: &Shape, prefix: &str, depth: usize) {
        let dot = if prefix.is_empty() { "" } else { "." };
        match shape {
            Shape::Object(object) => {
                for field in &object.fields {
                    self.field(field, &format!("{prefix}{dot}"), depth);
                }
                if let Some(kind) = &object.additional {
                    self.push(Row {
                        prefix: format!("{prefix}{dot}"),
                        name: "…".to_owned(),
                        place: "",
                        kind: self.models.kind(kind),
                        required: false,
                        flags: Vec::new(),
                        notes: Vec::new(),
                        description: Some("All other members.".to_owned()),
                    });
                    self.inside(kind, &format!("{prefix}{dot}…"), depth + 1);
                }
            }
            Shape::Union(union) => {
                for variant in &union.variants {
                    let mut notes = Vec::new();
                    if let Some(key) = &union.discriminator {
                        let values = variant.tags.clone();
                        notes.push(Note { word: format!("`{key}` is"), values });
                    }
                    self.push(Row {
                        prefix: prefix.to_owned(),
                        name: format!("({})", variant.name.kebab()),
                        place: "",
                        kind: self.models.kind(&variant.kind),
                        required: false,
                        flags: Vec::new(),
                        notes,
                        description: None,
                    });
                    let own = format!("{prefix}({})", variant.name.kebab());
                    self.inside(&variant.kind, &own, depth + 1);
                }
            }
            Shape::Alias(kind) => self.inside(kind, prefix, depth + 1),
            Shape::Enum(_) => {}
        }
    }

    fn field(&mut self, field: &Field, prefix: &str, depth: usize) {
        let flags = [
            (field.read_only, "only in answers"),
            (field.write_only, "only in requests"),
            (field.deprecated, "deprecated"),
        ];
        let mut notes = noted(&field.notes);
        notes.extend(self.models.values(&field.kind));
        self.push(Row {
            prefix: prefix.to_owned(),
            name: field.wire.clone(),
            place: "",
            kind: self.models.kind(&field.kind),
            required: field.required,
            flags: flags.into_iter().filter(|(is, _)| *is).map(|(_, text)| text).collect(),
            notes,
            description: field.description.clone(),
        });
        self.inside(&field.kind, &format!("{prefix}{}", field.wire), depth + 1);
    }

    fn push(&mut self, row: Row) {
        if self.found.len() < ROWS {
            self.found.push(row);
        } else {
            self.cut = true;
        }
    }
}

fn word(text: &str) -> Part {
    Part { text: text.to_owned(), href: None }
}

fn one_of<'v>(values: impl Iterator<Item = &'v str>) -> Note {
    let mut shown: Vec<String> = values.map(str::to_owned).collect();
    if shown.len() > VALUES {
        shown.truncate(VALUES);
        shown.push("…".to_owned());
    }
    Note { word: "one of".to_owned(), values: shown }
}

/// What a schema says beyond the type, in words.
fn noted(notes: &Notes) -> Vec<Note> {
    // What the type says already.
    let said = ["date", "date-time", "byte", "binary", "int32", "int64", "float", "double"];
    let format = notes.format.iter().filter(|own| !said.contains(&own.as_str()));
    let format = format.map(|own| note("format", own.clone()));
    let limits = notes.limits.iter().filter_map(|(keyword, value)| {
        let word = match *keyword {
            "minimum" => "at least",
            "maximum" => "at most",
            "exclusiveMinimum" if value.is_number() => "more than",
            "exclusiveMaximum" if value.is_number() => "less than",
            "exclusiveMinimum" | "exclusiveMaximum" => {
                let end = if *keyword == "exclusiveMinimum" { "least" } else { "greatest" };
                let is_open = value.as_bool() == Some(true);
                let text = format!("without the {end} value itself");
                return is_open.then_some(Note { word: text, values: Vec::new() });
            }
            "multipleOf" => "multiple of",
            "minLength" => "shortest",
            "maxLength" => "longest",
            "pattern" => "pattern",
            "minItems" => "fewest items",
            "maxItems" => "most items",
            "minProperties" => "fewest members",
            "maxProperties" => "most members",
            "uniqueItems" => {
                let text = "no item twice".to_owned();
                return (value.as_bool() == Some(true))
                    .then_some(Note { word: text, values: Vec::new() });
            }
            other => other,
        };
        Some(note(word, shown(value)))
    });
    let default = notes.default.iter().map(|value| note("otherwise", shown(value)));
    let example = notes.example.iter().map(|value| note("for example", shown(value)));
    format.chain(limits).chain(default).chain(example).collect()
}

fn note(word: &str, value: String) -> Note {
    Note { word: word.to_owned(), values: vec![value] }
}

/// A value in a few signs.
fn shown(value: &Value) -> String {
    let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    if text.chars().count() > 120 { text.chars().take(119).chain(['…']).collect() } else { text }
}

/// How several values of a parameter are sent, where it takes several.
fn style(own: &Parameter) -> Option<&'static str> {
    let is_many = matches!(own.kind.split_nullable().0, Type::List(_) | Type::Map(_));
    match own.style {
        Style::Greedy => Some("may have slashes"),
        _ if !is_many => None,
        Style::Repeated => Some("sent once for each value"),
        Style::Joined(' ') => Some("values with blanks between them"),
        Style::Joined('\t') => Some("values with tabs between them"),
        Style::Joined('|') => Some("values with `|` between them"),
        Style::Joined(_) => Some("values with commas between them"),
        Style::Brackets => Some("sent as `name[key]=value`"),
        Style::Json => Some("sent as JSON"),
    }
}

/// The line that a list has for a model.
pub(super) fn line(model: &Model) -> String {
    model.description.as_deref().map(prose::line).unwrap_or_default()
}
