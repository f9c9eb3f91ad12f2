//! The types of PHP: as comments have them, from which those of the language follow.

use crate::sdk::layout::group;
use crate::sdk::naming::Name;
use crate::sdk::surface::{Body, Content, Model, Shape, Surface, Type, Union, Variant};
use crate::sdk::typed::{self, Dialect};

use super::names;

/// What a member is that is not there.
const ABSENT: &str = "Absent";

/// The models of a surface as PHP names them. There are no other names for types, so an alias is what it stands for.
pub(super) struct Types<'s> {
    models: &'s [Model],
    names: Vec<String>,
    turning: Vec<bool>,
    /// What stands before the names of models.
    scope: &'static str,
}

impl<'s> Types<'s> {
    pub(super) fn new(surface: &'s Surface, scope: &'static str) -> Self {
        let all = surface.models.iter().map(|model| names::type_name(&model.name));
        let reserved: Vec<String> = all.filter(|own| names::is_reserved(own)).collect();
        let reserved: Vec<&str> = reserved.iter().map(String::as_str).collect();
        let names = typed::model_names(surface, names::type_name, &reserved);
        Self { models: &surface.models, names, turning: typed::turning(&surface.models), scope }
    }

    /// The name of a model where it is used.
    pub(super) fn scoped(&self, index: usize) -> String {
        format!("{}{}", self.scope, self.model(index))
    }

    fn plain(&self, kind: &Type) -> String {
        match kind {
            Type::Any => "mixed".to_owned(),
            Type::Boolean => "bool".to_owned(),
            Type::Integer { .. } => "int".to_owned(),
            Type::Number => "float".to_owned(),
            Type::String | Type::Bytes => "string".to_owned(),
            Type::Date | Type::DateTime => "\\DateTimeImmutable".to_owned(),
            Type::File => "FilePart".to_owned(),
            Type::List(item) => format!("list<{}>", self.plain(item)),
            Type::Map(value) => format!("array<string, {}>", self.plain(value)),
            Type::Nullable(inner) => or_null(&self.plain(inner)),
            Type::Model(index) => match self.shape(*index) {
                Some(Shape::Alias(inner)) => self.plain(inner),
                Some(Shape::Enum(_)) => format!("{}|string", self.scoped(*index)),
                Some(_) => self.scoped(*index),
                None => "mixed".to_owned(),
            },
        }
    }

    fn codec_of(&self, kind: &Type) -> String {
        match kind {
            Type::Any => "Codec::any()".to_owned(),
            Type::Boolean => "Codec::boolean()".to_owned(),
            Type::Integer { .. } => "Codec::integer()".to_owned(),
            Type::Number => "Codec::number()".to_owned(),
            Type::String => "Codec::string()".to_owned(),
            Type::Date => "Codec::date()".to_owned(),
            Type::DateTime => "Codec::moment()".to_owned(),
            Type::Bytes => "Codec::bytes()".to_owned(),
            Type::File => "Codec::file()".to_owned(),
            Type::List(item) => group("Codec::list(", &[self.codec_of(item)], ")", true),
            Type::Map(value) => group("Codec::map(", &[self.codec_of(value)], ")", true),
            Type::Nullable(inner) => group("Codec::nullable(", &[self.codec_of(inner)], ")", true),
            Type::Model(index) => match self.shape(*index) {
                Some(Shape::Alias(inner)) => self.codec_of(inner),
                Some(Shape::Enum(_)) => {
                    let known = format!("{}::tryFrom(...)", self.scoped(*index));
                    group("Codec::enumeration(", &[known], ")", true)
                }
                Some(_) => {
                    let read = format!("{}::fromJson(...)", self.scoped(*index));
                    group("Codec::model(", &[read], ")", true)
                }
                None => "Codec::any()".to_owned(),
            },
        }
    }

    /// What a model is; nothing for one that has itself in turn, whose name would have no end.
    fn shape(&self, index: usize) -> Option<&Shape> {
        let shape = &self.models.get(index)?.shape;
        let turns = self.turning.get(index) == Some(&true);
        (!turns || !matches!(shape, Shape::Alias(_))).then_some(shape)
    }
}

impl Dialect for Types<'_> {
    const DEPRECATED: &'static str = "Deprecated.";
    const OPTIONAL_INSIDE: bool = false;
    const SENTENCES: bool = true;

    fn model(&self, index: usize) -> &str {
        self.names.get(index).map_or("mixed", String::as_str)
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
        name.camel()
    }

    fn value(&self, _model: usize, _at: usize, name: &Name) -> String {
        names::case(name)
    }

    fn variant(&self, name: &Name) -> String {
        name.pascal()
    }

    fn written(&self, kind: &Type, required: bool, _boxed: bool) -> String {
        let own = self.plain(kind);
        match kind {
            _ if required || own == "mixed" => own,
            Type::Nullable(inner) => or_null(&format!("{}|{ABSENT}", self.plain(inner))),
            _ => or_null(&own),
        }
    }

    fn variant_type(&self, _union: &Union, variant: &Variant, _boxed: bool) -> String {
        self.plain(&variant.kind)
    }

    fn sent(&self, body: &Body) -> String {
        let own = match &body.content {
            Content::Text => "string".to_owned(),
            Content::Binary => "Upload|string".to_owned(),
            Content::Json(kind) => return self.written(kind, body.required, false),
            Content::Form(kind) | Content::Multipart(kind) => self.plain(kind),
        };
        if body.required { own } else { or_null(&own) }
    }

    fn received(&self, content: Option<&Content>, only: bool) -> String {
        let own = match content {
            None => return String::new(),
            Some(Content::Text) => "string".to_owned(),
            Some(Content::Binary) => "Download".to_owned(),
            Some(Content::Json(kind) | Content::Form(kind) | Content::Multipart(kind)) => {
                self.plain(kind)
            }
        };
        if only { own } else { or_null(&own) }
    }

    fn codec(&self, kind: &Type) -> Option<String> {
        Some(self.codec_of(kind))
    }

    fn comment(&self, paragraphs: &[&str]) -> Vec<String> {
        names::comment(paragraphs.iter().copied())
    }
}

/// The types that a type is one of.
fn cases(written: &str) -> Vec<&str> {
    let (mut depth, mut from) = (0_usize, 0);
    let mut all = Vec::new();
    for (at, letter) in written.char_indices() {
        match letter {
            '<' => depth += 1,
            '>' => depth = depth.saturating_sub(1),
            '|' if depth == 0 => {
                all.extend(written.get(from..at));
                from = at + 1;
            }
            _ => {}
        }
    }
    all.extend(written.get(from..));
    all
}

/// The type with null as a value.
pub(super) fn or_null(written: &str) -> String {
    if written == "mixed" || cases(written).contains(&"null") {
        written.to_owned()
    } else {
        format!("{written}|null")
    }
}

/// The type as the language has it.
pub(super) fn native(written: &str) -> String {
    let mut own: Vec<&str> = Vec::new();
    for case in cases(written) {
        let is_list = case.starts_with("list<") || case.starts_with("array<");
        let case = if is_list { "array" } else { case };
        if !own.contains(&case) {
            own.push(case);
        }
    }
    match own.as_slice() {
        _ if own.contains(&"mixed") => "mixed".to_owned(),
        [only, "null"] => format!("?{only}"),
        several => several.join("|"),
    }
}

/// What stands for something of the type that is not given.
pub(super) fn default_value(written: &str) -> String {
    let cases = cases(written);
    let is_null = !cases.contains(&ABSENT) && written != "mixed";
    if is_null { "null".to_owned() } else { format!("{ABSENT}::Value") }
}

/// Whether values that a codec writes are others than those that it takes.
pub(super) fn changes(codec: &str) -> String {
    let own = ["Codec::date(", "Codec::moment(", "Codec::bytes(", "Codec::map("];
    let changes = own.iter().any(|name| codec.contains(name));
    if changes { "yes" } else { "no" }.to_owned()
}

/// Whether a comment can say more of the type than the language.
pub(super) fn is_more(written: &str) -> bool {
    let plain = native(written);
    let plain = plain.strip_prefix('?').map_or(plain.clone(), |inner| format!("{inner}|null"));
    plain != written
}

#[cfg(test)]
mod tests {
    use super::{default_value, is_more, native, or_null};

    #[test]
    fn types_of_the_language_follow_from_those_of_comments() {
        for (written, wanted) in [
            ("string", "string"),
            ("string|null", "?string"),
            ("Kind|string|null", "Kind|string|null"),
            ("list<Kind|null>|null", "?array"),
            ("list<string>|array<string, list<int>>", "array"),
            ("array<string, mixed>|Absent|null", "array|Absent|null"),
            ("mixed", "mixed"),
        ] {
            assert_eq!(native(written), wanted, "{written}");
        }
        assert!(!is_more("string|null") && is_more("list<string>"));
    }

    #[test]
    fn null_is_a_value_once() {
        assert_eq!(or_null("list<int|null>"), "list<int|null>|null");
        assert_eq!(or_null("int|null"), "int|null");
        assert_eq!(or_null("mixed"), "mixed");
        assert_eq!(default_value("int|Absent|null"), "Absent::Value");
        assert_eq!(default_value("list<Absent>|null"), "null");
    }
}
