//! What the runtime does with a request up to its integration, which is not called.

use crate::access::Refusal;
use crate::ir::ResponseType;
use crate::limits::{Layer, Throttle};

use super::Question;

/// Takes a request through the runtime's own phases. Who may call is decided already: the refusal is given.
pub type Runtime<'r> = &'r dyn Fn(&Question, Option<&Refusal>) -> Rehearsal;

/// What the runtime does with a request up to its integration.
#[derive(Clone, Debug, Default)]
pub struct Rehearsal {
    /// What the caller gets, where that is not for the integration to say.
    pub answer: Option<Answer>,
    /// The limits that the request meets, in the order in which they are asked.
    pub limits: Vec<LimitInForce>,
}

/// An answer of the gateway itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The phase that gives it.
    pub phase: RuntimePhase,
    /// The status.
    pub status: u16,
    /// The gateway response; nothing where no definition can change the answer.
    pub response_type: Option<ResponseType>,
    /// The headers.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: String,
    /// What the log says of it.
    pub cause: Option<String>,
}

/// The phases that answer for themselves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RuntimePhase {
    /// The payload cannot be taken.
    Payload,
    /// There is no such stage or method.
    Route,
    /// The caller may not call the method.
    Authorize,
    /// The API key or a limit.
    Admit,
    /// The request validator.
    Validate,
}

/// A limit that a request meets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LimitInForce {
    /// Whose it is.
    pub layer: Layer,
    /// The limit.
    pub throttle: Throttle,
}

/// Who the caller of a request shows to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Shown {
    /// The method does not ask.
    Nobody,
    /// The identity of that ARN has signed it.
    Identity(String),
    /// Somebody with a token of the user pool.
    Token,
    /// It is not known, and why.
    Unknown(&'static str),
    /// Nobody who counts, and why, line by line.
    Refused(Refusal, Vec<String>),
}
