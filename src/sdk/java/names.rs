//! How Java writes names, literals and comments, and the words that it keeps for itself.

use std::fmt::Write;

use crate::sdk::naming::Name;
use crate::sdk::text;

/// Words that are no names, and methods that every object has.
const RESERVED: &[&str] = &[
    "abstract",
    "assert",
    "boolean",
    "break",
    "byte",
    "case",
    "catch",
    "char",
    "class",
    "clone",
    "const",
    "continue",
    "default",
    "do",
    "double",
    "else",
    "enum",
    "equals",
    "extends",
    "false",
    "final",
    "finalize",
    "finally",
    "float",
    "for",
    "getClass",
    "goto",
    "hashCode",
    "if",
    "implements",
    "import",
    "instanceof",
    "int",
    "interface",
    "long",
    "native",
    "new",
    "notify",
    "notifyAll",
    "null",
    "package",
    "private",
    "protected",
    "public",
    "record",
    "return",
    "short",
    "static",
    "strictfp",
    "super",
    "switch",
    "synchronized",
    "this",
    "throw",
    "throws",
    "toString",
    "transient",
    "true",
    "try",
    "var",
    "void",
    "volatile",
    "wait",
    "while",
    "yield",
];

/// Fields that a model has by itself.
const RESERVED_FIELDS: &[&str] = &["additionalProperties", "additionalProperty"];

/// Types of the platform and of the package, which no model hides.
pub(super) const RESERVED_TYPES: &[&str] = &[
    "ApiException",
    "Boolean",
    "Character",
    "Class",
    "ClientOptions",
    "Clock",
    "Credentials",
    "Double",
    "Exception",
    "FilePart",
    "FunctionalInterface",
    "GatewayException",
    "HttpHeaders",
    "IllegalArgumentException",
    "IllegalStateException",
    "InputStream",
    "Integer",
    "InterruptedException",
    "Iterable",
    "Json",
    "JsonAnyGetter",
    "JsonAnySetter",
    "JsonCreator",
    "JsonInclude",
    "JsonNode",
    "JsonProperty",
    "JsonValue",
    "LinkedHashMap",
    "List",
    "LocalDate",
    "Long",
    "Map",
    "Math",
    "Middleware",
    "Model",
    "Nullable",
    "NumberFormatException",
    "Object",
    "OffsetDateTime",
    "Optional",
    "Override",
    "Pages",
    "Record",
    "Request",
    "RequestOptions",
    "RetryOptions",
    "RuntimeException",
    "SdkException",
    "SigV4",
    "String",
    "StringBuilder",
    "SuppressWarnings",
    "System",
    "TextNode",
    "Thread",
    "Throwable",
    "Transport",
    "Upload",
    "Void",
];

/// The name of a type.
pub(super) fn type_name(name: &Name) -> String {
    name.pascal()
}

/// The name of an error of the API, which is an exception here.
pub(super) fn error_name(name: &Name) -> String {
    let own = name.pascal();
    let base = own.strip_suffix("Error").unwrap_or(&own);
    format!("{base}Exception")
}

/// The name of a field.
pub(super) fn field(name: &Name) -> String {
    escaped(name.camel(), &[RESERVED, RESERVED_FIELDS])
}

/// The name of a method of the client.
pub(super) fn method(name: &Name) -> String {
    escaped(name.camel(), &[RESERVED])
}

/// The name of a package: parts between dots, in small letters and digits.
pub(super) fn package(text: &str) -> String {
    let parts = text.split(['.', ':', '/']).filter(|part| !part.trim().is_empty());
    let names: Vec<String> =
        parts.map(|part| escaped(Name::of(part, "api").flat(), &[RESERVED])).collect();
    if names.is_empty() { "api".to_owned() } else { names.join(".") }
}

/// A literal.
pub(super) fn quoted(text: &str) -> String {
    text::literal(text, '"', |letter, out| {
        // An escape by the number of a letter would be read before the literal is.
        if letter.is_ascii() {
            let _ = write!(out, "\\{:03o}", u32::from(letter));
            return;
        }
        for unit in letter.encode_utf16(&mut [0; 2]) {
            let _ = write!(out, "\\u{unit:04x}");
        }
    })
}

fn escaped(name: String, reserved: &[&[&str]]) -> String {
    if reserved.iter().any(|words| words.contains(&name.as_str())) { name + "_" } else { name }
}
