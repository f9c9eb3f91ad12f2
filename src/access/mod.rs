//! Who gets in: the whole way from a request to a decision, with its reasons (reference `access-control`, section 2).
//!
//! 1. An [`Api`] says what stands before all methods: its policy, and whether it is private. It is made once, of a
//!    definition ([`Api::of`]) or of parts ([`Api::new`]).
//! 2. A [`Call`] is one request with the [`Credentials`] that the method asks for. [`Call::decide`] answers as fast as it
//!    can, [`Call::explain`] answers the same and says why, stage by stage.
//! 3. A method with a Lambda authorizer is asked in two phases: [`Call::before_authorizer`] says whether the function is
//!    called at all.
//!
//! Routes of HTTP and WebSocket APIs have fewer stages and other refusals: a [`RouteCall`] decides about them.
//!
//! Signatures and tokens are verified elsewhere; what came of it is a part of the credentials. What nobody has said is
//! unknown, and a decision that depends on it says so.

mod answer;
mod api;
mod api_key;
mod caller;
mod credentials;
mod decide;
mod decision;
mod explain;
mod fact;
mod identity;
mod message;
mod request;
mod route;
mod tables;
mod why;

#[cfg(test)]
mod tests;

pub use answer::{AnswerFault, AuthorizerAnswer};
pub use api::{Api, ApiParts};
pub use api_key::{ApiKeyOutcome, ApiKeyPlace};
pub use caller::{Caller, CallerFacts};
pub use credentials::{
    AuthorizerCall, AuthorizerOutcome, Credentials, IdentitySource, Signature, TokenOutcome,
};
pub use decide::{Call, INVALIDATE_CACHE, INVOKE};
pub use decision::{Decision, Outcome, Outcomes, Refusal};
pub use explain::{Explanation, Flow, Need, Stage, StageKind, StageResult};
pub use fact::Fact;
pub use identity::{ApiIdentity, api_id};
pub use request::Request;
pub use route::{Jwt, RouteCall, RouteCredentials, RouteDecision, RouteKind, RouteRefusal};
pub use why::{
    Answer, AuthorizerSaid, Case, CauseReport, CausesReport, ElementReport, EntryReport, Judgement,
    KnownCaller, LONGEST_LINE, LimitInForce, LimitReport, LineFault, LogFormat, LogRecord,
    LogSummary, NearRoute, NeedReport, PolicyEdit, PolicyReport, Question, Rehearsal, Report,
    ReportOutcome, RequestChange, RequestReport, Requirement, ResponseReport, Runtime,
    RuntimePhase, Shown, Signer, Standing, StatementReport, StepReport, StepResult, Subject,
    SubjectParts, Suspect, Symptom, TokenSaid, Way, WaysIn, WhyDenied,
};
