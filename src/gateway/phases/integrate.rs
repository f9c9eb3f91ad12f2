//! The call of the integration, and what comes of it (reference `pipeline`, sections 10.3 and 10.6).

use std::fmt::Write;
use std::sync::Arc;

use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::{HeaderMap, HeaderValue, StatusCode};
use serde::Deserialize;

use super::map::{self, IntegrationRequest, Mapped};
use super::route::java_map;
use crate::gateway::exchange::{Exchange, text};
use crate::gateway::fault::Fault;
use crate::gateway::headers::usual_spelling;
use crate::gateway::integration_plan::IntegrationKind;
use crate::gateway::mask::{shown_address, shown_header};
use crate::gateway::method_plan::Route;
use crate::gateway::roles::Role;
use crate::gateway::{
    Body, FunctionCall, FunctionFailure, FunctionFailureKind, FunctionOutcome, UpstreamCall,
    UpstreamFailureKind, UpstreamOutcome, UpstreamResponse,
};

/// What is to be done about an integration.
#[derive(Debug)]
pub(in crate::gateway) enum Integrated {
    /// It has answered.
    Answered(Answered),
    /// Its backend is to be called.
    Calling(Box<UpstreamCall>, Calling),
    /// The role that calls its service is to be assumed.
    Assuming(Box<UpstreamCall>, Assuming),
    /// Its function is to be called.
    Invoking(Box<FunctionCall>, Calling),
}

/// An integration that has answered.
#[derive(Debug)]
pub(in crate::gateway) struct Answered {
    pub(super) route: Arc<Route>,
    pub(super) status: i64,
    /// What the integration response is chosen by: the status, or the error of a function.
    pub(super) selector: String,
    pub(super) headers: HeaderMap,
    pub(super) body: Body,
}

/// A service that is called when its role is assumed.
#[derive(Debug)]
pub(in crate::gateway) struct Assuming {
    route: Arc<Route>,
    /// Not signed yet.
    call: Box<UpstreamCall>,
    role: Arc<Role>,
}

/// An integration that is being called.
#[derive(Debug)]
pub(in crate::gateway) struct Calling {
    route: Arc<Route>,
}

/// Answers for a MOCK integration, and asks for the call of another.
pub(in crate::gateway) fn integrate(
    exchange: &mut Exchange,
    mapped: Mapped,
) -> Result<Integrated, Fault> {
    let route = mapped.route;
    Ok(match mapped.request {
        IntegrationRequest::Mock(status) => Integrated::Answered(Answered {
            route,
            status,
            selector: status.to_string(),
            headers: HeaderMap::new(),
            body: Body::Whole(Bytes::new()),
        }),
        IntegrationRequest::Http(call) => {
            log_call(exchange, &call);
            Integrated::Calling(call, Calling { route })
        }
        IntegrationRequest::Unsigned(call, role) => {
            let asked = role.call(exchange.now).ok_or_else(|| {
                Fault::configuration("Invalid credentials: no header can have the access key")
            })?;
            Integrated::Assuming(asked, Assuming { route, call, role })
        }
        IntegrationRequest::Function(call) => {
            log_invocation(exchange, &call);
            Integrated::Invoking(call, Calling { route })
        }
    })
}

/// Takes what came of the call of STS, and calls the service.
pub(in crate::gateway) fn assumed(
    exchange: &mut Exchange,
    assuming: Assuming,
    outcome: UpstreamOutcome,
) -> Result<Integrated, Fault> {
    let Assuming { route, call, role } = assuming;
    let session = role.keep(exchange.handles.role_sessions(), outcome, exchange.now);
    let request = map::assumed(exchange, &route, &role, &session, call)?;
    integrate(exchange, Mapped { route, request })
}

/// Takes what came of the call.
pub(in crate::gateway) fn answered(
    exchange: &mut Exchange,
    calling: Calling,
    outcome: UpstreamOutcome,
) -> Result<Answered, Fault> {
    match outcome {
        UpstreamOutcome::Response(response) => {
            log_answer(exchange, &response);
            let UpstreamResponse { status, headers, body } = response;
            if let Some(call) = &mut exchange.seen.integration {
                call.answered(status.as_u16(), &headers);
            }
            let route = calling.route;
            let selector = status.as_str().to_owned();
            Ok(Answered { route, status: status.as_u16().into(), selector, headers, body })
        }
        UpstreamOutcome::Failure(failure) => Err(match failure.kind {
            UpstreamFailureKind::Timeout => Fault::timeout(),
            UpstreamFailureKind::InvalidAddress => Fault::configuration("Invalid endpoint address"),
            // At AWS something always listens: what stands in for a service is not there.
            UpstreamFailureKind::Refused
                if calling.route.method.integration.kind == IntegrationKind::Service =>
            {
                Fault::network(&failure.detail)
            }
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

/// Takes what came of the call of a function. Behind a custom integration, what a function says of its failure is an
/// answer like any other, for which an integration response is chosen.
pub(in crate::gateway) fn returned(
    exchange: &mut Exchange,
    calling: Calling,
    outcome: FunctionOutcome,
) -> Result<Answered, Fault> {
    let (payload, is_error) = match outcome {
        FunctionOutcome::Payload(payload) => (payload, false),
        FunctionOutcome::Error(payload) => (payload, true),
        FunctionOutcome::Failure(failure) => return Err(not_run(&failure)),
    };
    // Lambda answers 202 and nothing else to an event that it only takes.
    let status = if payload.is_empty() { StatusCode::ACCEPTED } else { StatusCode::OK };
    let json = HeaderValue::from_static("application/json");
    let headers = HeaderMap::from_iter([(CONTENT_TYPE, json)]);
    let response = UpstreamResponse { status, headers, body: Body::Whole(payload.clone()) };
    log_answer(exchange, &response);
    if let Some(call) = &mut exchange.seen.integration {
        call.answered(status.as_u16(), &response.headers);
    }
    let route = calling.route;
    let is_proxy = route.method.integration.kind == IntegrationKind::FunctionProxy;
    let selector = if is_proxy && !is_error { None } else { error_message(&payload) };
    let selector = selector.unwrap_or_default();
    if is_proxy && is_error {
        return Err(Fault::function_error(&selector, &exchange.ids.of_call(1)));
    }
    let UpstreamResponse { status, headers, body } = response;
    Ok(Answered { route, status: status.as_u16().into(), selector, headers, body })
}

/// `errorMessage` of what a function returned.
fn error_message(payload: &Bytes) -> Option<String> {
    #[derive(Deserialize)]
    struct ErrorDocument {
        #[serde(rename = "errorMessage")]
        error_message: Option<String>,
    }
    serde_json::from_slice::<ErrorDocument>(payload).ok()?.error_message
}

fn not_run(failure: &FunctionFailure) -> Fault {
    match failure.kind {
        FunctionFailureKind::UnknownFunction => Fault::configuration(&failure.detail),
        FunctionFailureKind::TooLarge => Fault::function_payload_too_large(&failure.detail),
        FunctionFailureKind::Throttled | FunctionFailureKind::Unreachable => {
            Fault::function_unavailable(&failure.detail)
        }
        FunctionFailureKind::Timeout => Fault::timeout(),
    }
}

/// The lines of a call of a function, which the service makes over HTTP.
fn log_invocation(exchange: &mut Exchange, call: &FunctionCall) {
    if exchange.log.is_none() {
        return;
    }
    let region = call.function.arn.split(':').nth(3).unwrap_or("").to_owned();
    let arn = &call.function.arn;
    let uri =
        format!("https://lambda.{region}.amazonaws.com/2015-03-31/functions/{arn}/invocations");
    exchange.trace(|_| format!("Endpoint request URI: {uri}"));
    exchange.trace(|_| {
        let body = String::from_utf8_lossy(&call.payload);
        format!("Endpoint request body after transformations: {body}")
    });
    exchange.trace(|_| format!("Sending request to {uri}"));
}

/// The lines of a call (reference `observability`, section 3).
fn log_call(exchange: &mut Exchange, call: &UpstreamCall) {
    if exchange.log.is_none() {
        return;
    }
    let scheme = if call.endpoint.tls.is_some() { "https" } else { "http" };
    let host = text(&call.endpoint.authority);
    let uri = shown_address(&format!("{scheme}://{host}{}", call.target));
    exchange.trace(|_| format!("Endpoint request URI: {uri}"));
    exchange.trace(|_| {
        format!("Endpoint request headers: {}", shown_as(&call.headers, usual_spelling))
    });
    exchange.trace(|_| {
        let body = String::from_utf8_lossy(&call.body);
        format!("Endpoint request body after transformations: {body}")
    });
    exchange.trace(|_| format!("Sending request to {uri}"));
}

fn log_answer(exchange: &mut Exchange, response: &UpstreamResponse) {
    if exchange.log.is_none() {
        return;
    }
    let latency = exchange.seen.integration.as_ref().map_or(0, |call| call.latency().as_millis());
    exchange.log(|_| {
        let status = response.status.as_u16();
        format!("Received response. Status: {status}, Integration latency: {latency} ms")
    });
    exchange.trace(|_| format!("Endpoint response headers: {}", shown(&response.headers)));
    exchange.trace(|_| {
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
    shown_as(headers, |name| name)
}

fn shown_as(headers: &HeaderMap, spelled: impl Fn(&str) -> &str) -> String {
    let pairs: Vec<(String, String)> = headers
        .iter()
        .map(|(name, value)| {
            let name = name.as_str();
            (spelled(name).to_owned(), shown_header(name, text(value).into_owned()))
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
