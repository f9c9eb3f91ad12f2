//! The pages, as data: HTML and Markdown are two renderings of it. Addresses are those of pages below the root of the site,
//! without an ending.

use serde::Serialize;

/// Something with a page of its own.
#[derive(Clone, Serialize)]
pub(super) struct Link {
    pub(super) label: String,
    pub(super) href: String,
}

/// A piece of a type: words, and models with their pages.
#[derive(Clone, Serialize)]
pub(super) struct Part {
    pub(super) text: String,
    pub(super) href: Option<String>,
}

/// A member of a value, or a parameter.
#[derive(Clone, Serialize)]
pub(super) struct Row {
    /// The members that lead to it.
    pub(super) prefix: String,
    pub(super) name: String,
    /// Where a parameter is sent.
    pub(super) place: &'static str,
    pub(super) kind: Vec<Part>,
    pub(super) required: bool,
    /// `read only` and the like.
    pub(super) flags: Vec<&'static str>,
    /// Limits, defaults and values.
    pub(super) notes: Vec<Note>,
    pub(super) description: Option<String>,
}

/// What is said of values.
#[derive(Clone, Serialize)]
pub(super) struct Note {
    pub(super) word: String,
    pub(super) values: Vec<String>,
}

/// A value with all its members.
#[derive(Clone, Serialize)]
pub(super) struct Schema {
    pub(super) kind: Vec<Part>,
    pub(super) notes: Vec<Note>,
    pub(super) rows: Vec<Row>,
    /// Whether more members are there than are shown.
    pub(super) cut: bool,
}

/// Code in a language.
#[derive(Clone, Serialize)]
pub(super) struct Sample {
    /// What a reader calls the language.
    pub(super) label: &'static str,
    /// What a program calls it.
    pub(super) language: &'static str,
    pub(super) text: String,
}

/// The page that everything begins with.
#[derive(Serialize)]
pub(super) struct Overview {
    pub(super) description: Option<String>,
    pub(super) version: Option<String>,
    pub(super) kind: &'static str,
    pub(super) addresses: Vec<Address>,
    pub(super) closed_default: bool,
    pub(super) private: bool,
    pub(super) counts: Counts,
    pub(super) samples: Vec<Sample>,
    pub(super) setups: Vec<Sample>,
    pub(super) plans: Vec<Plan>,
    pub(super) account: Throttle,
    pub(super) groups: Vec<GroupLine>,
}

/// Where a stage is.
#[derive(Serialize)]
pub(super) struct Address {
    pub(super) stage: String,
    pub(super) description: Option<String>,
    pub(super) urls: Vec<String>,
    pub(super) local: String,
}

/// How much there is.
#[derive(Clone, Copy, Serialize)]
pub(super) struct Counts {
    pub(super) operations: usize,
    pub(super) models: usize,
}

/// A usage plan.
#[derive(Serialize)]
pub(super) struct Plan {
    pub(super) name: String,
    pub(super) stages: Vec<String>,
    pub(super) throttle: Throttle,
    pub(super) quota: Option<String>,
}

/// A rate and a burst; nothing where nothing is said.
#[derive(Serialize)]
pub(super) struct Throttle {
    pub(super) rate: Option<String>,
    pub(super) burst: Option<String>,
}

/// Operations that belong together, in a list of such.
#[derive(Clone, Serialize)]
pub(super) struct GroupLine {
    pub(super) label: String,
    pub(super) href: String,
    pub(super) description: Option<String>,
    pub(super) count: usize,
}

/// The page of operations that belong together.
#[derive(Serialize)]
pub(super) struct Group {
    pub(super) description: Option<String>,
    pub(super) operations: Vec<OperationLine>,
    pub(super) before: Option<Link>,
    pub(super) after: Option<Link>,
}

/// An operation in a list.
#[derive(Clone, Serialize)]
pub(super) struct OperationLine {
    pub(super) method: &'static str,
    pub(super) path: String,
    pub(super) href: String,
    pub(super) summary: String,
    pub(super) deprecated: bool,
}

/// The page of an operation.
#[derive(Serialize)]
pub(super) struct Operation {
    pub(super) method: &'static str,
    pub(super) path: String,
    pub(super) summary: Option<String>,
    pub(super) description: Option<String>,
    pub(super) deprecated: bool,
    pub(super) idempotent: bool,
    pub(super) idempotency_header: Option<String>,
    pub(super) group: Link,
    pub(super) credentials: Vec<Credential>,
    pub(super) entries: Vec<Entry>,
    pub(super) parameters: Vec<Row>,
    pub(super) body: Option<Body>,
    pub(super) responses: Vec<Response>,
    pub(super) limits: Vec<Limit>,
    pub(super) caches: Vec<Cache>,
    pub(super) errors: Vec<ErrorLine>,
    pub(super) samples: Vec<Sample>,
    pub(super) attempt: Attempt,
}

/// What a caller has to send to be let in.
#[derive(Clone, Serialize)]
pub(super) struct Credential {
    pub(super) label: String,
    pub(super) href: String,
    pub(super) text: String,
}

/// Who gets in.
#[derive(Serialize)]
pub(super) struct Entry {
    pub(super) stages: Vec<String>,
    pub(super) word: &'static str,
    pub(super) text: String,
    pub(super) scopes: Vec<String>,
}

/// What is sent.
#[derive(Serialize)]
pub(super) struct Body {
    pub(super) media_type: String,
    pub(super) required: bool,
    pub(super) description: Option<String>,
    pub(super) schema: Option<Schema>,
    pub(super) example: Option<String>,
    pub(super) binary: bool,
}

/// What comes back.
#[derive(Serialize)]
pub(super) struct Response {
    pub(super) status: String,
    pub(super) success: bool,
    pub(super) description: Option<String>,
    pub(super) media_type: Option<String>,
    pub(super) headers: Vec<Row>,
    pub(super) schema: Option<Schema>,
    pub(super) example: Option<String>,
    pub(super) binary: bool,
}

/// How often a caller may call.
#[derive(Serialize)]
pub(super) struct Limit {
    pub(super) stages: Vec<String>,
    pub(super) caller: String,
    pub(super) rate: String,
    pub(super) rate_by: String,
    pub(super) burst: String,
    pub(super) burst_by: String,
    pub(super) quota: Option<String>,
}

/// What is kept of answers.
#[derive(Serialize)]
pub(super) struct Cache {
    pub(super) stages: Vec<String>,
    pub(super) seconds: Option<u64>,
    pub(super) by: String,
    pub(super) key: Vec<String>,
    pub(super) fresh: &'static str,
}

/// An answer of the gateway that an operation can give.
#[derive(Serialize)]
pub(super) struct ErrorLine {
    pub(super) status: u16,
    pub(super) name: &'static str,
    pub(super) anchor: String,
    pub(super) message: Option<String>,
    pub(super) why: String,
    pub(super) retry: bool,
}

/// The page of the gateway's own answers.
#[derive(Serialize)]
pub(super) struct Errors {
    pub(super) is_rest: bool,
    pub(super) answers: Vec<Answer>,
}

/// One of the gateway's own answers.
#[derive(Serialize)]
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) name: &'static str,
    pub(super) anchor: String,
    pub(super) what: String,
    pub(super) why: Vec<String>,
    pub(super) retry: bool,
    pub(super) headers: Vec<(String, String)>,
    pub(super) bodies: Vec<(String, String)>,
    pub(super) operations: usize,
    pub(super) all: bool,
}

/// The page of what lets callers in.
#[derive(Serialize)]
pub(super) struct Authentication {
    pub(super) open: usize,
    pub(super) total: usize,
    pub(super) ways: Vec<Way>,
    pub(super) policy: Option<Policy>,
    pub(super) private: bool,
    pub(super) certificates: Vec<String>,
}

/// One thing that lets callers in.
#[derive(Serialize)]
pub(super) struct Way {
    pub(super) name: String,
    pub(super) anchor: String,
    pub(super) title: String,
    pub(super) what: Vec<String>,
    pub(super) send: Vec<String>,
    pub(super) facts: Vec<(&'static str, String)>,
    pub(super) operations: usize,
    pub(super) all: bool,
}

/// What the resource policy adds.
#[derive(Serialize)]
pub(super) struct Policy {
    pub(super) keys: Vec<String>,
}

/// The list of models.
#[derive(Serialize)]
pub(super) struct Models {
    pub(super) lines: Vec<ModelLine>,
    pub(super) before: Option<Link>,
    pub(super) after: Option<Link>,
}

/// A model in a list.
#[derive(Clone, Serialize)]
pub(super) struct ModelLine {
    pub(super) label: String,
    pub(super) href: String,
    pub(super) description: String,
}

/// The page of a model.
#[derive(Serialize)]
pub(super) struct Model {
    pub(super) description: Option<String>,
    pub(super) deprecated: bool,
    pub(super) schema: Schema,
    pub(super) example: String,
    pub(super) uses: Vec<Link>,
    pub(super) more_uses: usize,
}

/// The page of what has changed.
#[derive(Serialize)]
pub(super) struct Changelog {
    pub(super) since: String,
    pub(super) sections: Vec<ChangeSection>,
}

/// Changes that mean the same for callers.
#[derive(Serialize)]
pub(super) struct ChangeSection {
    pub(super) title: &'static str,
    pub(super) anchor: &'static str,
    pub(super) changes: Vec<Change>,
}

/// A change.
#[derive(Serialize)]
pub(super) struct Change {
    pub(super) label: String,
    pub(super) href: Option<String>,
    pub(super) text: String,
    /// `in requests of` or `in responses of`, where it is about what the operations take or give.
    pub(super) among: &'static str,
    pub(super) operations: Vec<Link>,
    pub(super) more: usize,
}

/// What the panel needs to send a request.
#[derive(Serialize)]
pub(super) struct Attempt {
    pub(super) base: String,
    pub(super) stages: Vec<String>,
    pub(super) fields: Vec<AttemptField>,
    pub(super) key: bool,
    pub(super) tokens: Vec<AttemptField>,
    pub(super) signed: bool,
    pub(super) media_type: Option<String>,
    /// `text`, `file` or `parts`.
    pub(super) body: &'static str,
    pub(super) example: String,
    pub(super) parts: Vec<AttemptField>,
    pub(super) any_method: bool,
}

/// Something that a reader fills in.
#[derive(Serialize)]
pub(super) struct AttemptField {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) place: &'static str,
    pub(super) style: &'static str,
    pub(super) prefix: &'static str,
    pub(super) value: String,
    pub(super) required: bool,
    pub(super) file: bool,
}
