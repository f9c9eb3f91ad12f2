//! The types of TypeScript, and what turns JSON into them.

use crate::sdk::layout::{self, marked};
use crate::sdk::naming::Name;
use crate::sdk::surface::{Body, Content, Model, Shape, Surface, Type, Union, Variant};
use crate::sdk::typed::Dialect;

use super::names;

/// The models of a surface as TypeScript names them.
#[derive(Clone)]
pub(super) struct Types<'s> {
    models: &'s [Model],
    names: Vec<String>,
    /// Which models hold what JSON has no value for.
    turned: Vec<bool>,
    /// Whether what is written stands in the module of models.
    inside: bool,
}

impl<'s> Types<'s> {
    /// As the module of models writes them.
    pub(super) fn new(surface: &'s Surface) -> Self {
        let models = &surface.models;
        let names = models.iter().map(|model| names::type_name(&model.name)).collect();
        let mut types = Self { models, names, turned: vec![false; models.len()], inside: true };
        loop {
            let now: Vec<bool> =
                models.iter().map(|model| types.shape_turns(&model.shape)).collect();
            if now == types.turned {
                return types;
            }
            types.turned = now;
        }
    }

    /// As modules of operations write them.
    pub(super) fn outside(&self) -> Self {
        Self { inside: false, ..self.clone() }
    }

    fn plain(&self, kind: &Type) -> String {
        match kind {
            Type::Any => "unknown".to_owned(),
            Type::Boolean => "boolean".to_owned(),
            Type::Integer { .. } | Type::Number => "number".to_owned(),
            Type::String | Type::Date => "string".to_owned(),
            Type::DateTime => "Date".to_owned(),
            Type::Bytes => "Uint8Array".to_owned(),
            Type::File => "Upload".to_owned(),
            Type::List(item) => {
                let own = self.plain(item);
                if matches!(**item, Type::Nullable(_)) {
                    format!("({own})[]")
                } else {
                    format!("{own}[]")
                }
            }
            // A record may not mention the type that it is a part of.
            Type::Map(value) if !value.models().is_empty() => {
                let member = format!("[⟦·key: string⟧]: {}", self.plain(value));
                marked(&format!("{{⟦⏎{member}⸨;⸩⟫}}"))
            }
            Type::Map(value) => {
                layout::group("Record<", &["string", &self.plain(value)], ">", false)
            }
            Type::Model(index) if self.inside => self.model(*index).to_owned(),
            Type::Model(index) => format!("models.{}", self.model(*index)),
            Type::Nullable(inner) => format!("{} | null", self.plain(inner)),
        }
    }

    fn codec_name(&self, index: usize) -> String {
        let name = self.models.get(index).map(|model| model.name.camel());
        format!("{}Codec", name.unwrap_or_default())
    }

    fn shape_turns(&self, shape: &Shape) -> bool {
        let turns = |kind: &Type| self.codec(kind).is_some();
        match shape {
            Shape::Object(object) => {
                let kinds = object.fields.iter().map(|field| &field.kind);
                kinds.chain(&object.additional).any(turns)
            }
            Shape::Enum(_) => false,
            Shape::Union(union) => union.variants.iter().any(|variant| turns(&variant.kind)),
            Shape::Alias(kind) => turns(kind),
        }
    }
}

impl Dialect for Types<'_> {
    const DEPRECATED: &'static str = "@deprecated";
    const OPTIONAL_INSIDE: bool = false;
    const SENTENCES: bool = false;

    fn model(&self, index: usize) -> &str {
        self.names.get(index).map_or("unknown", String::as_str)
    }

    fn type_name(&self, name: &Name) -> String {
        names::type_name(name)
    }

    fn field(&self, name: &Name) -> String {
        name.camel()
    }

    fn method(&self, name: &Name) -> String {
        names::method(name)
    }

    fn function(&self, name: &Name) -> String {
        names::function(name)
    }

    fn value(&self, _model: usize, _at: usize, name: &Name) -> String {
        name.camel()
    }

    fn variant(&self, name: &Name) -> String {
        name.camel()
    }

    fn written(&self, kind: &Type, _required: bool, _boxed: bool) -> String {
        self.plain(kind)
    }

    /// One that a key tells apart carries its values of that key.
    fn variant_type(&self, union: &Union, variant: &Variant, _boxed: bool) -> String {
        let own = self.plain(&variant.kind);
        let Some(key) = &union.discriminator else { return own };
        let tags: Vec<String> = variant.tags.iter().map(|tag| names::quoted(tag)).collect();
        let tags = format!("⟦⏎⟪⸨| ⸩{}⟩⟩", tags.join("⏎| "));
        marked(&format!("({{⟦⏎{}:{tags}⸨;⸩⟫}} & {own})", names::key(key)))
    }

    fn sent(&self, body: &Body) -> String {
        match &body.content {
            Content::Text => "string".to_owned(),
            Content::Binary => "Upload".to_owned(),
            Content::Json(kind) | Content::Form(kind) | Content::Multipart(kind) => {
                self.plain(kind)
            }
        }
    }

    fn received(&self, content: Option<&Content>, _only: bool) -> String {
        match content {
            None => "undefined".to_owned(),
            Some(Content::Text) => "string".to_owned(),
            Some(Content::Binary) => "Download".to_owned(),
            Some(Content::Json(kind) | Content::Form(kind) | Content::Multipart(kind)) => {
                self.plain(kind)
            }
        }
    }

    fn codec(&self, kind: &Type) -> Option<String> {
        match kind {
            Type::DateTime => Some("codec.dateTime".to_owned()),
            Type::Bytes => Some("codec.bytes".to_owned()),
            Type::List(item) => Some(format!("codec.list(⟦·{}⸨,⸩⟧)", self.codec(item)?)),
            Type::Map(value) => Some(format!("codec.map(⟦·{}⸨,⸩⟧)", self.codec(value)?)),
            Type::Nullable(inner) => self.codec(inner),
            Type::Model(index) => {
                let name = self.model_codec(*index)?;
                Some(if self.inside {
                    format!("codec.lazy(⟦·() =>⟦⏎{name}⟩⸨,⸩⟧)")
                } else {
                    format!("codecs.{name}")
                })
            }
            Type::Any
            | Type::Boolean
            | Type::Integer { .. }
            | Type::Number
            | Type::String
            | Type::Date
            | Type::File => None,
        }
    }

    fn model_codec(&self, index: usize) -> Option<String> {
        self.turned.get(index).is_some_and(|turned| *turned).then(|| self.codec_name(index))
    }

    fn comment(&self, paragraphs: &[&str]) -> Vec<String> {
        names::comment(paragraphs.iter().copied())
    }
}
