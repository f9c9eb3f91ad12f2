//! How Python writes names, literals and docstrings, and the words that it keeps for itself.

use std::fmt::Write;

use crate::sdk::layout::marked;
use crate::sdk::naming::Name;
use crate::sdk::text;

/// Words that are no names.
const KEYWORDS: &[&str] = &[
    "and", "as", "assert", "async", "await", "break", "class", "continue", "def", "del", "elif",
    "else", "except", "finally", "for", "from", "global", "if", "import", "in", "is", "lambda",
    "nonlocal", "not", "or", "pass", "raise", "return", "try", "while", "with", "yield",
];

/// Names that annotations use: a field or method of such a name would hide the type from those after it.
const HIDING: &[&str] = &[
    "bool",
    "bytes",
    "codec",
    "dataclasses",
    "dict",
    "dt",
    "float",
    "int",
    "list",
    "models",
    "ops",
    "self",
    "str",
];

/// Parameters that every method has.
const RESERVED_PARAMETERS: &[&str] = &["cls", "options"];

/// Methods that a client has without any operation.
const RESERVED_METHODS: &[&str] = &["call", "close"];

/// Types of the package and of Python, which no model hides.
const RESERVED_TYPES: &[&str] = &[
    "Any",
    "AsyncClock",
    "AsyncDownload",
    "AsyncMiddleware",
    "AsyncProvider",
    "AsyncTransport",
    "AsyncUpload",
    "BodySpec",
    "Cancellation",
    "ClassVar",
    "FilePart",
    "HeaderSpec",
    "Headers",
    "HttpRequest",
    "HttpResponse",
    "HttpSender",
    "Literal",
    "NamedResponse",
    "None",
    "OpenEnum",
    "Operation",
    "Paging",
    "ParameterSpec",
    "ResponseSpec",
    "SchemeSpec",
    "TypeAlias",
    "Unset",
    "True",
    "False",
];

/// The name of a field.
pub(super) fn field(name: &Name) -> String {
    escaped(name.snake(), &[KEYWORDS, HIDING])
}

/// The name of a parameter.
pub(super) fn parameter(name: &Name) -> String {
    escaped(name.snake(), &[KEYWORDS, HIDING, RESERVED_PARAMETERS])
}

/// The name of a method of a client.
pub(super) fn method(name: &Name) -> String {
    escaped(name.snake(), &[KEYWORDS, HIDING, RESERVED_METHODS])
}

/// The name of a type.
pub(super) fn type_name(name: &Name) -> String {
    let own = name.pascal();
    if RESERVED_TYPES.contains(&own.as_str()) { own + "Model" } else { own }
}

/// The name of a module.
pub(super) fn module(name: &Name) -> String {
    escaped(name.snake(), &[KEYWORDS])
}

/// A literal.
pub(super) fn quoted(text: &str) -> String {
    text::literal(text, text::fewer_escapes(text), |letter, out| {
        let _ = write!(out, "\\U{:08x}", u32::from(letter));
    })
}

/// A docstring, line by line; nothing when nothing is said.
pub(super) fn docstring<'t>(paragraphs: impl IntoIterator<Item = &'t str>) -> Vec<String> {
    let escape = |line: String| line.replace('\\', "\\\\").replace("\"\"\"", "\\\"\\\"\\\"");
    let mut lines: Vec<String> = text::lines(paragraphs).into_iter().map(escape).collect();
    match lines.as_mut_slice() {
        [] => Vec::new(),
        [only] if !only.ends_with('"') => vec![format!("\"\"\"{only}\"\"\"")],
        [first, ..] => {
            // A quote right after the opening ones would be read as one of them.
            let blank = if first.starts_with('"') { " " } else { "" };
            *first = format!("\"\"\"{blank}{first}");
            lines.push("\"\"\"".to_owned());
            lines
        }
    }
}

fn escaped(name: String, reserved: &[&[&str]]) -> String {
    if reserved.iter().any(|words| words.contains(&name.as_str())) { name + "_" } else { name }
}

/// The parts of a type, which may stand below each other.
pub(super) fn bars(written: &str) -> String {
    written.replace(" | ", &marked("⏎| "))
}
