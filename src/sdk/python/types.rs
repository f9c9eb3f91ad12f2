//! The types of Python, and what turns JSON into them.

use crate::sdk::shared;
use crate::sdk::surface::{Model, Surface, Type};

use super::names;

/// The models of a surface as Python names them.
pub(super) struct Types<'s> {
    models: &'s [Model],
    names: Vec<String>,
}

impl<'s> Types<'s> {
    pub(super) fn new(surface: &'s Surface) -> Self {
        let models = &surface.models;
        let names = models.iter().map(|model| names::type_name(&model.name)).collect();
        Self { models, names }
    }

    /// The name of a model.
    pub(super) fn name(&self, index: usize) -> &str {
        self.names.get(index).map_or("Any", String::as_str)
    }

    /// The type, with `scope` before the names of models.
    pub(super) fn write(&self, kind: &Type, scope: &str) -> String {
        match kind {
            Type::Any => "Any".to_owned(),
            Type::Boolean => "bool".to_owned(),
            Type::Integer { .. } => "int".to_owned(),
            Type::Number => "float".to_owned(),
            Type::String => "str".to_owned(),
            Type::Date => "dt.date".to_owned(),
            Type::DateTime => "dt.datetime".to_owned(),
            Type::Bytes => "bytes".to_owned(),
            Type::File => "bytes | FilePart".to_owned(),
            Type::List(item) => format!("list[{}]", self.write(item, scope)),
            Type::Map(value) => format!("dict[str, {}]", self.write(value, scope)),
            Type::Model(index) => format!("{scope}{}", self.name(*index)),
            Type::Nullable(inner) => format!("{} | None", self.write(inner, scope)),
        }
    }

    /// What turns values of the type. `scope` stands before the names of models' codecs.
    pub(super) fn codec(&self, kind: &Type, scope: &str) -> String {
        match kind {
            Type::DateTime => "codec.date_time".to_owned(),
            Type::Date => "codec.date".to_owned(),
            Type::Bytes => "codec.base64_bytes".to_owned(),
            Type::List(item) => format!("codec.array(⟦·{}⸨,⸩⟧)", self.codec(item, scope)),
            Type::Map(value) => format!("codec.mapping(⟦·{}⸨,⸩⟧)", self.codec(value, scope)),
            Type::Nullable(inner) => {
                format!("codec.nullable(⟦·{}⸨,⸩⟧)", self.codec(inner, scope))
            }
            Type::Model(index) if scope.is_empty() => {
                format!("codec.lazy(lambda: {})", self.codec_name(*index))
            }
            Type::Model(index) => format!("{scope}{}", self.codec_name(*index)),
            Type::Any
            | Type::Boolean
            | Type::Integer { .. }
            | Type::Number
            | Type::String
            | Type::File => "codec.plain".to_owned(),
        }
    }

    /// The name of what turns a model.
    pub(super) fn codec_name(&self, index: usize) -> String {
        let name = self.models.get(index).map(|model| model.name.snake());
        format!("{}_codec", name.unwrap_or_default())
    }

    /// Whether values of the type are objects, lists, or something else.
    pub(super) fn kind_of(&self, kind: &Type) -> &'static str {
        shared::kind_of(kind, self.models)
    }
}
