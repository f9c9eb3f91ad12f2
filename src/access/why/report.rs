//! The answer to "why": everything in it is text and numbers, so that people and programs are told the same.

use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde::Serialize;

use crate::source::Span;

use super::Standing;

/// The version of the format.
const VERSION: u32 = 1;

/// An answer of `why-denied`: one for a request or for a message, and one for each entry of a log.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum WhyDenied {
    /// About a request.
    Request(Box<Report>),
    /// About a message.
    Message(CausesReport),
    /// About an entry of an access log.
    LogEntry(EntryReport),
    /// After the last entry of an access log.
    LogSummary(LogSummary),
}

/// The causes of what a caller was told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct CausesReport {
    /// The version of this format: 1.
    pub version: u32,
    /// What the caller was told.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
    /// The status.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<u16>,
    /// The request that it is about, where that is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub request: Option<String>,
    /// The causes that are possible in this API, the likeliest first.
    pub causes: Vec<CauseReport>,
}

/// A cause that is possible.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct CauseReport {
    /// Its name for programs.
    pub name: String,
    /// The status that it is answered with.
    pub status: u16,
    /// The gateway response that it is answered with; none where no definition can change the answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub response_type: Option<String>,
    /// What it is.
    pub what: String,
    /// What to look at.
    pub look: String,
    /// Where it is possible.
    pub suspects: Vec<Suspect>,
    /// In how many further places it is.
    pub more: usize,
}

/// A place where a cause is possible.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Suspect {
    /// What is there.
    pub name: String,
    /// Where it was written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<String>,
}

/// Why an entry of an access log has its status.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct EntryReport {
    /// The line of the log, from 1.
    pub line: u64,
    /// The status.
    pub status: u16,
    /// Verb and path.
    pub request: String,
    /// The stage.
    pub stage: String,
    /// The caller's address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source_ip: Option<String>,
    /// The id of the request.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub request_id: Option<String>,
    /// Whether the reason follows from what the log has; otherwise it is the likeliest.
    pub is_certain: bool,
    /// Why.
    pub reason: String,
    /// The causes that are possible, the likeliest first, where the reason is not certain.
    pub causes: Vec<CauseReport>,
}

/// What was read of an access log.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct LogSummary {
    /// All lines that are not empty.
    pub lines: u64,
    /// The entries with status 401, 403 or 429.
    pub explained: u64,
    /// The lines that are no entries.
    pub malformed: u64,
    /// The first of them, with what is wrong.
    pub first_malformed: Vec<String>,
}

/// What becomes of a request, and why.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Report {
    /// The version of this format: 1.
    pub version: u32,
    /// What becomes of the request.
    pub outcome: ReportOutcome,
    /// Why, in a sentence.
    pub summary: String,
    /// The request.
    pub request: RequestReport,
    /// What the caller gets, unless it is let in. Where that is not known, one of the answers that are possible.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub response: Option<ResponseReport>,
    /// What has to be known before the outcome is.
    pub needs: Vec<NeedReport>,
    /// How the policies come to a decision.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rule: Option<String>,
    /// What the request goes through, in order, up to the step that ends it.
    pub steps: Vec<StepReport>,
    /// The routes that are close to one that does not exist.
    pub nearest_routes: Vec<NearRoute>,
    /// All ways in to the method.
    pub ways_in: WaysIn,
    /// The smallest single changes of the request that let it in, each tried.
    pub request_changes: Vec<RequestChange>,
    /// The smallest edits of a policy that let it in, each tried.
    pub policy_edits: Vec<PolicyEdit>,
    /// The limits that the request meets, in the order in which they are asked.
    pub limits: Vec<LimitReport>,
}

/// What becomes of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ReportOutcome {
    /// It reaches its integration.
    Allowed,
    /// It does not.
    Denied,
    /// It depends on what is not known.
    Undecided,
}

/// The request that was asked about.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct RequestReport {
    /// The verb.
    pub method: String,
    /// The path without the stage.
    pub path: String,
    /// The stage.
    pub stage: String,
    /// The method that it is for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub route: Option<String>,
    /// What the method asks of its callers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub authorization_type: Option<String>,
    /// The ARN that policies are asked about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub arn: Option<String>,
    /// Who calls.
    pub caller: String,
}

/// What a caller gets.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ResponseReport {
    /// The status.
    pub status: u16,
    /// The gateway response; none where no definition can change the answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub response_type: Option<String>,
    /// `x-amzn-ErrorType`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error_type: Option<String>,
    /// The body.
    pub body: String,
}

/// Something that has to be known before an outcome is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct NeedReport {
    /// What: a condition key, or words.
    pub name: String,
    /// Why it is not known.
    pub why: String,
    /// The argument of the command that says it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub argument: Option<String>,
}

/// One step on the way of a request.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct StepReport {
    /// Its name for programs.
    pub name: String,
    /// Its name for people.
    pub title: String,
    /// What became of the request in it.
    pub result: StepResult,
    /// A line about it.
    pub note: String,
    /// Further lines about it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub details: Vec<String>,
    /// Where what decides it was written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<String>,
    /// The policies that it asks.
    pub policies: Vec<PolicyReport>,
    /// The bytes of the place.
    #[serde(skip)]
    pub span: Option<Span>,
}

/// What became of a request in a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum StepResult {
    /// It may go on.
    Passed,
    /// It ends here.
    Refused,
    /// What the step says counts together with other steps.
    Noted,
    /// It depends on what is not known.
    Open,
}

/// What a policy says.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct PolicyReport {
    /// What it decides: `allow`, `explicit-deny`, `implicit-deny` or `unknown`.
    pub verdict: String,
    /// Its statements, in the order of the text.
    pub statements: Vec<StatementReport>,
}

/// What a statement says.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct StatementReport {
    /// Its place in the policy, from 0.
    pub index: usize,
    /// Its name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sid: Option<String>,
    /// `Allow` or `Deny`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub effect: Option<String>,
    /// Whether it is about the request; null where that is not known.
    pub applies: Option<bool>,
    /// Whether it makes the decision.
    pub decides: bool,
    /// Where it was written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<String>,
    /// What it asks.
    pub elements: Vec<ElementReport>,
    /// The bytes of the place.
    #[serde(skip)]
    pub span: Option<Span>,
}

/// What one element of a statement asks.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ElementReport {
    /// `Principal`, `Action`, `Resource`, `Condition`, or the name of a part that another tool fills in.
    pub element: String,
    /// The operator of a condition.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub operator: Option<String>,
    /// The key of a condition.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
    /// Whether it holds; null where that is not known.
    pub holds: Option<bool>,
    /// Whether it holds where no value matches.
    pub negated: bool,
    /// The values that it wants.
    pub wanted: Vec<String>,
    /// What the request has.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub actual: Option<String>,
    /// Why it holds or not: `value-matches`, `no-value-matches`, `named`, `key-absent`, `key-present`,
    /// `several-values`, `variable-missing` or `unknown`.
    pub because: String,
    /// The same as a sentence.
    pub sentence: String,
    /// Where it was written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<String>,
    /// The bytes of the place.
    #[serde(skip)]
    pub span: Option<Span>,
}

/// A route that is close to one that does not exist.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct NearRoute {
    /// As in `GET /pets/{petId}`.
    pub route: String,
    /// Where the request differs.
    pub difference: String,
    /// Where it was written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<String>,
}

/// How callers get in.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct WaysIn {
    /// One of these has to hold in full.
    pub any_of: Vec<Way>,
    /// None of these may.
    pub unless: Vec<Way>,
    /// And each of these has to.
    pub all_of: Vec<Requirement>,
}

/// A way in, or a way out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Way {
    /// What opens it.
    pub title: String,
    /// Where it was written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<String>,
    /// What has to hold for it.
    pub requirements: Vec<Requirement>,
}

/// Something that has to hold.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Requirement {
    /// What, as a sentence.
    pub what: String,
    /// Whether it does; null where that is not known.
    pub holds: Option<bool>,
}

/// A change of the request that was tried.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct RequestChange {
    /// What is changed: `verb`, `path`, `stage`, `source address`, a header, …
    pub what: String,
    /// What it was.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// What it is now.
    pub to: String,
    /// What else would do.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub or: Option<String>,
    /// What becomes of the request then.
    pub outcome: ReportOutcome,
}

/// An edit of a policy that was tried.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct PolicyEdit {
    /// Which policy.
    pub policy: String,
    /// What is edited, in words.
    pub what: String,
    /// Where it was written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<String>,
    /// The statement as it is then; null where it is taken out.
    pub statement: Option<serde_json::Value>,
}

/// A limit that a request meets.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct LimitReport {
    /// `client-method`, `client`, `method` or `account`.
    pub layer: String,
    /// Requests per second.
    pub rate: String,
    /// Requests at once.
    pub burst: u64,
}

impl Report {
    pub(super) const VERSION: u32 = VERSION;
}

impl WhyDenied {
    /// The JSON Schema of what it serializes to.
    pub fn schema() -> serde_json::Value {
        let settings = SchemaSettings::default().for_serialize();
        let mut schema = settings.into_generator().into_root_schema_for::<Self>();
        schema.insert("title".to_owned(), "portcullis why-denied".into());
        schema.to_value()
    }
}

impl From<Standing> for ReportOutcome {
    fn from(standing: Standing) -> Self {
        match standing {
            Standing::Allowed => Self::Allowed,
            Standing::Denied => Self::Denied,
            Standing::Undecided => Self::Undecided,
        }
    }
}

impl ReportOutcome {
    /// The word for it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Allowed => "allowed",
            Self::Denied => "denied",
            Self::Undecided => "undecided",
        }
    }
}
