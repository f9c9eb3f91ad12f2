//! How C# writes names, literals and comments, and the words that it keeps for itself.

use std::fmt::Write;

use crate::sdk::naming::Name;
use crate::sdk::text;

use super::reserved::{
    KEYWORDS, RESERVED_MEMBERS, RESERVED_PARAMETERS, RESERVED_PROPERTIES, RESERVED_TYPES,
    RESERVED_VALUES,
};

/// The name of a type.
pub(super) fn type_name(name: &Name) -> String {
    name.pascal()
}

/// The name of the client. One of the platform has a word more.
pub(super) fn client(name: &Name) -> String {
    let own = type_name(name);
    if !RESERVED_TYPES.contains(&own.as_str()) {
        return own;
    }
    format!("{}ApiClient", own.trim_end_matches("Client"))
}

/// The name of an error, which is an exception here.
pub(super) fn error_name(name: &Name) -> String {
    let own = name.pascal();
    let base = own.strip_suffix("Error").unwrap_or(&own);
    format!("{base}Exception")
}

/// The name of a property of a type, which has neither the type's name nor that of what reads it.
pub(super) fn property(name: &Name, of: &str) -> String {
    distinct(name.pascal(), of, RESERVED_PROPERTIES)
}

/// The name of a value of an enum.
pub(super) fn value(name: &Name, of: &str) -> String {
    distinct(name.pascal(), of, RESERVED_VALUES)
}

/// No other name has the same letters, so an underscore more is enough.
fn distinct(own: String, of: &str, reserved: &[&str]) -> String {
    let is_taken = own == of || own.strip_suffix("Codec") == Some(of);
    let is_kept = |all: &[&str]| all.contains(&own.as_str());
    if is_taken || is_kept(RESERVED_MEMBERS) || is_kept(reserved) { own + "_" } else { own }
}

/// The name of a parameter of a method.
pub(super) fn parameter(name: &Name) -> String {
    let own = name.camel();
    if RESERVED_PARAMETERS.contains(&own.as_str()) { own + "_" } else { escaped(own) }
}

/// The parameter that gives a property, by the name of that.
pub(super) fn argument(property: &str) -> String {
    let mut letters = property.chars();
    let first = letters.next().map(|own| own.to_ascii_lowercase());
    escaped(first.into_iter().chain(letters).collect())
}

fn escaped(name: String) -> String {
    if KEYWORDS.contains(&name.as_str()) { format!("@{name}") } else { name }
}

/// The name of a method of the client.
pub(super) fn method(name: &Name) -> String {
    name.pascal() + "Async"
}

/// The name of a namespace: parts between dots. A part that hides a type of the platform has a word more.
pub(super) fn namespace(text: &str) -> String {
    let parts = text.split(['.', ':', '/']).filter(|part| !part.trim().is_empty());
    let names: Vec<String> = parts.map(namespace_part).collect();
    if names.is_empty() { "Api".to_owned() } else { names.join(".") }
}

fn namespace_part(text: &str) -> String {
    let name = Name::of(text, "api").pascal();
    if RESERVED_TYPES.contains(&name.as_str()) { name + "Api" } else { name }
}

/// A literal.
pub(super) fn quoted(text: &str) -> String {
    text::literal(text, '"', |letter, out| {
        for unit in letter.encode_utf16(&mut [0; 2]) {
            let _ = write!(out, "\\u{unit:04x}");
        }
    })
}

/// A text within a comment.
pub(super) fn plain(text: &str) -> String {
    xml(&text::lines([text]).join(" "))
}

/// A text in XML.
pub(super) fn xml(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            // No letters at all, which XML does not have.
            '\u{fffe}' | '\u{ffff}' => {}
            _ => out.push(letter),
        }
    }
    out
}
