//! The types of Kotlin, and what reads them from JSON.

use crate::sdk::naming::Name;
use crate::sdk::surface::{Body, Content, Model, Object, Shape, Surface, Type, Union, Variant};
use crate::sdk::typed::{self, Dialect, Questioned};

use super::names;

/// So much a function takes at most on the virtual machine of Java.
const MOST_ARGUMENTS: usize = 255;

/// The models of a surface as Kotlin names them. An alias is what it stands for.
pub(super) struct Types<'s> {
    models: &'s [Model],
    names: Vec<String>,
    turning: Vec<bool>,
    wide: Vec<bool>,
}

impl<'s> Types<'s> {
    pub(super) fn new(surface: &'s Surface) -> Self {
        let responses = surface.operations.iter().flat_map(|operation| &operation.responses);
        let errors: Vec<String> =
            responses.map(|response| names::error_name(&response.error_name)).collect();
        let mut reserved = names::RESERVED_TYPES.to_vec();
        reserved.extend(errors.iter().map(String::as_str));
        let models = &surface.models;
        let mut types =
            Self { models, names: Vec::new(), turning: typed::turning(models), wide: Vec::new() };
        types.wide = models.iter().map(|model| types.is_too_wide(model)).collect();
        if types.wide.contains(&true) {
            reserved.push(names::BUILDER);
        }
        types.names = typed::model_names(surface, names::type_name, &reserved);
        types
    }

    /// Whether a model has more members than a constructor takes.
    pub(super) fn is_wide(&self, model: usize) -> bool {
        self.wide.get(model) == Some(&true)
    }

    /// A constructor and `copy` take each member, which member of 32 was given, and two things of the compiler's own.
    fn is_too_wide(&self, model: &Model) -> bool {
        let Shape::Object(Object { fields, additional }) = &model.shape else { return false };
        let members = fields.len() + usize::from(additional.is_some());
        let long = fields.iter().filter(|own| own.required && self.is_long(&own.kind)).count();
        members + long + members.div_ceil(32) + 2 > MOST_ARGUMENTS
    }

    /// Whether a value takes the place of two.
    fn is_long(&self, kind: &Type) -> bool {
        matches!(self.resolved(kind), Type::Integer { small: false } | Type::Number)
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

    fn decoder(&self, kind: &Type) -> String {
        let (kind, nullable) = self.split_nullable(kind);
        let bare = match kind {
            Type::Any | Type::Nullable(_) => "Decoders.any".to_owned(),
            Type::Boolean => "Decoders.boolean".to_owned(),
            Type::Integer { small: true } => "Decoders.int".to_owned(),
            Type::Integer { small: false } => "Decoders.long".to_owned(),
            Type::Number => "Decoders.double".to_owned(),
            Type::String => "Decoders.string".to_owned(),
            Type::Date => "Decoders.date".to_owned(),
            Type::DateTime => "Decoders.moment".to_owned(),
            Type::Bytes => "Decoders.bytes".to_owned(),
            Type::File => "Decoders.file".to_owned(),
            Type::List(item) => format!("Decoders.list({})", self.decoder(item)),
            Type::Map(value) => format!("Decoders.map({})", self.decoder(value)),
            Type::Model(index) => self.model(*index).to_owned(),
        };
        if nullable { format!("Decoders.nullable({bare})") } else { bare }
    }
}

impl Questioned for Types<'_> {
    const TEXT: &'static str = "String";

    fn plain(&self, kind: &Type) -> String {
        let (kind, nullable) = self.split_nullable(kind);
        let bare = match kind {
            Type::Any | Type::Nullable(_) => "JsonElement".to_owned(),
            Type::Boolean => "Boolean".to_owned(),
            Type::Integer { small: true } => "Int".to_owned(),
            Type::Integer { small: false } => "Long".to_owned(),
            Type::Number => "Double".to_owned(),
            Type::String => "String".to_owned(),
            Type::Date => "LocalDate".to_owned(),
            Type::DateTime => "OffsetDateTime".to_owned(),
            Type::Bytes => "ByteArray".to_owned(),
            Type::File => "FilePart".to_owned(),
            Type::List(item) => format!("List<{}>", self.plain(item)),
            Type::Map(value) => format!("Map<String, {}>", self.plain(value)),
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
    const OPTIONAL_INSIDE: bool = false;
    const SENTENCES: bool = true;

    fn model(&self, index: usize) -> &str {
        self.names.get(index).map_or("JsonElement", String::as_str)
    }

    fn type_name(&self, name: &Name) -> String {
        names::type_name(name)
    }

    fn error_name(&self, name: &Name) -> String {
        names::error_name(name)
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
        name.screaming()
    }

    fn variant(&self, name: &Name) -> String {
        name.pascal()
    }

    fn written(&self, kind: &Type, required: bool, _boxed: bool) -> String {
        match self.split_nullable(kind) {
            _ if required => self.plain(kind),
            (inner, true) => format!("Nullable<{}>?", self.plain(inner)),
            (inner, false) => self.optional(inner),
        }
    }

    fn argument(&self, kind: &Type, required: bool) -> String {
        self.parameter_type(kind, required)
    }

    fn variant_type(&self, _union: &Union, variant: &Variant, _boxed: bool) -> String {
        self.plain(&variant.kind)
    }

    fn sent(&self, body: &Body) -> String {
        self.sent_type(body)
    }

    fn received(&self, content: Option<&Content>, only: bool) -> String {
        self.received_type(content, only)
    }

    fn codec(&self, kind: &Type) -> Option<String> {
        Some(self.decoder(kind))
    }

    fn comment(&self, paragraphs: &[&str]) -> Vec<String> {
        names::comment(paragraphs.iter().copied())
    }
}
