//! How Kotlin writes names, literals and comments, and the words that it keeps for itself.

use std::fmt::Write;

use crate::sdk::naming::Name;
use crate::sdk::text;

/// Words that are names between backticks alone.
const KEYWORDS: &[&str] = &[
    "as",
    "break",
    "class",
    "continue",
    "do",
    "else",
    "false",
    "for",
    "fun",
    "if",
    "in",
    "interface",
    "is",
    "null",
    "object",
    "package",
    "return",
    "super",
    "this",
    "throw",
    "true",
    "try",
    "typealias",
    "typeof",
    "val",
    "var",
    "when",
    "while",
];

/// Members that a model has by itself.
const RESERVED_FIELDS: &[&str] = &["additionalProperties"];

/// A parameter that every method of a client has.
const RESERVED_PARAMETER: &str = "options";

/// Methods without parameters that a client has by itself.
const RESERVED_METHODS: &[&str] = &["hashCode", "toString"];

/// Types of the platform and of the package, which no model hides.
pub(super) const RESERVED_TYPES: &[&str] = &[
    "Answer",
    "Answers",
    "Any",
    "ApiException",
    "Array",
    "AutoCloseable",
    "AwsCredentials",
    "Boolean",
    "ByteArray",
    "ByteArrayOutputStream",
    "Bytes",
    "Char",
    "CharSequence",
    "Charsets",
    "ClientOptions",
    "Clock",
    "Comparable",
    "Credentials",
    "Declared",
    "Decoder",
    "Decoders",
    "Deprecated",
    "Double",
    "Download",
    "Enum",
    "Exception",
    "Failure",
    "FilePart",
    "Float",
    "Flow",
    "GatewayException",
    "Headers",
    "Held",
    "HttpSender",
    "IllegalArgumentException",
    "IncomingResponse",
    "Int",
    "Iterable",
    "JsonElement",
    "JsonPrimitive",
    "JvmInline",
    "LinkedHashMap",
    "List",
    "LocalDate",
    "Long",
    "Map",
    "Members",
    "Middleware",
    "Model",
    "MutableList",
    "MutableMap",
    "Nothing",
    "Nullable",
    "Number",
    "ObjectModel",
    "OffsetDateTime",
    "Options",
    "OutgoingRequest",
    "Pages",
    "Pair",
    "Provider",
    "Regex",
    "Request",
    "RequestOptions",
    "RetryOptions",
    "Scheme",
    "SdkException",
    "Sender",
    "Set",
    "SigV4",
    "String",
    "StringBuilder",
    "Suppress",
    "Throwable",
    "Token",
    "Transport",
    "Tree",
    "Turn",
    "Unit",
    "Unknown",
    "Upload",
    "Variant",
    "Way",
];

/// What the members of a model are set in that has too many of them for a constructor.
pub(super) const BUILDER: &str = "Builder";

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

/// The name of a member.
pub(super) fn field(name: &Name) -> String {
    distinct(name, RESERVED_FIELDS)
}

/// The name of a parameter of a method.
pub(super) fn parameter(name: &Name) -> String {
    let own = escaped(name.camel());
    if own == RESERVED_PARAMETER { own + "_" } else { own }
}

/// The name of a method of the client.
pub(super) fn method(name: &Name) -> String {
    distinct(name, RESERVED_METHODS)
}

/// The name of a package: parts between dots, in small letters and digits.
pub(super) fn package(text: &str) -> String {
    let parts = text.split(['.', ':', '/']).filter(|part| !part.trim().is_empty());
    let names: Vec<String> = parts.map(package_part).collect();
    if names.is_empty() { "api".to_owned() } else { names.join(".") }
}

/// Java keeps more words than Kotlin, and its classes may stand in the same package.
fn package_part(text: &str) -> String {
    const JAVA: &[&str] = &[
        "abstract", "default", "enum", "final", "import", "int", "native", "new", "private",
        "public", "static", "switch", "void",
    ];
    let name = Name::of(text, "api").flat();
    let kept = KEYWORDS.contains(&name.as_str()) || JAVA.contains(&name.as_str());
    if kept { name + "api" } else { name }
}

/// A literal.
pub(super) fn quoted(text: &str) -> String {
    let literal = text::literal(text, '"', |letter, out| {
        for unit in letter.encode_utf16(&mut [0; 2]) {
            let _ = write!(out, "\\u{unit:04x}");
        }
    });
    literal.replace('$', "\\$")
}

/// A name as it is without backticks.
pub(super) fn plain_name(name: &str) -> String {
    name.replace('`', "")
}

/// A text within a comment.
pub(super) fn plain(text: &str) -> String {
    text::lines([text]).iter().map(|line| plain_line(line)).collect::<Vec<String>>().join(" ")
}

/// A type as that of what is there.
pub(super) fn bare(written: &str) -> String {
    written.trim_end_matches('?').to_owned()
}

/// A comment above something, line by line; nothing when nothing is said.
pub(super) fn comment<'t>(paragraphs: impl IntoIterator<Item = &'t str>) -> Vec<String> {
    let lines: Vec<String> = text::lines(paragraphs).iter().map(|line| plain_line(line)).collect();
    match lines.as_slice() {
        [] => Vec::new(),
        [only] => vec![format!("/** {only} */")],
        several => {
            let mut all = vec!["/**".to_owned()];
            all.extend(several.iter().map(|line| match line.as_str() {
                "" => " *".to_owned(),
                _ => format!(" * {line}"),
            }));
            all.push(" */".to_owned());
            all
        }
    }
}

/// A line without what would end the comment, begin another one inside of it, or pass for a tag.
fn plain_line(line: &str) -> String {
    let mut out = String::with_capacity(line.len());
    for letter in line.chars() {
        match letter {
            '@' => out.push_str("&#64;"),
            '/' if out.ends_with('*') => out.push_str("&#47;"),
            '*' if out.ends_with('/') => out.push_str("&#42;"),
            _ => out.push(letter),
        }
    }
    out
}

/// The name, without capitals where it is reserved: no other name has the same letters.
fn distinct(name: &Name, reserved: &[&str]) -> String {
    let own = name.camel();
    if reserved.contains(&own.as_str()) { name.flat() } else { escaped(own) }
}

fn escaped(name: String) -> String {
    if KEYWORDS.contains(&name.as_str()) { format!("`{name}`") } else { name }
}
