//! Reads values as what a field needs, and reports those that are something else.

use crate::diag::closest;
use crate::frontend::codes;
use crate::frontend::words::kind_name;
use crate::frontend::words::one_of;
use crate::source::{
    Embedded, Kind, Node, Span, Spanned, SpannedMap, intrinsic_call, intrinsic_text,
};

use super::context::Findings;

/// One pair of a map.
#[derive(Clone, Copy, Debug)]
pub(super) struct Field<'t> {
    /// The key's text.
    pub(super) name: &'t str,
    /// The key.
    pub(super) key: Node<'t>,
    /// The value.
    pub(super) value: Node<'t>,
}

impl Field<'_> {
    /// The key with its value.
    pub(super) fn span(self) -> Span {
        self.key.span().to(self.value.span())
    }

    /// The key as a name.
    pub(super) fn spanned_name(self) -> Spanned<String> {
        Spanned::new(self.name.to_owned(), self.key.span())
    }
}

/// The pairs of a map; nothing for other nodes.
pub(super) fn fields(node: Node<'_>) -> impl Iterator<Item = Field<'_>> {
    node.entries().map(|(key, value)| Field { name: key.scalar_text().unwrap_or(""), key, value })
}

/// The pair under `name`.
pub(super) fn field<'t>(node: Node<'t>, name: &'t str) -> Option<Field<'t>> {
    node.get_entry(name).map(|(key, value)| Field { name, key, value })
}

/// Reports that `field` does not hold `expected`.
pub(super) fn wrong_type(field: Field<'_>, expected: &str, f: &mut Findings<'_>) {
    let kind = field.value.kind();
    if kind == Kind::Null {
        f.report(&codes::EMPTY_VALUE, field.span(), format!("`{}` has no value", field.name))
            .help(format!("give it {expected}, or remove it"));
        return;
    }
    let message = format!("`{}` is {} where {expected} is expected", field.name, kind_name(kind));
    f.report(&codes::WRONG_TYPE, field.value.span(), message);
}

/// Reports that `field` does not quite hold `expected`.
pub(super) fn loose_type(field: Field<'_>, expected: &str, f: &mut Findings<'_>) {
    let message = format!(
        "`{}` is {} where {expected} is expected",
        field.name,
        kind_name(field.value.kind())
    );
    f.report(&codes::LOOSE_TYPE, field.value.span(), message);
}

/// Reports that `field` is none that `place` has. `known` are those that it has.
pub(super) fn unknown_field(field: Field<'_>, place: &str, known: &[&str], f: &mut Findings<'_>) {
    let message = format!("`{}` is no field of {place}", field.name);
    let found = f.report(&codes::UNKNOWN_FIELD, field.key.span(), message);
    if let Some(near) = closest(field.name, known.iter().copied()) {
        found.help(format!("did you mean `{near}`?"));
    }
}

/// Reports that `construct` lacks the field `name`.
pub(super) fn missing_field(name: &str, construct: &str, span: Span, f: &mut Findings<'_>) {
    f.report(&codes::MISSING_FIELD, span, format!("{construct} has no `{name}`"));
}

/// Counts a function whose value only a deployment knows.
fn count_intrinsic(node: Node<'_>, f: &mut Findings<'_>) {
    let message = "an intrinsic function stands for a value that only a deployment knows";
    f.count_message(&codes::UNRESOLVED_INTRINSIC, message, node.span());
}

/// A text: a string, a number that is meant as one, or what an intrinsic function becomes.
pub(super) fn text(field: Field<'_>, f: &mut Findings<'_>) -> Option<Spanned<String>> {
    plain_text(field, true, f)
}

/// A text for which a number is as good, as versions and status codes are.
pub(super) fn text_or_number(field: Field<'_>, f: &mut Findings<'_>) -> Option<Spanned<String>> {
    plain_text(field, false, f)
}

/// A payload format version: `1.0` or `2.0`. The number 1 is what becomes of 1.0 in many a tool
/// (reference `openapi-extensions`, section 1.11: "number tolerated").
pub(super) fn format_version(field: Field<'_>, f: &mut Findings<'_>) -> Option<Spanned<String>> {
    let version = text_or_number(field, f)?;
    let whole = field.value.kind() == Kind::Int;
    Some(if whole { version.map(|number| format!("{number}.0")) } else { version })
}

/// Whether the value is left to a deployment by an intrinsic function.
pub(super) fn is_intrinsic(field: Field<'_>) -> bool {
    intrinsic_call(field.value).is_some()
}

fn plain_text(field: Field<'_>, strict: bool, f: &mut Findings<'_>) -> Option<Spanned<String>> {
    let value = field.value;
    if let Some(call) = intrinsic_call(value) {
        if let Some(text) = call.substituted() {
            return Some(Spanned::new(text.scalar_text()?.to_owned(), text.span()));
        }
        count_intrinsic(value, f);
        return intrinsic_text(value).map(|text| Spanned::new(text, value.span()));
    }
    match value.kind() {
        Kind::String => {}
        Kind::Bool | Kind::Int | Kind::Float => {
            if strict {
                loose_type(field, "text", f);
            }
        }
        Kind::Null | Kind::Sequence | Kind::Mapping => {
            wrong_type(field, "text", f);
            return None;
        }
    }
    value.scalar_text().map(|text| Spanned::new(text.to_owned(), value.span()))
}

/// A text in another language, with the way back from its bytes to those of the file.
pub(super) fn embedded(field: Field<'_>, f: &mut Findings<'_>) -> Option<Embedded> {
    if let Some(call) = intrinsic_call(field.value) {
        if let Some(text) = call.substituted() {
            return Some(text.embedded());
        }
        let text = text(field, f)?;
        return Some(Embedded::at(text.as_str(), text.span()));
    }
    match field.value.kind() {
        Kind::String => Some(field.value.embedded()),
        Kind::Bool | Kind::Int | Kind::Float => {
            loose_type(field, "text", f);
            Some(field.value.embedded())
        }
        Kind::Null | Kind::Sequence | Kind::Mapping => {
            wrong_type(field, "text", f);
            None
        }
    }
}

/// Whether the value is left to a deployment or to another tool; then it is counted and the field is absent.
fn left_open(field: Field<'_>, f: &mut Findings<'_>) -> bool {
    if intrinsic_call(field.value).is_some() {
        count_intrinsic(field.value, f);
        return true;
    }
    let token = field.value.as_str().is_some_and(|text| text.contains("${") || text.contains("{{"));
    if token {
        let message =
            "a token stands where a number, a boolean or one of several words is expected";
        f.count_message(&codes::UNRESOLVED_TOKEN, message, field.value.span());
    }
    token
}

/// A boolean.
pub(super) fn boolean(field: Field<'_>, f: &mut Findings<'_>) -> Option<Spanned<bool>> {
    if left_open(field, f) {
        return None;
    }
    let value = match field.value.as_str().map(str::to_ascii_lowercase).as_deref() {
        Some("true") => Some(true),
        Some("false") => Some(false),
        _ => None,
    };
    if value.is_some() {
        loose_type(field, "a boolean", f);
    }
    let Some(value) = field.value.as_bool().or(value) else {
        wrong_type(field, "a boolean", f);
        return None;
    };
    Some(Spanned::new(value, field.value.span()))
}

/// A whole number.
pub(super) fn integer(field: Field<'_>, f: &mut Findings<'_>) -> Option<Spanned<i64>> {
    if left_open(field, f) {
        return None;
    }
    let value = field.value.as_str().and_then(|text| text.trim().parse().ok());
    if value.is_some() {
        loose_type(field, "a whole number", f);
    }
    let Some(value) = field.value.as_i64().or(value) else {
        wrong_type(field, "a whole number", f);
        return None;
    };
    Some(Spanned::new(value, field.value.span()))
}

/// A whole number that is not negative.
pub(super) fn unsigned(field: Field<'_>, f: &mut Findings<'_>) -> Option<Spanned<u64>> {
    let value = integer(field, f)?;
    let Ok(positive) = u64::try_from(*value) else {
        let message = format!("`{}` is {value}, and cannot be negative", field.name);
        f.report(&codes::VALUE_OUT_OF_RANGE, value.span(), message);
        return None;
    };
    Some(Spanned::new(positive, value.span()))
}

/// One of several words, in any case as the service reads them.
pub(super) fn choice<T: Copy>(
    field: Field<'_>,
    known: &[(&str, T)],
    f: &mut Findings<'_>,
) -> Option<Spanned<T>> {
    if left_open(field, f) {
        return None;
    }
    let Some(word) = field.value.as_str() else {
        wrong_type(field, "text", f);
        return None;
    };
    let found = known.iter().find(|(name, _)| name.eq_ignore_ascii_case(word.trim()));
    if let Some((_, value)) = found {
        return Some(Spanned::new(*value, field.value.span()));
    }
    unknown_value(field, word, known.iter().map(|(name, _)| *name), f);
    None
}

/// Reports that `word` is none of the words that the field may have.
pub(super) fn unknown_value<'n>(
    field: Field<'_>,
    word: &str,
    known: impl Iterator<Item = &'n str> + Clone,
    f: &mut Findings<'_>,
) {
    let near = closest(word, known.clone());
    let message = format!("`{word}` is no value of `{}`", field.name);
    let possible = format!("it is {}", one_of(known));
    f.report(&codes::UNKNOWN_VALUE, field.value.span(), message).help(match near {
        Some(near) => format!("did you mean `{near}`? {possible}"),
        None => possible,
    });
}

/// The value as a map; `None` is reported or counted.
pub(super) fn map<'t>(field: Field<'t>, f: &mut Findings<'_>) -> Option<Node<'t>> {
    container(field, Kind::Mapping, "a map", f)
}

/// The value as a list; `None` is reported or counted.
pub(super) fn list<'t>(field: Field<'t>, f: &mut Findings<'_>) -> Option<Node<'t>> {
    container(field, Kind::Sequence, "a list", f)
}

fn container<'t>(
    field: Field<'t>,
    kind: Kind,
    expected: &str,
    f: &mut Findings<'_>,
) -> Option<Node<'t>> {
    if left_open(field, f) {
        return None;
    }
    if field.value.kind() != kind {
        wrong_type(field, expected, f);
        return None;
    }
    Some(field.value)
}

/// The texts of a list. One text alone counts as a list of one.
pub(super) fn texts(field: Field<'_>, f: &mut Findings<'_>) -> Vec<Spanned<String>> {
    if field.value.kind() == Kind::String && !left_open(field, f) {
        loose_type(field, "a list", f);
        return text(field, f).into_iter().collect();
    }
    let Some(items) = list(field, f) else { return Vec::new() };
    items.items().filter_map(|value| text(Field { value, ..field }, f)).collect()
}

/// A map from names to texts.
pub(super) fn text_map(field: Field<'_>, f: &mut Findings<'_>) -> SpannedMap<Spanned<String>> {
    let Some(entries) = map(field, f) else { return SpannedMap::default() };
    fields(entries).filter_map(|entry| Some((entry.spanned_name(), text(entry, f)?))).collect()
}
