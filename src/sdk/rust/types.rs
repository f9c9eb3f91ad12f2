//! The types of Rust.

use crate::sdk::layout;
use crate::sdk::naming::Name;
use crate::sdk::surface::{Body, Content, Surface, Type, Union, Variant};
use crate::sdk::typed::{self, Dialect};

use super::names;

/// The models of a surface as Rust names them.
pub(super) struct Types {
    names: Vec<String>,
    /// What stands before the names of models.
    scope: &'static str,
}

impl Types {
    pub(super) fn new(surface: &Surface, scope: &'static str) -> Self {
        let names = typed::model_names(surface, names::type_name, names::RESERVED_TYPES);
        Self { names, scope }
    }

    fn plain(&self, kind: &Type) -> String {
        match kind {
            Type::Any => "Value".to_owned(),
            Type::Boolean => "bool".to_owned(),
            Type::Integer { small: true } => "i32".to_owned(),
            Type::Integer { small: false } => "i64".to_owned(),
            Type::Number => "f64".to_owned(),
            Type::String => "String".to_owned(),
            Type::Date => "Date".to_owned(),
            Type::DateTime => "DateTime".to_owned(),
            Type::Bytes => "Bytes".to_owned(),
            Type::File => "FilePart".to_owned(),
            Type::List(item) => generic("Vec", &[&self.plain(item)]),
            Type::Map(value) => generic("BTreeMap", &["String", &self.plain(value)]),
            Type::Model(index) => format!("{}{}", self.scope, self.model(*index)),
            Type::Nullable(inner) => generic("Option", &[&self.plain(inner)]),
        }
    }
}

impl Dialect for Types {
    const DEPRECATED: &'static str = "Deprecated.";
    const OPTIONAL_INSIDE: bool = true;
    const SENTENCES: bool = true;

    fn model(&self, index: usize) -> &str {
        self.names.get(index).map_or("Value", String::as_str)
    }

    fn type_name(&self, name: &Name) -> String {
        names::type_name(name)
    }

    fn field(&self, name: &Name) -> String {
        names::field(name)
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
        let (inner, nullable) = kind.split_nullable();
        let own = self.plain(inner);
        let own = if boxed { generic("Box", &[&own]) } else { own };
        match (required, nullable) {
            (true, false) => own,
            (true, true) | (false, false) => generic("Option", &[&own]),
            (false, true) => generic("Nullable", &[&own]),
        }
    }

    fn variant_type(&self, _union: &Union, variant: &Variant, boxed: bool) -> String {
        self.written(&variant.kind, true, boxed)
    }

    fn sent(&self, body: &Body) -> String {
        let own = match &body.content {
            Content::Json(kind) => return self.written(kind, body.required, false),
            Content::Text => "String".to_owned(),
            Content::Binary => "Upload".to_owned(),
            Content::Form(kind) | Content::Multipart(kind) => self.plain(kind.split_nullable().0),
        };
        if body.required { own } else { generic("Option", &[&own]) }
    }

    fn received(&self, content: Option<&Content>, only: bool) -> String {
        let own = match content {
            None => return String::new(),
            Some(Content::Text) => "String".to_owned(),
            Some(Content::Binary) => "Download".to_owned(),
            Some(Content::Json(kind) | Content::Form(kind) | Content::Multipart(kind)) => {
                self.plain(kind)
            }
        };
        if only { own } else { generic("Option", &[&own]) }
    }

    fn comment(&self, paragraphs: &[&str]) -> Vec<String> {
        names::comment(paragraphs.iter().copied())
    }
}

/// A type with arguments, which may break when they are long.
fn generic(name: &str, arguments: &[&str]) -> String {
    /// No line is too long for less than this.
    const LONG: usize = 40;
    if arguments.iter().all(|own| own.len() < LONG) {
        return format!("{name}<{}>", arguments.join(", "));
    }
    layout::group(&format!("{name}<"), arguments, ">", true)
}
