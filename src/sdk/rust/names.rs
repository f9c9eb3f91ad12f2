//! How Rust writes names, literals and comments, and the words that it keeps for itself.

use std::fmt::Write;

use crate::sdk::naming::Name;
use crate::sdk::text;

/// Words that are names behind `r#` alone.
const KEYWORDS: &[&str] = &[
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "do", "dyn",
    "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let",
    "loop", "macro", "match", "mod", "move", "mut", "override", "priv", "pub", "ref", "return",
    "static", "struct", "trait", "true", "try", "type", "typeof", "unsafe", "unsized", "use",
    "virtual", "where", "while", "yield",
];

/// Words that are no names at all.
const PATHS: &[&str] = &["crate", "self", "super"];

/// Types of the platform and of the package, which no model hides.
pub(super) const RESERVED_TYPES: &[&str] = &[
    "Answer",
    "BTreeMap",
    "Box",
    "BoxError",
    "BoxFuture",
    "Bytes",
    "Call",
    "Clone",
    "Date",
    "DateTime",
    "Debug",
    "Default",
    "Deserialize",
    "Deserializer",
    "Err",
    "Error",
    "FilePart",
    "From",
    "HeaderMap",
    "Into",
    "Items",
    "Malformed",
    "Never",
    "Next",
    "None",
    "Nullable",
    "Ok",
    "Operation",
    "Option",
    "Own",
    "Pages",
    "Paging",
    "PartialEq",
    "Parts",
    "Request",
    "Result",
    "Self",
    "Serialize",
    "Serializer",
    "Some",
    "String",
    "Turn",
    "Value",
    "Vec",
];

/// Names of cases that every enum of the package has, and that none can have.
const RESERVED_CASES: &[&str] = &["Other", "Self"];

/// Methods that a client has without any operation.
const RESERVED_METHODS: &[&str] = &["new", "fmt"];

/// The name of a type.
pub(super) fn type_name(name: &Name) -> String {
    name.pascal()
}

/// The name of a field, which is not that of the map of all others.
pub(super) fn field(name: &Name) -> String {
    let own = escaped(name.snake());
    if own == "additional_properties" { own + "_" } else { own }
}

/// The name of a method of the client.
pub(super) fn method(name: &Name) -> String {
    let own = escaped(name.snake());
    if RESERVED_METHODS.contains(&own.as_str()) { own + "_" } else { own }
}

/// The name of one of the cases of an enum.
pub(super) fn case(name: &Name) -> String {
    let own = name.pascal();
    if RESERVED_CASES.contains(&own.as_str()) { own + "_" } else { own }
}

/// A literal.
pub(super) fn quoted(text: &str) -> String {
    text::literal(text, '"', |letter, out| {
        let _ = write!(out, "\\u{{{:x}}}", u32::from(letter));
    })
}

/// A comment above something, line by line.
pub(super) fn comment<'t>(paragraphs: impl IntoIterator<Item = &'t str>) -> Vec<String> {
    let lines = text::lines(paragraphs).into_iter();
    lines
        .map(|line| if line.is_empty() { "///".to_owned() } else { format!("/// {line}") })
        .collect()
}

fn escaped(name: String) -> String {
    if KEYWORDS.contains(&name.as_str()) {
        return format!("r#{name}");
    }
    if PATHS.contains(&name.as_str()) { name + "_" } else { name }
}
