//! The types of Python, and what turns JSON into them.

use crate::sdk::layout::marked;
use crate::sdk::naming::Name;
use crate::sdk::surface::{Body, Content, Field, Model, Operation, Surface, Type, Union};
use crate::sdk::typed::{self, Dialect, ResponseView};

use super::names;

/// Where something is written.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    /// In the module of models.
    Models,
    /// In the client that blocks, and what it has in common with the other one.
    Blocking,
    /// In the client that does not.
    Asynchronous,
}

/// The models of a surface as Python names them.
#[derive(Clone)]
pub(super) struct Types<'s> {
    models: &'s [Model],
    names: Vec<String>,
    place: Place,
}

impl<'s> Types<'s> {
    /// As the module of models writes them.
    pub(super) fn new(surface: &'s Surface) -> Self {
        let models = &surface.models;
        let names = models.iter().map(|model| names::type_name(&model.name)).collect();
        Self { models, names, place: Place::Models }
    }

    /// As the client that blocks writes them.
    pub(super) fn blocking(&self) -> Self {
        Self { place: Place::Blocking, ..self.clone() }
    }

    /// As the client that does not block writes them.
    pub(super) fn asynchronous(&self) -> Self {
        Self { place: Place::Asynchronous, ..self.clone() }
    }

    fn plain(&self, kind: &Type) -> String {
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
            Type::List(item) => format!("list[{}]", self.plain(item)),
            Type::Map(value) => format!("dict[str, {}]", self.plain(value)),
            Type::Model(index) if self.place == Place::Models => self.model(*index).to_owned(),
            Type::Model(index) => format!("models.{}", self.model(*index)),
            Type::Nullable(inner) => format!("{} | None", self.plain(inner)),
        }
    }

    fn turned(&self, kind: &Type) -> String {
        match kind {
            Type::DateTime => "codec.date_time".to_owned(),
            Type::Date => "codec.date".to_owned(),
            Type::Bytes => "codec.base64_bytes".to_owned(),
            Type::List(item) => format!("codec.array(⟦·{}⟧)", self.turned(item)),
            Type::Map(value) => format!("codec.mapping(⟦·{}⟧)", self.turned(value)),
            Type::Nullable(inner) => format!("codec.nullable(⟦·{}⟧)", self.turned(inner)),
            Type::Model(index) if self.place == Place::Models => {
                format!("codec.lazy(⟦·lambda: ⟪⸨(⸩⟨·{}⟧⸨)⸩⟩⟧)", self.codec_name(*index))
            }
            Type::Model(index) => format!("models.{}", self.codec_name(*index)),
            Type::Any
            | Type::Boolean
            | Type::Integer { .. }
            | Type::Number
            | Type::String
            | Type::File => PLAIN.to_owned(),
        }
    }

    fn codec_name(&self, index: usize) -> String {
        let name = self.models.get(index).map(|model| model.name.snake());
        format!("{}_codec", name.unwrap_or_default())
    }
}

/// What turns what JSON has a value for.
const PLAIN: &str = "codec.plain";

impl Dialect for Types<'_> {
    const DEPRECATED: &'static str = "Deprecated.";
    const OPTIONAL_INSIDE: bool = false;
    const SENTENCES: bool = false;

    fn model(&self, index: usize) -> &str {
        self.names.get(index).map_or("Any", String::as_str)
    }

    fn type_name(&self, name: &Name) -> String {
        names::type_name(name)
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
        name.screaming()
    }

    fn variant(&self, name: &Name) -> String {
        names::field(name)
    }

    fn written(&self, kind: &Type, required: bool, _boxed: bool) -> String {
        let own = self.plain(kind);
        match kind {
            _ if required => own,
            Type::Any => own,
            Type::Nullable(_) => format!("{own} | Unset"),
            _ => format!("{own} | None"),
        }
    }

    fn argument(&self, kind: &Type, required: bool) -> String {
        optional(self.plain(kind), required)
    }

    fn alias(&self, _name: &str, kind: &Type, _boxed: bool) -> String {
        alias(&self.plain(kind))
    }

    fn union(&self, _name: &str, union: &Union) -> String {
        let mut kinds: Vec<String> =
            union.variants.iter().map(|variant| self.plain(&variant.kind)).collect();
        if union.discriminator.is_some() {
            kinds.push("dict[str, Any]".to_owned());
        }
        alias(&kinds.join(" | "))
    }

    fn sent(&self, body: &Body) -> String {
        let own = match &body.content {
            Content::Text => "str".to_owned(),
            Content::Binary if self.place == Place::Asynchronous => "AsyncUpload".to_owned(),
            Content::Binary => "Upload".to_owned(),
            Content::Json(kind) | Content::Form(kind) | Content::Multipart(kind) => {
                self.plain(kind)
            }
        };
        optional(own, body.required)
    }

    fn received(&self, content: Option<&Content>, _only: bool) -> String {
        match content {
            None => "None".to_owned(),
            Some(Content::Text) => "str".to_owned(),
            Some(Content::Binary) if self.place == Place::Asynchronous => {
                "AsyncDownload".to_owned()
            }
            Some(Content::Binary) => "Download".to_owned(),
            Some(Content::Json(kind) | Content::Form(kind) | Content::Multipart(kind)) => {
                self.plain(kind)
            }
        }
    }

    fn output(&self, _name: &str, good: &[ResponseView]) -> String {
        let one = |own: &ResponseView| {
            let status =
                own.code.map_or_else(|| "int".to_owned(), |code| format!("Literal[{code}]"));
            if own.has_headers() {
                format!("NamedResponse[{status}, {}, {}]", own.written, own.headers_name)
            } else {
                format!("ApiResponse[{status}, {}]", own.written)
            }
        };
        let all: Vec<String> = good.iter().map(one).collect();
        alias(&all.join(" | "))
    }

    fn codec(&self, kind: &Type) -> Option<String> {
        Some(self.turned(kind)).filter(|own| own != PLAIN)
    }

    fn model_codec(&self, index: usize) -> Option<String> {
        Some(self.codec_name(index))
    }

    fn steps(&self, page: &Type, keys: &[String]) -> Option<Vec<String>> {
        let found = typed::field_names(page, keys, self.models)?;
        Some(found.iter().map(names::field).collect())
    }

    fn comment(&self, paragraphs: &[&str]) -> Vec<String> {
        names::docstring(paragraphs.iter().copied())
    }

    fn argument_words(&self, operation: &Operation) -> String {
        let parameters = operation.parameters.iter().filter_map(|parameter| {
            let said = parameter.description.as_deref()?.trim();
            Some(format!("`{}`: {said}", names::parameter(&parameter.name)))
        });
        let body = operation
            .body
            .iter()
            .filter_map(|body| Some(format!("`body`: {}", body.description.as_deref()?.trim())));
        parameters.chain(body).collect::<Vec<String>>().join("\n")
    }
}

/// The type of an argument, which may be left out unless it is required.
fn optional(written: String, required: bool) -> String {
    if required || written == "Any" || written.ends_with("| None") {
        written
    } else {
        written + " | None"
    }
}

/// The value of an alias: the type as text, in parentheses where a line has room for it then.
fn alias(written: &str) -> String {
    marked(&format!("⦗⸨(⸩⟨·{}⟧⸨)⸩⟩", names::quoted(written)))
}
