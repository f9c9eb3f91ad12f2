//! The types of Go.

use std::collections::HashSet;

use crate::sdk::naming::Name;
use crate::sdk::surface::{Body, Content, Model, Shape, Surface, Type};
use crate::sdk::typed::{self, Dialect};

use super::names;

/// The models of a surface as Go names them.
pub(super) struct Types<'s> {
    models: &'s [Model],
    names: Vec<String>,
    /// The constants of each enum.
    constants: Vec<Vec<String>>,
}

impl<'s> Types<'s> {
    pub(super) fn new(surface: &'s Surface) -> Self {
        let constructor = constructor(surface);
        let mut reserved = names::RESERVED_TYPES.to_vec();
        reserved.push(&constructor);
        let names = typed::model_names(surface, names::exported, &reserved);
        let constants = constants(surface, &names, &reserved);
        Self { models: &surface.models, names, constants }
    }

    fn plain(&self, kind: &Type) -> String {
        match kind {
            Type::Any => "any".to_owned(),
            Type::Boolean => "bool".to_owned(),
            Type::Integer { small: true } => "int32".to_owned(),
            Type::Integer { small: false } => "int64".to_owned(),
            Type::Number => "float64".to_owned(),
            Type::String => "string".to_owned(),
            Type::Date => "Date".to_owned(),
            Type::DateTime => "time.Time".to_owned(),
            Type::Bytes => "[]byte".to_owned(),
            Type::File => "FilePart".to_owned(),
            Type::List(item) => format!("[]{}", self.plain(item)),
            Type::Map(value) => format!("map[string]{}", self.plain(value)),
            Type::Model(index) => self.model(*index).to_owned(),
            Type::Nullable(inner) => self.pointer(inner),
        }
    }

    /// Whether the type has a value for what is not there.
    pub(super) fn has_nil(&self, kind: &Type) -> bool {
        matches!(kind, Type::Any | Type::Bytes | Type::Nullable(_))
            || !typed::many(kind, self.models).is_empty()
    }

    /// The type with a value for what is not there.
    fn pointer(&self, kind: &Type) -> String {
        if self.has_nil(kind) { self.plain(kind) } else { format!("*{}", self.plain(kind)) }
    }
}

impl Dialect for Types<'_> {
    const DEPRECATED: &'static str = "Deprecated: it is not to be used any more.";
    const OPTIONAL_INSIDE: bool = false;
    const SENTENCES: bool = true;
    const NAME_FIRST: bool = true;

    fn model(&self, index: usize) -> &str {
        self.names.get(index).map_or("any", String::as_str)
    }

    fn type_name(&self, name: &Name) -> String {
        names::exported(name)
    }

    fn field(&self, name: &Name) -> String {
        names::field(name)
    }

    fn method(&self, name: &Name) -> String {
        names::method(name)
    }

    fn value(&self, model: usize, at: usize, _name: &Name) -> String {
        self.constants.get(model).and_then(|own| own.get(at)).cloned().unwrap_or_default()
    }

    fn variant(&self, name: &Name) -> String {
        names::field(name)
    }

    fn written(&self, kind: &Type, required: bool, boxed: bool) -> String {
        match kind {
            Type::Nullable(inner) if !required => format!("Nullable[{}]", self.plain(inner)),
            _ if required && !boxed => self.plain(kind),
            _ => self.pointer(kind),
        }
    }

    fn sent(&self, body: &Body) -> String {
        match &body.content {
            Content::Text if body.required => "string".to_owned(),
            Content::Text => "*string".to_owned(),
            Content::Binary => "io.Reader".to_owned(),
            Content::Json(kind) => self.written(kind, body.required, false),
            Content::Form(kind) | Content::Multipart(kind) => {
                self.written(kind.split_nullable().0, body.required, false)
            }
        }
    }

    fn received(&self, content: Option<&Content>, only: bool) -> String {
        match content {
            None => String::new(),
            Some(Content::Text) if only => "string".to_owned(),
            Some(Content::Text) => "*string".to_owned(),
            Some(Content::Binary) => "io.ReadCloser".to_owned(),
            Some(Content::Json(kind) | Content::Form(kind) | Content::Multipart(kind)) => {
                if only {
                    self.plain(kind)
                } else {
                    self.pointer(kind)
                }
            }
        }
    }

    fn comment(&self, paragraphs: &[&str]) -> Vec<String> {
        names::comment(paragraphs.iter().copied())
    }

    fn is_plain_key(&self, key: &str) -> bool {
        names::is_plain_key(key)
    }
}

/// The function that makes a client.
pub(super) fn constructor(surface: &Surface) -> String {
    format!("New{}", names::exported(&surface.client))
}

/// The constants of each enum: names of the whole package, so they begin with their type's.
fn constants(surface: &Surface, names: &[String], reserved: &[&str]) -> Vec<Vec<String>> {
    let own = |name: &Name| names::exported(name);
    let operations = surface.operations.iter().flat_map(|operation| {
        let responses = operation.responses.iter();
        let others = responses.flat_map(|one| [own(&one.error_name), own(&one.headers_name)]);
        others.chain([own(&operation.input), own(&operation.output)])
    });
    let mut taken: HashSet<String> = names.iter().cloned().chain(operations).collect();
    taken.extend(reserved.iter().map(|name| (*name).to_owned()));
    taken.insert(own(&surface.client));
    let all = surface.models.iter().zip(names);
    all.map(|(model, name)| {
        let Shape::Enum(values) = &model.shape else { return Vec::new() };
        let of_values = values.iter().map(|value| {
            let mut constant = format!("{name}{}", names::exported(&value.name));
            while !taken.insert(constant.clone()) {
                constant.push('_');
            }
            constant
        });
        of_values.collect()
    })
    .collect()
}
