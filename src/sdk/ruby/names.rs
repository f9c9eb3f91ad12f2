//! How Ruby writes names, literals and comments, and the words that it keeps for itself.

use std::collections::HashSet;
use std::fmt::Write;

use crate::sdk::naming::Name;
use crate::sdk::surface::Surface;
use crate::sdk::text;

/// Words that no variable can be called.
const KEYWORDS: &[&str] = &[
    "alias", "and", "begin", "break", "case", "class", "def", "defined", "do", "else", "elsif",
    "end", "ensure", "false", "for", "if", "in", "module", "next", "nil", "not", "or", "redo",
    "rescue", "retry", "return", "self", "super", "then", "true", "undef", "unless", "until",
    "when", "while", "yield",
];

/// Methods that every object has and needs, and those that its package calls on itself.
const OF_OBJECTS: &[&str] = &[
    "class",
    "clone",
    "define_singleton_method",
    "dup",
    "enum_for",
    "extend",
    "freeze",
    "hash",
    "initialize",
    "inspect",
    "instance_eval",
    "instance_exec",
    "instance_variable_get",
    "instance_variable_set",
    "instance_variables",
    "itself",
    "methods",
    "object_id",
    "private_methods",
    "protected_methods",
    "public_method",
    "public_methods",
    "public_send",
    "raise",
    "remove_instance_variable",
    "send",
    "singleton_class",
    "singleton_method",
    "singleton_methods",
    "tap",
    "then",
    "to_enum",
    "to_s",
    "yield_self",
];

/// Methods that a model has without any field.
const OF_MODELS: &[&str] = &["as_json", "deconstruct_keys", "fill", "to_h", "to_json", "with"];

/// Methods that a client has without any operation.
const OF_CLIENTS: &[&str] = &["close", "display", "method", "nil", "true", "false", "self"];

/// Constants that the module of models needs, and words that no constant can be called.
const RESERVED_CONSTANTS: &[&str] = &["BEGIN", "Codec", "END", "Model", "OpenEnum"];

/// Libraries and modules of Ruby, which no package may be called.
const OF_RUBY: &[&str] = &[
    "abbrev",
    "array",
    "base64",
    "basic_object",
    "benchmark",
    "bigdecimal",
    "big_decimal",
    "binding",
    "bundler",
    "cgi",
    "class",
    "comparable",
    "complex",
    "config",
    "coverage",
    "csv",
    "data",
    "date",
    "date_time",
    "debug",
    "delegate",
    "did_you_mean",
    "digest",
    "dir",
    "drb",
    "encoding",
    "english",
    "enumerable",
    "enumerator",
    "erb",
    "errno",
    "etc",
    "exception",
    "fcntl",
    "fiber",
    "fiddle",
    "file",
    "file_test",
    "file_utils",
    "fileutils",
    "find",
    "float",
    "forwardable",
    "gc",
    "gem",
    "getoptlong",
    "hash",
    "integer",
    "io",
    "io_console",
    "ipaddr",
    "irb",
    "json",
    "kernel",
    "logger",
    "marshal",
    "match_data",
    "math",
    "matrix",
    "method",
    "minitest",
    "module",
    "monitor",
    "mutex",
    "net",
    "nkf",
    "numeric",
    "object",
    "object_space",
    "observer",
    "open3",
    "open_ssl",
    "openssl",
    "optparse",
    "ostruct",
    "pathname",
    "pp",
    "prime",
    "proc",
    "process",
    "pstore",
    "psych",
    "queue",
    "racc",
    "ractor",
    "rake",
    "random",
    "range",
    "rational",
    "rdoc",
    "readline",
    "regexp",
    "reline",
    "resolv",
    "rexml",
    "rinda",
    "ripper",
    "rss",
    "rubygems",
    "secure_random",
    "securerandom",
    "set",
    "shellwords",
    "signal",
    "singleton",
    "sized_queue",
    "socket",
    "string",
    "string_io",
    "stringio",
    "strscan",
    "struct",
    "symbol",
    "syslog",
    "tempfile",
    "thread",
    "thwait",
    "time",
    "timeout",
    "tmpdir",
    "trace_point",
    "tracer",
    "tsort",
    "un",
    "unbound_method",
    "uri",
    "warning",
    "weakref",
    "yaml",
    "zlib",
];

/// Comments that tell Ruby or its tools something.
const DIRECTIVES: &[&str] = &["shareable", "warn_indent", "warn-indent", "rubocop", "steep"];

/// What YARD knows as a mark of what is not to be used any more.
pub(super) const DEPRECATED: &str = "@deprecated";

/// The name of a field of a model.
pub(super) fn field(name: &Name) -> String {
    escaped(name.snake(), &[OF_OBJECTS, OF_MODELS])
}

/// The name of a parameter.
pub(super) fn parameter(name: &Name) -> String {
    escaped(name.snake(), &[KEYWORDS, &["options"]])
}

/// The name of a method of the client.
pub(super) fn method(name: &Name) -> String {
    escaped(name.snake(), &[OF_OBJECTS, OF_CLIENTS])
}

/// The name of a class or of a module in one of the package.
pub(super) fn constant(name: &Name) -> String {
    let own = name.pascal();
    if RESERVED_CONSTANTS.contains(&own.as_str()) { own + "Model" } else { own }
}

/// The names of all models, each once.
pub(super) fn models(surface: &Surface) -> Vec<String> {
    let known: HashSet<String> = surface.models.iter().map(|model| model.name.pascal()).collect();
    let unlike = |name: &Name| {
        let (plain, mut own) = (name.pascal(), constant(name));
        while own != plain && known.contains(&own) {
            own.push_str("Model");
        }
        own
    };
    surface.models.iter().map(|model| unlike(&model.name)).collect()
}

/// The name of a value of an enum.
pub(super) fn value(name: &Name) -> String {
    let own = name.screaming();
    if RESERVED_CONSTANTS.contains(&own.as_str()) { own + "_" } else { own }
}

/// The name of a package, as its file is called.
pub(super) fn package(name: &Name) -> Name {
    let taken =
        OF_RUBY.contains(&name.snake().as_str()) || KEYWORDS.contains(&name.snake().as_str());
    let is_error = name.snake().ends_with("_error");
    if taken || is_error { name.and("api") } else { name.clone() }
}

/// A literal.
pub(super) fn quoted(text: &str) -> String {
    let own = text::literal(text, '"', |letter, out| {
        let _ = write!(out, "\\u{{{:x}}}", u32::from(letter));
    });
    // What these begin is a part of the program and not of the text.
    own.replace("#{", "\\#{").replace("#$", "\\#$").replace("#@", "\\#@")
}

/// A comment, line by line; nothing when nothing is said.
pub(super) fn comment<'t>(paragraphs: impl IntoIterator<Item = &'t str>) -> Vec<String> {
    text::lines(paragraphs).iter().map(|line| commented(line)).collect()
}

fn commented(line: &str) -> String {
    if line.is_empty() {
        return "#".to_owned();
    }
    let mut own = line.to_owned();
    for word in DIRECTIVES {
        // A letter in capitals, and it tells nothing any more.
        own = own.replace(&format!("{word}:"), &format!("{word} :"));
        own = own.replace(&format!("{word}_constant"), &format!("{word} constant"));
    }
    let is_tag = own.trim_start().starts_with('@') && own != DEPRECATED;
    format!("# {}{own}", if is_tag { "\\" } else { "" })
}

/// A line of a comment as one below a tag.
pub(super) fn below(line: &str) -> String {
    match line.strip_prefix("# ") {
        Some(rest) => format!("#   {rest}"),
        None => line.to_owned(),
    }
}

fn escaped(name: String, reserved: &[&[&str]]) -> String {
    if reserved.iter().any(|words| words.contains(&name.as_str())) { name + "_" } else { name }
}

#[cfg(test)]
mod tests {
    use super::{comment, package, quoted};
    use crate::sdk::naming::Name;

    #[test]
    fn texts_hold_no_programs() {
        assert_eq!(quoted("a#{b}\"\\#$c#@d#e"), r#""a\#{b}\"\\\#$c\#@d#e""#);
        assert_eq!(quoted("\u{1}\u{202e}\n"), "\"\\u{1}\\u{202e}\\n\"");
    }

    #[test]
    fn comments_tell_nothing_to_ruby_and_its_tools() {
        let lines = comment(["@param x", "rubocop:disable all", "shareable_constant_value: none"]);
        assert_eq!(
            lines,
            [
                "# \\@param x",
                "#",
                "# rubocop :disable all",
                "#",
                "# shareable constant_value: none",
            ]
        );
        assert_eq!(comment(["@deprecated"]), ["# @deprecated"]);
    }

    #[test]
    fn packages_are_called_like_no_part_of_ruby() {
        for (text, expected) in
            [("json", "json_api"), ("pets", "pets"), ("io-error", "io_error_api")]
        {
            assert_eq!(package(&Name::of(text, "api")).snake(), expected);
        }
    }
}
