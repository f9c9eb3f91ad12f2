//! The types of Java.

use crate::sdk::layout::continued;
use crate::sdk::naming::Name;
use crate::sdk::surface::{Body, Content, Model, Shape, Surface, Type, Union, Variant};
use crate::sdk::typed::{self, Dialect};

use super::{javadoc, names};

/// The models of a surface as Java names them. Java has no other names for types, so an alias is what it stands for.
pub(super) struct Types<'s> {
    models: &'s [Model],
    names: Vec<String>,
    turning: Vec<bool>,
}

impl<'s> Types<'s> {
    pub(super) fn new(surface: &'s Surface) -> Self {
        let responses = surface.operations.iter().flat_map(|operation| &operation.responses);
        let errors: Vec<String> =
            responses.map(|response| names::error_name(&response.error_name)).collect();
        let mut reserved = names::RESERVED_TYPES.to_vec();
        reserved.extend(errors.iter().map(String::as_str));
        let names = typed::model_names(surface, names::type_name, &reserved);
        Self { models: &surface.models, names, turning: typed::turning(&surface.models) }
    }

    fn plain(&self, kind: &Type) -> String {
        match kind {
            Type::Any => "Object".to_owned(),
            Type::Boolean => "Boolean".to_owned(),
            Type::Integer { small: true } => "Integer".to_owned(),
            Type::Integer { small: false } => "Long".to_owned(),
            Type::Number => "Double".to_owned(),
            Type::String => "String".to_owned(),
            Type::Date => "LocalDate".to_owned(),
            Type::DateTime => "OffsetDateTime".to_owned(),
            Type::Bytes => "byte[]".to_owned(),
            Type::File => "FilePart".to_owned(),
            Type::List(item) => generic("List<", &[&self.plain(item)]),
            Type::Map(value) => generic("Map<", &["String", &self.plain(value)]),
            Type::Nullable(inner) => self.plain(inner),
            Type::Model(index) => match self.models.get(*index).map(|model| &model.shape) {
                // One that has itself in turn has no name without an end.
                Some(Shape::Alias(_)) if self.turning.get(*index) == Some(&true) => {
                    "Object".to_owned()
                }
                Some(Shape::Alias(inner)) => self.plain(inner),
                _ => self.model(*index).to_owned(),
            },
        }
    }
}

/// A type with its parameters, which go on in other lines where they do not fit.
fn generic(open: &str, parameters: &[&str]) -> String {
    continued(open, parameters, ">")
}

impl Dialect for Types<'_> {
    const DEPRECATED: &'static str = "Deprecated.";
    const OPTIONAL_INSIDE: bool = false;
    const SENTENCES: bool = true;

    fn model(&self, index: usize) -> &str {
        self.names.get(index).map_or("Object", String::as_str)
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
        match kind {
            Type::Nullable(inner) if !required => generic("Nullable<", &[&self.plain(inner)]),
            _ => self.plain(kind),
        }
    }

    fn variant_type(&self, _union: &Union, variant: &Variant, _boxed: bool) -> String {
        self.plain(&variant.kind)
    }

    fn sent(&self, body: &Body) -> String {
        match &body.content {
            Content::Text => "String".to_owned(),
            Content::Binary => "Upload".to_owned(),
            Content::Json(kind) => self.written(kind, body.required, false),
            Content::Form(kind) | Content::Multipart(kind) => self.plain(kind),
        }
    }

    fn received(&self, content: Option<&Content>, _only: bool) -> String {
        match content {
            None => String::new(),
            Some(Content::Text) => "String".to_owned(),
            Some(Content::Binary) => "InputStream".to_owned(),
            Some(Content::Json(kind) | Content::Form(kind) | Content::Multipart(kind)) => {
                self.plain(kind)
            }
        }
    }

    fn comment(&self, paragraphs: &[&str]) -> Vec<String> {
        javadoc::comment(paragraphs.iter().copied(), 4)
    }

    fn type_comment(&self, paragraphs: &[&str]) -> Vec<String> {
        javadoc::comment(paragraphs.iter().copied(), 0)
    }
}
