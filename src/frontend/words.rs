//! Words in messages.

use crate::source::Kind;

/// `a`, `b` or `c`, each in backticks.
pub(super) fn one_of<'n>(names: impl Iterator<Item = &'n str>) -> String {
    let mut names: Vec<String> = names.map(|name| format!("`{name}`")).collect();
    let last = names.pop().unwrap_or_default();
    if names.is_empty() { last } else { format!("{} or {last}", names.join(", ")) }
}

/// The words for a kind of value.
pub(super) const fn kind_name(kind: Kind) -> &'static str {
    match kind {
        Kind::Null => "nothing",
        Kind::Bool => "a boolean",
        Kind::Int | Kind::Float => "a number",
        Kind::String => "text",
        Kind::Sequence => "a list",
        Kind::Mapping => "a map",
    }
}
