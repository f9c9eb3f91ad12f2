//! The types of Swift.

use crate::sdk::naming::Name;
use crate::sdk::surface::{
    Body, Content, Model, Object, Operation, Shape, Surface, Type, Union, Variant,
};
use crate::sdk::typed::{self, Dialect, Questioned};

use super::names;

/// So many members of a value inside of another one are not too many.
const NARROW: usize = 4;

/// The models of a surface as Swift names them. An alias is what it stands for.
pub(super) struct Types<'s> {
    models: &'s [Model],
    names: Vec<String>,
    turning: Vec<bool>,
}

impl<'s> Types<'s> {
    pub(super) fn new(surface: &'s Surface) -> Self {
        let names = typed::model_names(surface, names::type_name, &names::reserved_types());
        Self { models: &surface.models, names, turning: typed::turning(&surface.models) }
    }

    /// What an alias stands for. One that has itself in turn has no name without an end, so it is any JSON.
    fn resolved<'t>(&'t self, kind: &'t Type) -> &'t Type {
        let Type::Model(index) = kind else { return kind };
        match self.models.get(*index).map(|model| &model.shape) {
            Some(Shape::Alias(_)) if self.turning.get(*index) == Some(&true) => &Type::Any,
            Some(Shape::Alias(inner)) => self.resolved(inner),
            _ => kind,
        }
    }

    /// Whether a value of the type would make the value that has it inside a wide one, which each copy of it moves.
    pub(super) fn is_wide(&self, kind: &Type) -> bool {
        self.object(kind).is_some_and(|own| {
            own.fields.len() > NARROW
                || own.fields.iter().any(|field| self.object(&field.kind).is_some())
        })
    }

    fn object(&self, kind: &Type) -> Option<&Object> {
        let Type::Model(index) = self.split_nullable(kind).0 else { return None };
        match &self.models.get(*index)?.shape {
            Shape::Object(own) => Some(own),
            Shape::Enum(_) | Shape::Union(_) | Shape::Alias(_) => None,
        }
    }
}

impl Questioned for Types<'_> {
    const TEXT: &'static str = "String";

    fn plain(&self, kind: &Type) -> String {
        let (kind, nullable) = self.split_nullable(kind);
        let bare = match kind {
            Type::Any | Type::Nullable(_) => "JSONValue".to_owned(),
            Type::Boolean => "Bool".to_owned(),
            Type::Integer { small: true } => "Int32".to_owned(),
            Type::Integer { small: false } => "Int".to_owned(),
            Type::Number => "Double".to_owned(),
            Type::String => "String".to_owned(),
            Type::Date => "CalendarDay".to_owned(),
            Type::DateTime => "Date".to_owned(),
            Type::Bytes => "Data".to_owned(),
            Type::File => "FilePart".to_owned(),
            Type::List(item) => format!("[{}]", self.plain(item)),
            Type::Map(value) => format!("[String: {}]", self.plain(value)),
            Type::Model(index) => self.model(*index).to_owned(),
        };
        if nullable { bare + "?" } else { bare }
    }

    fn split_nullable<'t>(&'t self, kind: &'t Type) -> (&'t Type, bool) {
        match self.resolved(kind) {
            Type::Nullable(inner) => (self.split_nullable(inner).0, true),
            other => (other, false),
        }
    }
}

impl Dialect for Types<'_> {
    const DEPRECATED: &'static str = "Deprecated.";
    const OPTIONAL_INSIDE: bool = true;
    const SENTENCES: bool = true;

    fn model(&self, index: usize) -> &str {
        self.names.get(index).map_or("JSONValue", String::as_str)
    }

    fn type_name(&self, name: &Name) -> String {
        names::type_name(name)
    }

    fn field(&self, name: &Name) -> String {
        names::field(name)
    }

    fn parameter(&self, name: &Name) -> String {
        names::parameter(name)
    }

    fn method(&self, name: &Name) -> String {
        names::method(name)
    }

    fn value(&self, _model: usize, _at: usize, name: &Name) -> String {
        names::case(name)
    }

    fn variant(&self, name: &Name) -> String {
        names::case(name)
    }

    fn written(&self, kind: &Type, required: bool, boxed: bool) -> String {
        let own = match self.split_nullable(kind) {
            _ if required => self.plain(kind),
            (inner, true) => format!("Nullable<{}>?", self.plain(inner)),
            (inner, false) => self.optional(inner),
        };
        if boxed { indirect(&own) } else { own }
    }

    fn argument(&self, kind: &Type, required: bool) -> String {
        self.parameter_type(kind, required)
    }

    /// Unions are kept in places of their own by themselves.
    fn variant_type(&self, _union: &Union, variant: &Variant, _boxed: bool) -> String {
        self.plain(&variant.kind)
    }

    fn sent(&self, body: &Body) -> String {
        self.sent_type(body)
    }

    fn received(&self, content: Option<&Content>, only: bool) -> String {
        self.received_type(content, only)
    }

    fn comment(&self, paragraphs: &[&str]) -> Vec<String> {
        names::comment(paragraphs.iter().copied())
    }

    fn argument_words(&self, operation: &Operation) -> String {
        let said = |name: &Name, words: Option<&str>| {
            let words = names::plain(words?);
            let name = names::parameter(name).replace('`', "");
            (!words.is_empty()).then(|| format!("  - {name}: {words}"))
        };
        let parameters = operation.parameters.iter();
        let parameters = parameters.map(|own| said(&own.name, own.description.as_deref()));
        let body = operation.body.iter();
        let body = body.map(|own| said(&Name::of("body", "body"), own.description.as_deref()));
        let all: Vec<String> = parameters.chain(body).flatten().collect();
        if all.is_empty() { String::new() } else { format!("- Parameters:\n{}", all.join("\n")) }
    }
}

/// A type whose values are in places of their own.
pub(super) fn indirect(written: &str) -> String {
    format!("Indirect<{written}>")
}
