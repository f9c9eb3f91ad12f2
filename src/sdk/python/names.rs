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
        [only] => {
            let (begin, end) = (beside(only.starts_with('"')), beside(only.ends_with('"')));
            vec![format!("\"\"\"{begin}{only}{end}\"\"\"")]
        }
        [first, rest @ ..] => {
            *first = format!("\"\"\"{}{first}", beside(first.starts_with('"')));
            outdent(rest);
            lines.push("\"\"\"".to_owned());
            lines
        }
    }
}

/// A quote right beside the outer ones would be read as one of them.
const fn beside(quote: bool) -> &'static str {
    if quote { " " } else { "" }
}

/// Moves lines as far to the left as all of them can be.
fn outdent(lines: &mut [String]) {
    let said = lines.iter().filter(|line| !line.is_empty());
    let blanks = said.map(|line| line.len() - line.trim_start_matches(' ').len()).min();
    for line in lines.iter_mut() {
        *line = line.get(blanks.unwrap_or(0)..).unwrap_or_default().to_owned();
    }
}

fn escaped(name: String, reserved: &[&[&str]]) -> String {
    if reserved.iter().any(|words| words.contains(&name.as_str())) { name + "_" } else { name }
}

/// A type whose parts may stand below each other: those of a union, and those between brackets.
pub(super) fn parts(written: &str) -> String {
    if !written.contains('[') {
        return written.replace(" | ", &marked("⏎| "));
    }
    let mut out = String::new();
    let mut several = Vec::new();
    let mut letters = written.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '[' => {
                several.push(false);
                out.push_str("[⟦·⟪⟪");
            }
            ']' => {
                let comma = if several.pop() == Some(true) { "⸨,⸩" } else { "" };
                out.extend(["⟩", comma, "⟩⟧]"]);
            }
            ',' => {
                letters.next_if_eq(&' ');
                if let Some(own) = several.last_mut() {
                    *own = true;
                }
                out.push_str("⟩,⏎⟪");
            }
            ' ' if letters.peek() == Some(&'|') => out.push('⏎'),
            other => out.push(other),
        }
    }
    marked(&out)
}

/// The type of a member of a class. A union stands in parentheses where it does not fit in the line, a name where it fits
/// then; other types break in their brackets, unless not even these are reached in the line.
pub(super) fn annotation(written: &str) -> String {
    let own = parts(written);
    let mut depth = 0_usize;
    let is_union = written.chars().any(|letter| {
        match letter {
            '[' => depth += 1,
            ']' => depth = depth.saturating_sub(1),
            _ => {}
        }
        letter == '|' && depth == 0
    });
    if is_union {
        marked("⟪⸨(⸩⟦·⟪") + &own + &marked("⟩⟧⸨)⸩⟩")
    } else if written.contains('[') {
        marked("⧽⸨(⸩⟨·") + &own + &marked("⟧⸨)⸩⟩")
    } else {
        marked("⦗⸨(⸩⟨·") + &own + &marked("⟧⸨)⸩⟩")
    }
}
