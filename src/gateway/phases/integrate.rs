//! The call of the integration, and what comes of it (reference `pipeline`, sections 10.3 and 10.6).

use std::fmt::Write;
use std::sync::Arc;

use http::{HeaderMap, StatusCode};

use super::map::{IntegrationRequest, Mapped};
use super::route::java_map;
use crate::gateway::exchange::{Exchange, text};
use crate::gateway::fault::Fault;
use crate::gateway::headers::is_secret;
use crate::gateway::method_plan::Route;
use crate::gateway::{
    Body, Moment, UpstreamCall, UpstreamFailureKind, UpstreamOutcome, UpstreamResponse,
};

/// What is to be done about an integration.
#[derive(Debug)]
pub(in crate::gateway) enum Integrated {
    /// It has answered.
    Answered(Answered),
    /// It is to be called.
    Calling(Box<UpstreamCall>, Calling),
}

/// An integration that has answered.
#[derive(Debug)]
pub(in crate::gateway) struct Answered {
    pub(super) route: Arc<Route>,
    /// What the integration response is chosen by.
    pub(super) status: i64,
    pub(super) headers: HeaderMap,
    pub(super) body: Body,
}

/// An integration that is being called.
#[derive(Debug)]
pub(in crate::gateway) struct Calling {
    route: Arc<Route>,
    since: Moment,
}

/// Answers for a MOCK integration, and asks for the call of another.
pub(in crate::gateway) fn integrate(exchange: &mut Exchange, mapped: Mapped) -> Integrated {
    let route = mapped.route;
    match mapped.request {
        IntegrationRequest::Mock(status) => Integrated::Answered(Answered {
            route,
            status,
            headers: HeaderMap::new(),
            body: Body::Whole(bytes::Bytes::new()),
        }),
        IntegrationRequest::Http(call) => {
            log_call(exchange, &call);
            Integrated::Calling(call, Calling { route, since: exchange.now })
        }
    }
}

/// Takes what came of the call.
pub(in crate::gateway) fn answered(
    exchange: &mut Exchange,
    calling: Calling,
    outcome: UpstreamOutcome,
) -> Result<Answered, Fault> {
    match outcome {
        UpstreamOutcome::Response(response) => {
            log_answer(exchange, &calling, &response);
            let UpstreamResponse { status, headers, body } = response;
            Ok(Answered { route: calling.route, status: status.as_u16().into(), headers, body })
        }
        UpstreamOutcome::Failure(failure) => Err(match failure.kind {
            UpstreamFailureKind::Timeout => Fault::timeout(),
            UpstreamFailureKind::InvalidAddress => Fault::configuration("Invalid endpoint address"),
            UpstreamFailureKind::Refused => {
                Fault::configuration(&format!("The connection was refused: {}", failure.detail))
            }
            UpstreamFailureKind::Network | UpstreamFailureKind::Tls => {
                Fault::network(&failure.detail)
            }
            UpstreamFailureKind::TooLarge => Fault::internal(format!(
                "Execution failed: the integration response is larger than {} bytes",
                crate::gateway::MAX_PAYLOAD
            )),
        }),
    }
}

/// The lines of a call (reference `observability`, section 3).
fn log_call(exchange: &mut Exchange, call: &UpstreamCall) {
    if exchange.log.is_none() {
        return;
    }
    let scheme = if call.endpoint.tls.is_some() { "https" } else { "http" };
    let host = text(&call.endpoint.authority);
    let uri = format!("{scheme}://{host}{}", call.target);
    exchange.log(|_| format!("Endpoint request URI: {uri}"));
    exchange.log(|_| format!("Endpoint request headers: {}", shown(&call.headers)));
    exchange.log(|_| {
        let body = String::from_utf8_lossy(&call.body);
        format!("Endpoint request body after transformations: {body}")
    });
    exchange.log(|_| format!("Sending request to {uri}"));
}

fn log_answer(exchange: &mut Exchange, calling: &Calling, response: &UpstreamResponse) {
    if exchange.log.is_none() {
        return;
    }
    let latency = exchange.now.monotonic.saturating_sub(calling.since.monotonic).as_millis();
    exchange.log(|_| {
        let status = response.status.as_u16();
        format!("Received response. Status: {status}, Integration latency: {latency} ms")
    });
    exchange.log(|_| format!("Endpoint response headers: {}", shown(&response.headers)));
    exchange.log(|_| {
        let mut line = String::from("Endpoint response body before transformations: ");
        match &response.body {
            Body::Whole(bytes) => line.push_str(&String::from_utf8_lossy(bytes)),
            // Writing to a string does not fail.
            Body::Upstream => drop(write!(line, "[streamed]")),
        }
        line
    });
}

/// Headers as Java prints a map, without secrets.
pub(super) fn shown(headers: &HeaderMap) -> String {
    let pairs: Vec<(String, String)> = headers
        .iter()
        .map(|(name, value)| {
            let name = name.as_str();
            let value = if is_secret(name) { "****".to_owned() } else { text(value).into_owned() };
            (name.to_owned(), value)
        })
        .collect();
    java_map(&pairs)
}

/// Statuses that a backend may have; a MOCK integration may name any integer.
pub(super) fn status_code(status: i64) -> StatusCode {
    u16::try_from(status)
        .ok()
        .and_then(|status| StatusCode::from_u16(status).ok())
        .unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
}
