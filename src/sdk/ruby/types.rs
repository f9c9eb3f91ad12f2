//! The types of Ruby as comments name them, and what turns JSON into them.

use crate::sdk::naming::Name;
use crate::sdk::surface::{Body, Content, Field, Model, Shape, Surface, Type};
use crate::sdk::typed::{self, Dialect, ResponseView};

use super::names;

/// The models of a surface as Ruby names them.
pub(super) struct Types<'s> {
    models: &'s [Model],
    names: Vec<String>,
    /// What stands before the names of models.
    place: &'static str,
}

/// The types of models that their own module sees.
pub(super) const INSIDE: &str = "";

/// The types of models that everything else sees.
pub(super) const OUTSIDE: &str = "Models::";

impl<'s> Types<'s> {
    pub(super) fn new(surface: &'s Surface, place: &'static str) -> Self {
        Self { models: &surface.models, names: names::models(surface), place }
    }

    fn plain(&self, kind: &Type) -> String {
        match kind {
            Type::Any => "Object".to_owned(),
            Type::Boolean => "Boolean".to_owned(),
            Type::Integer { .. } => "Integer".to_owned(),
            Type::Number => "Numeric".to_owned(),
            Type::String | Type::Bytes => "String".to_owned(),
            Type::Date => "Date".to_owned(),
            Type::DateTime => "Time".to_owned(),
            Type::File => "FilePart, String, #read".to_owned(),
            Type::List(item) => format!("Array<{}>", self.plain(item)),
            Type::Map(value) => format!("Hash{{String => {}}}", self.plain(value)),
            Type::Model(index) => self.of_model(*index),
            Type::Nullable(inner) => format!("{}, nil", self.plain(inner)),
        }
    }

    fn of_model(&self, index: usize) -> String {
        let name = format!("Models::{}", self.model(index));
        match self.models.get(index).map(|model| &model.shape) {
            Some(Shape::Enum(_)) => format!("String, {name}"),
            Some(Shape::Object(_) | Shape::Union(_) | Shape::Alias(_)) | None => name,
        }
    }

    fn turned(&self, kind: &Type) -> String {
        match kind {
            Type::DateTime => "Codec::DATE_TIME".to_owned(),
            Type::Date => "Codec::DATE".to_owned(),
            Type::Bytes => "Codec::BYTES".to_owned(),
            Type::File => "Codec::FILE".to_owned(),
            Type::Any => "Codec::ANY".to_owned(),
            Type::List(item) => format!("Codec.list(⟦·{}⟧)", self.turned(item)),
            Type::Map(value) => format!("Codec.map(⟦·{}⟧)", self.turned(value)),
            Type::Nullable(inner) => format!("Codec.nullable(⟦·{}⟧)", self.turned(inner)),
            // What comes later in the module of models is not there yet.
            Type::Model(index) if self.place == INSIDE => {
                format!("Codec.lazy {{ {} }}", self.model(*index))
            }
            Type::Model(index) => format!("{}{}", self.place, self.model(*index)),
            Type::Boolean | Type::Integer { .. } | Type::Number | Type::String => PLAIN.to_owned(),
        }
    }
}

/// What turns what JSON has a value for.
const PLAIN: &str = "Codec::PLAIN";

/// What may be nothing.
fn optional(written: String, required: bool) -> String {
    if required || written.ends_with(", nil") || written == "Object" {
        written
    } else {
        written + ", nil"
    }
}

impl Dialect for Types<'_> {
    const DEPRECATED: &'static str = names::DEPRECATED;
    const OPTIONAL_INSIDE: bool = false;
    const SENTENCES: bool = true;

    fn model(&self, index: usize) -> &str {
        self.names.get(index).map_or("Object", String::as_str)
    }

    fn type_name(&self, name: &Name) -> String {
        names::constant(name)
    }

    fn field(&self, name: &Name) -> String {
        names::field(name)
    }

    /// It is not that of the map of all others.
    fn member(&self, field: &Field, open: bool) -> String {
        let own = names::field(&field.name);
        if open && own == "additional_properties" { own + "_" } else { own }
    }

    fn parameter(&self, name: &Name) -> String {
        names::parameter(name)
    }

    fn method(&self, name: &Name) -> String {
        names::method(name)
    }

    fn value(&self, _model: usize, _at: usize, name: &Name) -> String {
        names::value(name)
    }

    fn variant(&self, name: &Name) -> String {
        names::field(name)
    }

    fn written(&self, kind: &Type, required: bool, _boxed: bool) -> String {
        optional(self.plain(kind), required)
    }

    fn sent(&self, body: &Body) -> String {
        let own = match &body.content {
            Content::Text => "String".to_owned(),
            Content::Binary => "String, #read, #each".to_owned(),
            Content::Json(kind) | Content::Form(kind) | Content::Multipart(kind) => {
                self.plain(kind)
            }
        };
        optional(own, body.required)
    }

    fn received(&self, content: Option<&Content>, _only: bool) -> String {
        match content {
            None => "nil".to_owned(),
            Some(Content::Text) => "String".to_owned(),
            Some(Content::Binary) => "Download".to_owned(),
            Some(Content::Json(kind) | Content::Form(kind) | Content::Multipart(kind)) => {
                self.plain(kind)
            }
        }
    }

    /// What the body of an answer is, in words.
    fn output(&self, _name: &str, good: &[ResponseView]) -> String {
        let mut all: Vec<String> = Vec::new();
        for own in good {
            let written = match own.written.as_str() {
                "nil" => "nothing".to_owned(),
                other => format!("`{other}`"),
            };
            if !all.contains(&written) {
                all.push(written);
            }
        }
        if all.is_empty() { "whatever comes".to_owned() } else { all.join(" or ") }
    }

    fn codec(&self, kind: &Type) -> Option<String> {
        Some(self.turned(kind)).filter(|own| own != PLAIN)
    }

    fn steps(&self, page: &Type, keys: &[String]) -> Option<Vec<String>> {
        let found = typed::field_names(page, keys, self.models)?;
        Some(found.iter().map(names::field).collect())
    }

    fn comment(&self, paragraphs: &[&str]) -> Vec<String> {
        names::comment(paragraphs.iter().copied())
    }
}
