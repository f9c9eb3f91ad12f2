//! Why a request is let in or not: the answer for a person or a program, with all the ways in and what would have to
//! change.
//!
//! 1. A [`Subject`] is an API with all that stands before its methods; a [`Question`] is a request as somebody tells it.
//! 2. A [`Case`] joins the subject with a runtime. [`Case::judge`] says what becomes of a request, [`Case::explain`] says
//!    the same and why.
//!
//! Nothing is decided here: who may call is decided by [`super::Call`], and the rest by the runtime, which whoever asks
//! brings along. Every change that is proposed was made and judged in the same way.
//!
//! Besides, a [`LogFormat`] reads what an access log says of requests.

mod account;
mod bodies;
mod case;
mod causes;
mod changes;
mod edits;
mod entries;
mod keys;
mod known;
mod log_format;
mod log_record;
mod question;
mod rehearsal;
mod report;
mod routes;
mod subject;
mod ways;
mod words;

pub use case::{Case, Judgement, Standing};
pub use causes::Symptom;
pub use log_format::{LONGEST_LINE, LineFault, LogFormat};
pub use log_record::LogRecord;
pub use question::{AuthorizerSaid, KnownCaller, Question, Signer, TokenSaid};
pub use rehearsal::{Answer, LimitInForce, Rehearsal, Runtime, RuntimePhase, Shown};
pub use report::{
    CauseReport, CausesReport, ElementReport, EntryReport, LimitReport, LogSummary, NearRoute,
    NeedReport, PolicyEdit, PolicyReport, Report, ReportOutcome, RequestChange, RequestReport,
    Requirement, ResponseReport, StatementReport, StepReport, StepResult, Suspect, Way, WaysIn,
    WhyDenied,
};
pub use subject::{Subject, SubjectParts};
