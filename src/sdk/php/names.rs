//! How PHP writes names, literals and comments, and the words that it keeps for itself.

use std::fmt::Write;

use crate::sdk::naming::Name;
use crate::sdk::text;

/// Words that no class and no part of a namespace can be called, in small letters.
const RESERVED: &[&str] = &[
    "abstract",
    "and",
    "array",
    "as",
    "bool",
    "break",
    "callable",
    "case",
    "catch",
    "class",
    "clone",
    "const",
    "continue",
    "declare",
    "default",
    "die",
    "do",
    "echo",
    "else",
    "elseif",
    "empty",
    "enddeclare",
    "endfor",
    "endforeach",
    "endif",
    "endswitch",
    "endwhile",
    "enum",
    "eval",
    "exit",
    "extends",
    "false",
    "final",
    "finally",
    "float",
    "fn",
    "for",
    "foreach",
    "function",
    "global",
    "goto",
    "if",
    "implements",
    "include",
    "includeonce",
    "instanceof",
    "insteadof",
    "int",
    "interface",
    "isset",
    "iterable",
    "list",
    "match",
    "mixed",
    "namespace",
    "never",
    "new",
    "null",
    "numeric",
    "object",
    "or",
    "parent",
    "print",
    "private",
    "protected",
    "public",
    "readonly",
    "require",
    "requireonce",
    "resource",
    "return",
    "self",
    "static",
    "string",
    "switch",
    "throw",
    "trait",
    "true",
    "try",
    "unset",
    "use",
    "var",
    "void",
    "while",
    "xor",
    "yield",
];

/// Types of the package that files of models name, in small letters.
const RESERVED_TYPES: &[&str] = &["absent", "codec", "filepart", "json", "members", "mismatch"];

/// What every method of a client has by itself, and a word that is a name to PHP but not to its formatter.
const RESERVED_PARAMETERS: &[&str] = &["options", "page", "request", "this", "yield"];

/// Fields that a model has by itself, and the same word.
const RESERVED_FIELDS: &[&str] = &["additionalProperties", "this", "yield"];

/// The name of a type.
pub(super) fn type_name(name: &Name) -> String {
    name.pascal()
}

/// Whether no model can have the name. PHP does not tell names of classes by their cases.
pub(super) fn is_reserved(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    [RESERVED, RESERVED_TYPES].iter().any(|words| words.contains(&lower.as_str()))
}

/// The name of an error, which is an exception here.
pub(super) fn error_name(name: &Name) -> String {
    let own = name.pascal();
    let base = own.strip_suffix("Error").unwrap_or(&own);
    format!("{base}Exception")
}

/// The name of a property.
pub(super) fn field(name: &Name) -> String {
    escaped(name.camel(), RESERVED_FIELDS)
}

/// The name of a parameter.
pub(super) fn parameter(name: &Name) -> String {
    escaped(name.camel(), RESERVED_PARAMETERS)
}

/// The name of a case of an enum.
pub(super) fn case(name: &Name) -> String {
    escaped(name.pascal(), &["Class"])
}

/// The name of a package of Composer, which has a vendor.
pub(super) fn package(text: &str) -> String {
    let parts: Vec<String> = parts(text).iter().map(Name::kebab).collect();
    match parts.as_slice() {
        [vendor, .., name] => format!("{vendor}/{name}"),
        [only] => format!("{only}/client"),
        [] => "api/client".to_owned(),
    }
}

/// The namespace of a package.
pub(super) fn namespace(text: &str) -> String {
    let parts = parts(text);
    let names = parts.iter().map(|name| {
        let own = name.pascal();
        if is_reserved(&own) { own + "Api" } else { own }
    });
    let names: Vec<String> = names.collect();
    if names.is_empty() { "Api".to_owned() } else { names.join("\\") }
}

fn parts(text: &str) -> Vec<Name> {
    let parts = text.split(['/', '\\']).filter(|part| !part.trim().is_empty());
    parts.map(|part| Name::of(part, "api")).collect()
}

/// A literal.
pub(super) fn quoted(text: &str) -> String {
    let plain = |letter: char| !letter.is_control() && !text::is_hidden(letter);
    if text.chars().all(plain) {
        return format!("'{}'", text.replace('\\', "\\\\").replace('\'', "\\'"));
    }
    let own = text::literal(text, '"', |letter, out| {
        let _ = write!(out, "\\u{{{:x}}}", u32::from(letter));
    });
    own.replace('$', "\\$")
}

/// The lines of a comment, without those that begin and end it.
pub(super) fn comment<'t>(paragraphs: impl IntoIterator<Item = &'t str>) -> Vec<String> {
    let lines = plain_lines(paragraphs);
    lines.iter().map(|line| format!("* {line}").trim_end().to_owned()).collect()
}

/// The lines of paragraphs without what would end a comment, or be read as more than text.
pub(super) fn plain_lines<'t>(paragraphs: impl IntoIterator<Item = &'t str>) -> Vec<String> {
    let mut lines: Vec<String> =
        text::lines(paragraphs).iter().map(|line| plain_line(line)).collect();
    for paragraph in lines.split_mut(String::is_empty) {
        let signs = paragraph.iter().flat_map(|line| line.chars()).filter(|sign| *sign == '`');
        // Code that begins and does not end would take what follows with it.
        if signs.count() % 2 == 1 {
            for line in paragraph {
                *line = line.replace('`', "'");
            }
        }
    }
    lines
}

fn plain_line(line: &str) -> String {
    let plain = line.replace("*/", "*\u{2215}").replace("{@", "{ @");
    match plain.trim_start().strip_prefix('@') {
        Some(rest) => format!("\\@{rest}"),
        None => plain,
    }
}

fn escaped(name: String, reserved: &[&str]) -> String {
    if reserved.contains(&name.as_str()) { name + "_" } else { name }
}

#[cfg(test)]
mod tests {
    use super::{comment, namespace, package, quoted};

    #[test]
    fn literals_hold_what_was_said() {
        assert_eq!(quoted(r"it's a \"), r"'it\'s a \\'");
        assert_eq!(quoted("a\n$b\u{202e}\""), "\"a\\n\\$b\\u{202e}\\\"\"");
    }

    #[test]
    fn comments_stay_comments() {
        let said = comment(["@param */ x", "an `open code\nof two lines"]);
        assert_eq!(said, ["* \\@param *\u{2215} x", "*", "* an 'open code", "* of two lines"]);
    }

    #[test]
    fn packages_have_a_vendor_and_namespaces_no_reserved_words() {
        assert_eq!(package("acme/pet store"), "acme/pet-store");
        assert_eq!(package("pets"), "pets/client");
        assert_eq!(namespace("acme/pets"), r"Acme\Pets");
        assert_eq!(namespace("class"), "ClassApi");
        assert_eq!((package(""), namespace("/")), ("api/client".to_owned(), "Api".to_owned()));
    }
}
