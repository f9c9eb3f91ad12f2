//! How Swift writes names, literals and comments, and the words that it keeps for itself.

use std::fmt::Write;

use crate::sdk::naming::Name;
use crate::sdk::text;

/// Words that are names between backticks alone, or that begin something else where a value may stand.
const KEYWORDS: &[&str] = &[
    "any",
    "as",
    "associatedtype",
    "await",
    "break",
    "case",
    "catch",
    "class",
    "consume",
    "continue",
    "copy",
    "default",
    "defer",
    "deinit",
    "discard",
    "do",
    "each",
    "else",
    "enum",
    "extension",
    "fallthrough",
    "false",
    "fileprivate",
    "for",
    "func",
    "guard",
    "if",
    "import",
    "in",
    "inout",
    "internal",
    "is",
    "let",
    "nil",
    "operator",
    "precedencegroup",
    "private",
    "protocol",
    "public",
    "repeat",
    "rethrows",
    "return",
    "some",
    "static",
    "struct",
    "subscript",
    "super",
    "switch",
    "throw",
    "throws",
    "true",
    "try",
    "typealias",
    "unsafe",
    "var",
    "where",
    "while",
];

/// Words that are no names even so.
const NEVER: &[&str] = &["init", "self"];

/// Members that a model has by itself.
const RESERVED_FIELDS: &[&str] = &["additionalProperties", "customMirror", "hashValue"];

/// Cases that an enum has by itself.
const RESERVED_CASES: &[&str] = &["allCases", "unknown"];

/// A parameter that every method of a client has.
const RESERVED_PARAMETERS: &[&str] = &["options"];

/// What a client has by itself.
const RESERVED_METHODS: &[&str] =
    &["customMirror", "debugDescription", "description", "shown", "transport"];

/// Modules that a package uses.
const MODULES: &[&str] =
    &["CryptoKit", "Darwin", "Dispatch", "Foundation", "FoundationNetworking", "Glibc", "Swift"];

/// Types of the platform and of the package, which no model hides; and those that most programs have imported, so that a
/// model of the same name would not be found by it.
const RESERVED_TYPES: &str = "
    APIError AWSCredentials Actor Answer Answers Any AnyClass AnyHashable AnyIterator AnyObject
    AnySequence ApiError Array ArraySlice AsyncIterator AsyncIteratorProtocol AsyncSequence
    AsyncStream AsyncThrowingStream Bool Bundle Calendar CalendarDay CancellationError
    CaseIterable Character CharacterSet CheckedContinuation ClientClock ClientError
    ClientOptions Clock Codable CodingKey Collection Comparable Connection Credentials CryptoKit
    CustomDebugStringConvertible CustomReflectable CustomStringConvertible Data Date
    DateComponents DateFormatter DateInterval Decimal Decodable Decoder Dictionary Digest
    DispatchQueue Double Download Duration Encodable Encoder Equatable Error ErrorResponse
    Exchange Expiring FileHandle FileManager FilePart FileParts FixedWidthInteger Float
    Formatter Foundation Gateway GatewayError Guarded HMAC HTTPSender HTTPURLResponse Hashable
    Hasher Headers Held Hidden Host HttpSender Identifiable IncomingResponse IndexPath IndexSet
    Indirect InputStream Int Int32 Int64 Items IteratorProtocol JSONConvertible JSONDecoder
    JSONEncoder JSONMismatch JSONParser JSONSerialization JSONValue JsonConvertible JsonParser
    JsonValue LazySequence Locale LocalizedError LosslessStringConvertible MainActor Measurement
    Members Middleware Mirror Model Moments NSCondition NSLock NSObject NSRange
    NSRegularExpression Never Notification NotificationCenter Nullable Once OpenEnum Operation
    OperationQueue Optional OutgoingRequest OutputStream Pages Parts Pipe PipeStream Port
    Process ProcessInfo Progress Protocol Provider Range RawRepresentable Regex Request
    RequestOptions Result RetryOptions RunLoop SHA256 Scanner Scheme Self Sendable Sender
    Sequence Session Set SigV4 Slice Stream StreamEnd String Substring SymmetricKey SystemClock
    Task TaskGroup Thread TimeInterval TimeZone Timer Token Transport Type UInt UInt32 UInt64
    UInt8 URL URLComponents URLRequest URLResponse URLSession URLSessionConfiguration
    URLSessionDataDelegate URLSessionDataTask URLSessionTask UUID UndocumentedError Unicode Unit
    UnsafeMutablePointer UnsafeRawBufferPointer Upload UserDefaults Void Walk Way
";

/// The names that no model has.
pub(super) fn reserved_types() -> Vec<&'static str> {
    RESERVED_TYPES.split_whitespace().collect()
}

/// The name of a type.
pub(super) fn type_name(name: &Name) -> String {
    name.pascal()
}

/// The name of a module.
pub(super) fn module(package: &str) -> String {
    let name = Name::of(package, "api").pascal();
    if MODULES.contains(&name.as_str()) { name + "API" } else { name }
}

/// The name of a member.
pub(super) fn field(name: &Name) -> String {
    distinct(name, RESERVED_FIELDS)
}

/// The name of a case of an enum.
pub(super) fn case(name: &Name) -> String {
    distinct(name, RESERVED_CASES)
}

/// The name of a parameter of a method.
pub(super) fn parameter(name: &Name) -> String {
    distinct(name, RESERVED_PARAMETERS)
}

/// The name of a method of the client.
pub(super) fn method(name: &Name) -> String {
    distinct(name, RESERVED_METHODS)
}

/// The name of an answer of the gateway as a case of its errors.
pub(super) fn gateway_case(name: &Name) -> String {
    let own = name.camel();
    own.strip_suffix("Error").map_or_else(|| own.clone(), str::to_owned)
}

/// A literal.
pub(super) fn quoted(text: &str) -> String {
    text::literal(text, '"', |letter, out| {
        let _ = write!(out, "\\u{{{:x}}}", u32::from(letter));
    })
}

/// A text within a comment, where names are without their backticks.
pub(super) fn plain(text: &str) -> String {
    text::lines([text]).join(" ").replace('`', "")
}

/// A type as that of the value, wherever it is kept.
pub(super) fn bare(written: &str) -> String {
    let inner = written.strip_prefix("Indirect<").and_then(|own| own.strip_suffix('>'));
    inner.unwrap_or(written).to_owned()
}

/// A type as that of what is there.
pub(super) fn present(written: &str) -> String {
    written.trim_end_matches('?').to_owned()
}

/// A name as the label of an argument, where most words are names.
pub(super) fn label(name: &str) -> String {
    let own = name.replace('`', "");
    if ["inout", "let", "var"].contains(&own.as_str()) { name.to_owned() } else { own }
}

/// What a member is kept by, where it is not kept in the value itself.
pub(super) fn holder(written: &str) -> String {
    if written.starts_with("Indirect<") { "@Indirect ".to_owned() } else { String::new() }
}

/// A comment above something, line by line; nothing when nothing is said.
pub(super) fn comment<'t>(paragraphs: impl IntoIterator<Item = &'t str>) -> Vec<String> {
    let line = |line: &String| match line.as_str() {
        "" => "///".to_owned(),
        _ => format!("/// {line}"),
    };
    text::lines(paragraphs).iter().map(line).collect()
}

/// The name, unlike what is reserved: without capitals, as no other name has the same letters, or with a sign that no
/// other name has.
fn distinct(name: &Name, reserved: &[&str]) -> String {
    let own = name.camel();
    let flat = name.flat();
    if NEVER.contains(&own.as_str()) || (reserved.contains(&own.as_str()) && flat == own) {
        own + "_"
    } else if reserved.contains(&own.as_str()) {
        flat
    } else if KEYWORDS.contains(&own.as_str()) {
        format!("`{own}`")
    } else {
        own
    }
}
