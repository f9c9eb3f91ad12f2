//! What the phases have seen of a request beside its answer, for logs, metrics and traces.

use std::borrow::Cow;
use std::time::Duration;

use http::HeaderMap;

use super::Moment;
use super::exchange::text;
use super::fault::Fault;
use crate::ir::ResponseType;

/// What was seen of one request.
#[derive(Debug, Default)]
pub(super) struct Seen {
    /// Whether the caller is who it says, for methods that find out by a signature or a token.
    pub(super) authenticate: Option<SeenPhase>,
    /// Whether the caller may.
    pub(super) authorize: Option<SeenPhase>,
    /// The function of an authorizer; an answer that was kept counts as one.
    pub(super) authorizer: Option<SeenCall>,
    /// The call for the keys of an issuer.
    pub(super) keys: Option<SeenCall>,
    /// The call for a session of a role.
    pub(super) role: Option<SeenCall>,
    /// The integration.
    pub(super) integration: Option<SeenCall>,
    /// What the gateway itself has answered.
    pub(super) error: Option<SeenError>,
    /// When the call that is under way began.
    pub(super) calling: Moment,
}

/// What came of a phase.
#[derive(Debug)]
pub(super) struct SeenPhase {
    pub(super) status: u16,
    pub(super) error: Option<String>,
    pub(super) latency: Duration,
}

/// A call of something else.
#[derive(Debug, Default)]
pub(super) struct SeenCall {
    pub(super) since: Moment,
    pub(super) until: Moment,
    /// The status of the service that was called: that of Lambda for a function, not the function's own.
    pub(super) service_status: Option<u16>,
    /// The status that it means: for a proxy, that of the function's answer.
    pub(super) status: Option<u16>,
    pub(super) error: Option<String>,
    /// The id that the backend gave the request.
    pub(super) request_id: Option<String>,
}

/// What a gateway response tells.
#[derive(Debug)]
pub(super) struct SeenError {
    pub(super) message: Option<Cow<'static, str>>,
    pub(super) response_type: Option<ResponseType>,
    pub(super) validation: Option<String>,
}

impl SeenPhase {
    /// What came of a phase that began at `since`.
    pub(super) fn of<T>(result: &Result<T, Fault>, since: Moment, now: Moment) -> Self {
        let fault = result.as_ref().err();
        Self {
            status: fault.map_or(200, |fault| fault.status),
            error: fault.and_then(|fault| fault.message.as_deref()).map(str::to_owned),
            latency: now.monotonic.saturating_sub(since.monotonic),
        }
    }
}

impl SeenCall {
    /// A call that has ended.
    pub(super) fn new(since: Moment, until: Moment) -> Self {
        Self { since, until, ..Self::default() }
    }

    /// How long it took.
    pub(super) fn latency(&self) -> Duration {
        self.until.monotonic.saturating_sub(self.since.monotonic)
    }

    /// Notes the status and the headers of an HTTP backend.
    pub(super) fn answered(&mut self, status: u16, headers: &HeaderMap) {
        self.service_status = Some(status);
        self.status = Some(status);
        let mut names = ["x-amzn-requestid", "x-amz-request-id"].into_iter();
        let id = names.find_map(|name| headers.get(name));
        self.request_id = id.map(|value| text(value).into_owned());
    }
}

impl SeenError {
    /// What is told of `fault`.
    pub(super) fn of(fault: &Fault) -> Self {
        Self {
            message: fault.message.clone(),
            response_type: fault.response_type,
            validation: fault.validation_error.clone(),
        }
    }
}
