//! How TypeScript writes names, literals and comments, and the words that it keeps for itself.

use std::fmt::Write;

use crate::sdk::layout::marked;
use crate::sdk::naming::Name;
use crate::sdk::text;

/// Words that no function can be called, and names that every module of operations has.
const RESERVED: &[&str] = &[
    "any",
    "arguments",
    "async",
    "await",
    "boolean",
    "break",
    "case",
    "catch",
    "class",
    "codec",
    "codecs",
    "const",
    "continue",
    "debugger",
    "default",
    "delete",
    "do",
    "eachItem",
    "eachPage",
    "else",
    "enum",
    "eval",
    "export",
    "extends",
    "false",
    "finally",
    "for",
    "function",
    "if",
    "implements",
    "import",
    "in",
    "instanceof",
    "interface",
    "isDeclared",
    "let",
    "models",
    "new",
    "null",
    "package",
    "private",
    "protected",
    "public",
    "return",
    "static",
    "super",
    "switch",
    // A module with such a function is taken for a promise where it is imported as a value.
    "then",
    "this",
    "throw",
    "true",
    "try",
    "typeof",
    "undefined",
    "var",
    "void",
    "while",
    "with",
    "yield",
];

/// Methods that a client has without any operation, and those that the platform calls by itself: a client with one of
/// them would be taken for a promise, or send a request when it is printed.
const RESERVED_METHODS: &[&str] = &["constructor", "call", "then", "toJSON", "toString", "valueOf"];

/// Types of the platform, which no model hides.
const RESERVED_TYPES: &[&str] = &[
    "Array",
    "ArrayBuffer",
    "AsyncGenerator",
    "AsyncIterable",
    "Blob",
    "Boolean",
    "Date",
    "Error",
    "Exclude",
    "Extract",
    "File",
    "FormData",
    "Function",
    "Headers",
    "Map",
    "Number",
    "Object",
    "Omit",
    "Operation",
    "Paging",
    "Partial",
    "Pick",
    "Promise",
    "ReadableStream",
    "Readonly",
    "Record",
    "Request",
    "Required",
    "Response",
    "Set",
    "String",
    "Symbol",
    "Uint8Array",
];

/// Names of files that some systems keep for devices.
const DEVICES: &[&str] = &["con", "prn", "aux", "nul", "com1", "com2", "lpt1", "lpt2"];

/// The name of a function.
pub(super) fn function(name: &Name) -> String {
    escaped(name.camel(), RESERVED)
}

/// The name of a method of the client.
pub(super) fn method(name: &Name) -> String {
    escaped(name.camel(), RESERVED_METHODS)
}

/// The name of a type.
pub(super) fn type_name(name: &Name) -> String {
    let own = name.pascal();
    if RESERVED_TYPES.contains(&own.as_str()) { own + "Model" } else { own }
}

/// The name of a file, without its ending.
pub(super) fn file(name: &Name) -> String {
    let own = name.kebab();
    if DEVICES.contains(&own.as_str()) || own == "index" { own + "-operations" } else { own }
}

/// A key of an interface, quoted where it has to be.
pub(super) fn key(text: &str) -> String {
    let begins = |letter: char| letter.is_alphabetic() || matches!(letter, '_' | '$');
    let mut letters = text.chars();
    let plain = letters.next().is_some_and(begins)
        && letters.all(|letter| begins(letter) || letter.is_numeric());
    if plain { text.to_owned() } else { quoted(text) }
}

/// A key of an object. One of them would be its prototype.
pub(super) fn object_key(text: &str) -> String {
    if text == "__proto__" { "[\"__proto__\"]".to_owned() } else { key(text) }
}

/// The type of a member behind its colon. A list or a word of the language that may be null begins a line where it does
/// not fit; what else may be null stays.
pub(super) fn annotation(written: &str) -> String {
    let moves = |own: &str| own.ends_with("[]") || matches!(own, "boolean" | "number" | "string");
    match written.strip_suffix(" | null") {
        Some(own) if moves(own) => marked("⟦⏎⟪⸨| ⸩") + own + &marked("⏎| null⟩⟩"),
        Some(_) | None => format!(" {written}"),
    }
}

/// A literal, in the quotes that need fewer escapes.
pub(super) fn quoted(text: &str) -> String {
    text::literal(text, text::fewer_escapes(text), |letter, out| {
        for unit in letter.encode_utf16(&mut [0; 2]) {
            let _ = write!(out, "\\u{unit:04x}");
        }
    })
}

/// A comment above something, line by line; nothing when nothing is said.
pub(super) fn comment<'t>(paragraphs: impl IntoIterator<Item = &'t str>) -> Vec<String> {
    let lines: Vec<String> =
        text::lines(paragraphs).into_iter().map(|line| line.replace("*/", "*\\/")).collect();
    match lines.as_slice() {
        [] => Vec::new(),
        [only] => vec![format!("/** {only} */")],
        several => {
            let mut all = vec!["/**".to_owned()];
            all.extend(
                several.iter().map(|line| {
                    if line.is_empty() { " *".to_owned() } else { format!(" * {line}") }
                }),
            );
            all.push(" */".to_owned());
            all
        }
    }
}

fn escaped(name: String, reserved: &[&str]) -> String {
    if reserved.contains(&name.as_str()) { name + "_" } else { name }
}
