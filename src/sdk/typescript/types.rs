//! The types of TypeScript, and what turns JSON into them.

use crate::sdk::shared;
use crate::sdk::surface::{Model, Shape, Surface, Type, Variant};

use super::names;

/// The models of a surface as TypeScript names them.
pub(super) struct Types<'s> {
    models: &'s [Model],
    names: Vec<String>,
    /// Which models hold what JSON has no value for.
    turned: Vec<bool>,
}

impl<'s> Types<'s> {
    pub(super) fn new(surface: &'s Surface) -> Self {
        let models = &surface.models;
        let names = models.iter().map(|model| names::type_name(&model.name)).collect();
        let mut types = Self { models, names, turned: vec![false; models.len()] };
        loop {
            let now: Vec<bool> =
                models.iter().map(|model| types.shape_turns(&model.shape)).collect();
            if now == types.turned {
                return types;
            }
            types.turned = now;
        }
    }

    /// The name of a model.
    pub(super) fn name(&self, index: usize) -> &str {
        self.names.get(index).map_or("unknown", String::as_str)
    }

    /// Whether JSON has no value for something of the model.
    pub(super) fn is_turned(&self, index: usize) -> bool {
        self.turned.get(index).copied().unwrap_or(false)
    }

    /// The type, with `scope` before the names of models.
    pub(super) fn write(&self, kind: &Type, scope: &str) -> String {
        match kind {
            Type::Any => "unknown".to_owned(),
            Type::Boolean => "boolean".to_owned(),
            Type::Integer { .. } | Type::Number => "number".to_owned(),
            Type::String | Type::Date => "string".to_owned(),
            Type::DateTime => "Date".to_owned(),
            Type::Bytes => "Uint8Array".to_owned(),
            Type::File => "Upload".to_owned(),
            Type::List(item) => {
                let item = self.write(item, scope);
                if item.contains(' ') { format!("({item})[]") } else { format!("{item}[]") }
            }
            // A record may not mention the type that it is a part of.
            Type::Map(value) if !value.models().is_empty() => {
                format!("{{ [key: string]: {} }}", self.write(value, scope))
            }
            Type::Map(value) => format!("Record<string, {}>", self.write(value, scope)),
            Type::Model(index) => format!("{scope}{}", self.name(*index)),
            Type::Nullable(inner) => format!("{} | null", self.write(inner, scope)),
        }
    }

    /// A variant of a union. One that a key tells apart carries its values of that key.
    pub(super) fn variant(&self, variant: &Variant, discriminator: Option<&str>) -> String {
        let own = self.write(&variant.kind, "");
        let Some(key) = discriminator else { return own };
        let tags: Vec<String> = variant.tags.iter().map(|tag| names::quoted(tag)).collect();
        format!("({{ {}: {} }} & {own})", names::key(key), tags.join(" | "))
    }

    /// What turns values of the type; nothing when they need no turning. `reference` writes that of a model.
    pub(super) fn codec(&self, kind: &Type, reference: &impl Fn(&str) -> String) -> Option<String> {
        match kind {
            Type::DateTime => Some("codec.dateTime".to_owned()),
            Type::Bytes => Some("codec.bytes".to_owned()),
            Type::List(item) => Some(format!("codec.list(⟦·{}⸨,⸩⟧)", self.codec(item, reference)?)),
            Type::Map(value) => Some(format!("codec.map(⟦·{}⸨,⸩⟧)", self.codec(value, reference)?)),
            Type::Nullable(inner) => self.codec(inner, reference),
            Type::Model(index) => {
                self.is_turned(*index).then(|| reference(&self.codec_name(*index)))
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

    /// The name of what turns a model.
    pub(super) fn codec_name(&self, index: usize) -> String {
        let name = self.models.get(index).map(|model| model.name.camel());
        format!("{}Codec", name.unwrap_or_default())
    }

    fn shape_turns(&self, shape: &Shape) -> bool {
        match shape {
            Shape::Object(object) => {
                let kinds = object.fields.iter().map(|field| &field.kind);
                kinds.chain(&object.additional).any(|kind| self.turns(kind))
            }
            Shape::Enum(_) => false,
            Shape::Union(union) => union.variants.iter().any(|variant| self.turns(&variant.kind)),
            Shape::Alias(kind) => self.turns(kind),
        }
    }

    fn turns(&self, kind: &Type) -> bool {
        self.codec(kind, &|name| name.to_owned()).is_some()
    }

    /// Whether values of the type are objects, lists, or something else.
    pub(super) fn kind_of(&self, kind: &Type) -> &'static str {
        shared::kind_of(kind, self.models)
    }

    /// The keys that objects of the type always have; none for what is no object.
    pub(super) fn required_keys(&self, kind: &Type) -> Option<Vec<&'s str>> {
        shared::required_keys(kind, self.models)
    }
}
