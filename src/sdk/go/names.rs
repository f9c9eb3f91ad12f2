//! How Go writes names, literals and comments, and the words that it keeps for itself.

use std::fmt::Write;

use crate::sdk::naming::{Name, push_capitalized};
use crate::sdk::text;

/// Words that no package can be called; names of fields and types begin with a capital, so none of them is one.
const KEYWORDS: &[&str] = &[
    "break",
    "case",
    "chan",
    "const",
    "continue",
    "default",
    "defer",
    "else",
    "fallthrough",
    "for",
    "func",
    "go",
    "goto",
    "if",
    "import",
    "interface",
    "internal",
    "main",
    "map",
    "package",
    "range",
    "return",
    "select",
    "struct",
    "switch",
    "test",
    "type",
    "var",
];

/// What a package has by itself besides the types that every SDK has.
pub(super) const RESERVED_TYPES: &[&str] = &[
    "AWSCredentials",
    "Date",
    "DateOf",
    "FilePart",
    "NewNullable",
    "Null",
    "Nullable",
    "Ptr",
    "RequestOption",
    "Sender",
    "Sign",
    "SigningRequest",
    "Static",
    "WithHeader",
    "WithIdempotencyKey",
    "WithIdempotent",
    "WithQuery",
    "WithRetry",
    "WithTimeout",
];

/// Fields that would be the methods of their type.
const RESERVED_FIELDS: &[&str] = &["MarshalJSON", "UnmarshalJSON", "Raw", "AdditionalProperties"];

/// Methods that a client has without any operation.
const RESERVED_METHODS: &[&str] = &["GoString", "String"];

/// Words that are written in capitals, as Go's own names have them.
const INITIALISMS: &[&str] = &[
    "acl", "api", "arn", "ascii", "aws", "cpu", "css", "dns", "eof", "guid", "html", "http",
    "https", "id", "ip", "json", "jwt", "qps", "ram", "rpc", "sdk", "sla", "smtp", "sql", "ssh",
    "tcp", "tls", "ttl", "udp", "ui", "uid", "uri", "url", "utf8", "uuid", "vm", "xml",
];

/// A name that other packages see.
pub(super) fn exported(name: &Name) -> String {
    let mut written = String::new();
    for word in name.words().iter().map(String::as_str) {
        if INITIALISMS.contains(&word) {
            written.push_str(&word.to_ascii_uppercase());
        } else if let Some(one) = word.strip_suffix('s').filter(|one| INITIALISMS.contains(one)) {
            written.push_str(&one.to_ascii_uppercase());
            written.push('s');
        } else {
            push_capitalized(&mut written, word);
        }
    }
    written
}

/// The name of a field.
pub(super) fn field(name: &Name) -> String {
    escaped(exported(name), RESERVED_FIELDS)
}

/// The name of a method of the client.
pub(super) fn method(name: &Name) -> String {
    escaped(exported(name), RESERVED_METHODS)
}

/// The name of the package in a module: its last part that is no version, in small letters and digits.
pub(super) fn package(module: &str) -> String {
    let is_version = |part: &&str| {
        part.strip_prefix('v').is_some_and(|rest| rest.bytes().all(|own| own.is_ascii_digit()))
    };
    let last = module.rsplit('/').find(|part| !part.is_empty() && !is_version(part));
    let name = Name::of(last.unwrap_or(module), "api").flat();
    if KEYWORDS.contains(&name.as_str()) { name + "api" } else { name }
}

/// A literal.
pub(super) fn quoted(text: &str) -> String {
    text::literal(text, '"', |letter, out| {
        let _ = write!(out, "\\U{:08x}", u32::from(letter));
    })
}

/// Whether the tag of a field can hold the key.
pub(super) fn is_plain_key(key: &str) -> bool {
    let is_plain =
        |letter: char| letter.is_alphanumeric() || "!#$%&()*+-./:;<=>?@[]^_{|}~ ".contains(letter);
    !key.is_empty() && key != "-" && !key.ends_with(' ') && key.chars().all(is_plain)
}

/// A comment, line by line, as `gofmt` leaves it: lists, headings and blocks of code become plain lines, and each
/// paragraph ends like one.
pub(super) fn comment<'t>(paragraphs: impl IntoIterator<Item = &'t str>) -> Vec<String> {
    let lines: Vec<String> = text::lines(paragraphs).iter().map(|line| plain_line(line)).collect();
    let mut all: Vec<String> = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        let ends = lines.get(at + 1).is_none_or(String::is_empty);
        let open = line.ends_with(|last: char| last.is_alphanumeric() || ")]`'\"".contains(last));
        match line.as_str() {
            // One empty line stands between two paragraphs, and none at the end.
            "" if ends || all.is_empty() || all.last().is_some_and(|last| last == "//") => {}
            "" => all.push("//".to_owned()),
            _ if ends && open => all.push(format!("// {line}.")),
            _ => all.push(format!("// {line}")),
        }
    }
    while all.last().is_some_and(|last| last == "//") {
        all.pop();
    }
    all
}

/// A line without what `gofmt` would take for more than text.
fn plain_line(line: &str) -> String {
    let words: Vec<&str> = line.split_whitespace().collect();
    let joined = words.join(" ").replace("``", "\"").replace("''", "\"").replace("]:", "] :");
    let text = joined.trim_start_matches(['#', ' ']);
    let digits = text.chars().take_while(char::is_ascii_digit).count();
    let (number, rest) = text.split_at_checked(digits).unwrap_or(("", text));
    if let Some(rest) = rest.strip_prefix(['.', ')']).filter(|_| digits > 0)
        && (rest.starts_with(' ') || rest.is_empty())
    {
        return format!("({number}){rest}");
    }
    match text.strip_prefix(['-', '*', '+', '•']).filter(|rest| rest.starts_with(' ')) {
        Some(rest) => format!("–{rest}"),
        None => text.to_owned(),
    }
}

fn escaped(name: String, reserved: &[&str]) -> String {
    if reserved.contains(&name.as_str()) { name + "_" } else { name }
}

#[cfg(test)]
mod tests {
    use super::{comment, exported, package};
    use crate::sdk::naming::Name;

    #[test]
    fn words_of_the_trade_are_capitals() {
        for (text, expected) in [
            ("pet_id", "PetID"),
            ("userIDs", "UserIDs"),
            ("apiError", "APIError"),
            ("http_url", "HTTPURL"),
            ("idea", "Idea"),
            ("2fa", "N2fa"),
        ] {
            assert_eq!(exported(&Name::of(text, "x")), expected);
        }
    }

    #[test]
    fn packages_are_called_by_the_last_part_of_their_module() {
        for (module, expected) in [
            ("github.com/acme/pets-go/v2", "petsgo"),
            ("pet-store", "petstore"),
            ("go", "goapi"),
            ("example.com/", "examplecom"),
        ] {
            assert_eq!(package(module), expected);
        }
    }

    #[test]
    fn comments_are_plain_paragraphs() {
        let text = "Heading\n\n# Other\n\n  - one\n  2. two\n    code";
        let expected =
            ["// Heading.", "//", "// Other.", "//", "// – one", "// (2) two", "// code."];
        assert_eq!(comment([text]), expected);
    }
}
