//! The types of Ruby as signatures in RBS name them.

use crate::sdk::naming::Name;
use crate::sdk::surface::{Body, Content, Field, Model, Shape, Surface, Type, Union};
use crate::sdk::typed::{Dialect, ResponseView};

use super::types::{self, Types};

/// How signatures are written. Names are those of the program.
pub(super) struct Signatures<'s> {
    types: Types<'s>,
    models: &'s [Model],
    /// The module of the package, from the root.
    root: String,
}

impl<'s> Signatures<'s> {
    pub(super) fn new(surface: &'s Surface, module: &str) -> Self {
        Self {
            types: Types::new(surface, types::OUTSIDE),
            models: &surface.models,
            root: format!("::{module}"),
        }
    }

    /// The type; `open` are the models that it is a part of without any list or map between them.
    fn plain(&self, kind: &Type, open: &[usize]) -> String {
        match kind {
            Type::Any => ANY.to_owned(),
            Type::Boolean => "bool".to_owned(),
            Type::Integer { .. } => "::Integer".to_owned(),
            Type::Number => "(::Integer | ::Float)".to_owned(),
            Type::String | Type::Bytes => "::String".to_owned(),
            Type::Date => "::Date".to_owned(),
            Type::DateTime => "::Time".to_owned(),
            Type::File => format!("({}::FilePart | ::String | {0}::_Reader)", self.root),
            Type::List(item) => format!("::Array[{}]", self.plain(item, &[])),
            Type::Map(value) => format!("::Hash[::String, {}]", self.plain(value, &[])),
            Type::Nullable(inner) => optional(self.plain(inner, open), false),
            Type::Model(index) => self.of_model(*index, open),
        }
    }

    fn of_model(&self, index: usize, open: &[usize]) -> String {
        let name = || format!("{}::Models::{}", self.root, self.types.model(index));
        match self.models.get(index).map(|model| &model.shape) {
            // What is another name of itself is anything.
            Some(Shape::Union(_) | Shape::Alias(_))
                if open.contains(&index) || open.len() > DEEPEST =>
            {
                ANY.to_owned()
            }
            Some(Shape::Enum(_)) => "::String".to_owned(),
            Some(Shape::Object(_)) => name(),
            Some(Shape::Union(union)) if !open.is_empty() => {
                self.of_union(union, &[open, &[index]].concat())
            }
            Some(Shape::Union(_)) => {
                let alias = self.models.get(index).map(|model| model.name.snake());
                format!("{}::Models::{}_value", self.root, alias.unwrap_or_default())
            }
            Some(Shape::Alias(kind)) => self.plain(kind, &[open, &[index]].concat()),
            None => ANY.to_owned(),
        }
    }

    fn of_union(&self, union: &Union, open: &[usize]) -> String {
        let mut all: Vec<String> = Vec::new();
        let own = union.variants.iter().map(|own| self.plain(&own.kind, open));
        // What no variant fits stays as it came.
        for written in own.chain([format!("::Hash[::String, {ANY}]")]) {
            if !all.contains(&written) {
                all.push(written);
            }
        }
        if all.iter().any(|own| own == ANY) {
            ANY.to_owned()
        } else {
            format!("({})", all.join(" | "))
        }
    }
}

const ANY: &str = "untyped";

/// Names of names deeper than this are not followed.
const DEEPEST: usize = 16;

/// What may be nothing.
fn optional(written: String, required: bool) -> String {
    if required || written.ends_with('?') || [ANY, "nil"].contains(&written.as_str()) {
        written
    } else {
        written + "?"
    }
}

impl Dialect for Signatures<'_> {
    const DEPRECATED: &'static str = "";
    const OPTIONAL_INSIDE: bool = false;
    const SENTENCES: bool = false;

    fn model(&self, index: usize) -> &str {
        self.types.model(index)
    }

    fn type_name(&self, name: &Name) -> String {
        self.types.type_name(name)
    }

    fn field(&self, name: &Name) -> String {
        self.types.field(name)
    }

    fn member(&self, field: &Field, open: bool) -> String {
        self.types.member(field, open)
    }

    fn parameter(&self, name: &Name) -> String {
        self.types.parameter(name)
    }

    fn method(&self, name: &Name) -> String {
        self.types.method(name)
    }

    fn value(&self, model: usize, at: usize, name: &Name) -> String {
        self.types.value(model, at, name)
    }

    fn variant(&self, name: &Name) -> String {
        self.types.variant(name)
    }

    fn written(&self, kind: &Type, required: bool, _boxed: bool) -> String {
        optional(self.plain(kind, &[]), required)
    }

    /// The declaration of the type, which has a name with small letters.
    fn union(&self, name: &str, union: &Union) -> String {
        let mut models = self.models.iter().enumerate();
        let found = models.find(|(at, _)| self.types.model(*at) == name);
        let Some((at, model)) = found else { return String::new() };
        format!("type {}_value = {}", model.name.snake(), self.of_union(union, &[at]))
    }

    fn sent(&self, body: &Body) -> String {
        let own = match &body.content {
            Content::Text => "::String".to_owned(),
            Content::Binary => format!("{}::upload", self.root),
            Content::Json(kind) | Content::Form(kind) | Content::Multipart(kind) => {
                self.plain(kind, &[])
            }
        };
        optional(own, body.required)
    }

    fn received(&self, content: Option<&Content>, _only: bool) -> String {
        match content {
            None => "nil".to_owned(),
            Some(Content::Text) => "::String".to_owned(),
            Some(Content::Binary) => format!("{}::Download", self.root),
            Some(Content::Json(kind) | Content::Form(kind) | Content::Multipart(kind)) => {
                self.plain(kind, &[])
            }
        }
    }

    fn output(&self, _name: &str, good: &[ResponseView]) -> String {
        let root = &self.root;
        let one = |own: &ResponseView| {
            let named = if own.has_headers() {
                format!("{root}::Operations::{}", own.headers_name)
            } else {
                "nil".to_owned()
            };
            format!("{root}::Response[{}, {named}]", own.written)
        };
        let mut all: Vec<String> = Vec::new();
        for written in good.iter().map(one) {
            if !all.contains(&written) {
                all.push(written);
            }
        }
        match all.as_slice() {
            [] => format!("{root}::Response[{ANY}, nil]"),
            [only] => only.clone(),
            several => format!("({})", several.join(" | ")),
        }
    }

    fn comment(&self, _paragraphs: &[&str]) -> Vec<String> {
        Vec::new()
    }
}
