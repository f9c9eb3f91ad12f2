//! The types of C#, and what reads and writes them as JSON.

use crate::sdk::naming::Name;
use crate::sdk::surface::{Body, Content, Model, Shape, Surface, Type, Union, Variant};
use crate::sdk::typed::{self, Dialect, Questioned};

use super::{names, reserved, words};

/// The models of a surface as C# names them. An alias is what it stands for.
pub(super) struct Types<'s> {
    models: &'s [Model],
    names: Vec<String>,
    turning: Vec<bool>,
}

impl<'s> Types<'s> {
    pub(super) fn new(surface: &'s Surface) -> Self {
        let own = own_names(surface);
        let mut kept: Vec<&str> = own.iter().map(String::as_str).collect();
        kept.extend(reserved::RESERVED_TYPES);
        let names = typed::model_names(surface, names::type_name, &kept);
        Self { models: &surface.models, names, turning: typed::turning(&surface.models) }
    }

    /// Whether a model has the name.
    pub(super) fn has(&self, name: &str) -> bool {
        self.names.iter().any(|own| own == name)
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

    /// Whether the type is one of those that are null in a way of their own.
    fn is_value(&self, kind: &Type) -> bool {
        match kind {
            Type::Any
            | Type::Boolean
            | Type::Integer { .. }
            | Type::Number
            | Type::Date
            | Type::DateTime
            | Type::Nullable(_) => true,
            Type::String | Type::Bytes | Type::File | Type::List(_) | Type::Map(_) => false,
            Type::Model(index) => {
                let model = self.models.get(*index);
                model.is_none_or(|own| matches!(own.shape, Shape::Enum(_)))
            }
        }
    }

    /// What reads and writes values of the type.
    pub(super) fn codec_of(&self, kind: &Type) -> String {
        match self.split_nullable(kind) {
            (inner, true) => self.optional_codec(inner),
            (inner, false) => self.bare_codec(inner),
        }
    }

    /// The same of what may be left out, and is null then.
    pub(super) fn optional_codec(&self, kind: &Type) -> String {
        let kind = self.split_nullable(kind).0;
        if matches!(kind, Type::Any | Type::Nullable(_)) {
            return "Codecs.AnyOrNothing".to_owned();
        }
        let word = if self.is_value(kind) { "NullableValueOf" } else { "NullableOf" };
        format!("Codecs.{word}(⟦·{}⟧)", self.bare_codec(kind))
    }

    fn bare_codec(&self, kind: &Type) -> String {
        match kind {
            Type::Any | Type::Nullable(_) => "Codecs.Any".to_owned(),
            Type::Boolean => "Codecs.Boolean".to_owned(),
            Type::Integer { small: true } => "Codecs.Int".to_owned(),
            Type::Integer { small: false } => "Codecs.Long".to_owned(),
            Type::Number => "Codecs.Double".to_owned(),
            Type::String => "Codecs.Text".to_owned(),
            Type::Date => "Codecs.Date".to_owned(),
            Type::DateTime => "Codecs.Moment".to_owned(),
            Type::Bytes => "Codecs.Bytes".to_owned(),
            Type::File => "Codecs.File".to_owned(),
            Type::List(item) => format!("Codecs.ListOf(⟦·{}⟧)", self.codec_of(item)),
            Type::Map(value) => format!("Codecs.MapOf(⟦·{}⟧)", self.codec_of(value)),
            Type::Model(index) => format!("{}Codec.Instance", self.model(*index)),
        }
    }

    /// What reads and writes a body.
    pub(super) fn sent_codec(&self, body: &Body) -> Option<String> {
        let kind = body.content.kind()?;
        let (inner, nullable) = self.split_nullable(kind);
        let is_json = matches!(body.content, Content::Json(_));
        Some(match (body.required, nullable && is_json) {
            (true, true) => self.codec_of(kind),
            (true, false) => self.codec_of(inner),
            (false, _) => self.optional_codec(inner),
        })
    }
}

/// Names that no model has: those of errors, of what reads models, and of the types inside of unions.
fn own_names(surface: &Surface) -> Vec<String> {
    let responses = surface.operations.iter().flat_map(|operation| &operation.responses);
    let mut all: Vec<String> =
        responses.map(|response| names::error_name(&response.error_name)).collect();
    let errors = surface.gateway_errors.iter();
    all.extend(errors.map(|own| names::error_name(&own.name.and("error"))));
    all.extend(surface.models.iter().map(|own| names::type_name(&own.name) + "Codec"));
    all.push(names::client(&surface.client));
    for model in &surface.models {
        let Shape::Union(union) = &model.shape else { continue };
        all.extend(union.variants.iter().map(|own| format!("Of{}", own.name.pascal())));
    }
    all
}

impl Questioned for Types<'_> {
    const TEXT: &'static str = "string";

    fn plain(&self, kind: &Type) -> String {
        let (kind, nullable) = self.split_nullable(kind);
        let bare = match kind {
            Type::Any | Type::Nullable(_) => "JsonElement".to_owned(),
            Type::Boolean => "bool".to_owned(),
            Type::Integer { small: true } => "int".to_owned(),
            Type::Integer { small: false } => "long".to_owned(),
            Type::Number => "double".to_owned(),
            Type::String => "string".to_owned(),
            Type::Date => "DateTime".to_owned(),
            Type::DateTime => "DateTimeOffset".to_owned(),
            Type::Bytes => "byte[]".to_owned(),
            Type::File => "FilePart".to_owned(),
            Type::List(item) => format!("IReadOnlyList<{}>", self.plain(item)),
            Type::Map(value) => format!("IReadOnlyDictionary<string, {}>", self.plain(value)),
            Type::Model(index) => self.model(*index).to_owned(),
        };
        if nullable { bare + "?" } else { bare }
    }

    fn split_nullable<'t>(&'t self, kind: &'t Type) -> (&'t Type, bool) {
        match self.resolved(kind) {
            Type::Nullable(inner) => match self.split_nullable(inner).0 {
                Type::Any => (&Type::Any, false),
                inner => (inner, true),
            },
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
        names::property(name, "")
    }

    fn parameter(&self, name: &Name) -> String {
        names::parameter(name)
    }

    fn method(&self, name: &Name) -> String {
        names::method(name)
    }

    fn value(&self, model: usize, _at: usize, name: &Name) -> String {
        names::value(name, self.model(model))
    }

    fn variant(&self, name: &Name) -> String {
        name.pascal()
    }

    fn written(&self, kind: &Type, required: bool, _boxed: bool) -> String {
        match self.split_nullable(kind) {
            _ if required => self.plain(kind),
            (_, true) => format!("Optional<{}>", self.plain(kind)),
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
        Some(self.codec_of(kind))
    }

    fn comment(&self, paragraphs: &[&str]) -> Vec<String> {
        words::comment(paragraphs)
    }
}
