//! An answer, and what the engine does next.

use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, StatusCode};

use super::{
    ExecutionLog, FunctionCall, FunctionOutcome, Suspended, Ticket, Transcript, UpstreamCall,
    UpstreamOutcome,
};

/// What is to be done for a request.
#[derive(Debug)]
pub enum Step {
    /// Send this. The request is done.
    Respond(Response),
    /// Call this upstream, then go on with [`Suspended::resume`].
    Call(Box<UpstreamCall>, Suspended),
    /// Call this function, then go on with [`Suspended::resume`].
    Invoke(Box<FunctionCall>, Suspended),
}

/// What came of what a step asked for.
#[derive(Debug)]
pub enum Outcome {
    /// Of [`Step::Call`].
    Upstream(UpstreamOutcome),
    /// Of [`Step::Invoke`].
    Function(FunctionOutcome),
}

impl From<UpstreamOutcome> for Outcome {
    fn from(outcome: UpstreamOutcome) -> Self {
        Self::Upstream(outcome)
    }
}

impl From<FunctionOutcome> for Outcome {
    fn from(outcome: FunctionOutcome) -> Self {
        Self::Function(outcome)
    }
}

/// An answer.
#[derive(Debug)]
pub struct Response {
    /// The status.
    pub status: StatusCode,
    /// The headers, without those of the connection: `Content-Length`, `Transfer-Encoding` and `Date` are the shell's.
    pub headers: HeaderMap,
    /// The payload. That of an answer to `HEAD` is not to be sent.
    pub body: Body,
    /// Why the gateway answers for itself, for its own log: not for the caller.
    pub cause: Option<String>,
    /// What happened, if the request asked for it.
    pub log: Option<Box<ExecutionLog>>,
    /// What is to be waited for before any of this is sent: that the count of the request is kept.
    pub ticket: Option<Ticket>,
    /// What the cache did; nothing for a method that is not cached, and for a request that did not come so far.
    pub cache: Option<CacheUse>,
    /// What is told of the request when the answer has gone out; nothing for a test invocation.
    pub transcript: Option<Transcript>,
}

/// What the response cache did for a request to a cached method: `CacheHitCount` and `CacheMissCount` count these.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CacheUse {
    /// It answered.
    Hit {
        /// How long the answer is kept from now on.
        left: Duration,
    },
    /// The integration was asked.
    Miss,
}

/// The payload of an answer.
#[derive(Debug)]
pub enum Body {
    /// All of it.
    Whole(Bytes),
    /// What the upstream sends, as it comes.
    Upstream,
}
