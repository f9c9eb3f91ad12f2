//! The access log of a stage: one line for each request (reference `observability`, section 2).
//!
//! What is asked for most, and what only a log has, is written straight into the line; everything else comes from the
//! variables that templates see, so that the two cannot differ.

use std::fmt::Write;
use std::sync::Arc;
use std::time::Duration;

use super::Transcript;
use super::context;
use super::exchange::{Caller, text};
use super::integration_plan::IntegrationKind;
use super::mask::masked;
use super::seen::{SeenCall, SeenError, SeenPhase};
use super::time::write_request_time;
use crate::bundle::AccessLogConfig;
use crate::ir::ResponseType;
use crate::mapping::{AccessLogFormat, LogPart, LogStyle, UNDEFINED};

/// What the service writes for a request whose caller chose an id that is none.
const INVALID_ID: &str = "UUID_REPLACED_INVALID_REQUEST_ID";

/// The access log of a stage, prepared.
#[derive(Debug)]
pub(super) struct AccessLogPlan {
    /// `stdout`, `stderr`, or a file.
    pub(super) destination: Arc<str>,
    style: LogStyle,
    parts: Vec<Part>,
}

/// A part of a line.
#[derive(Debug)]
enum Part {
    Text(String),
    Value(Value),
    /// A variable that templates see as well.
    Context(String),
}

/// A variable that is written straight into the line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Value {
    AccountId,
    ApiId,
    ApiKey,
    Authenticate(PhaseValue),
    Authorize(PhaseValue),
    Authorizer(CallValue),
    Caller,
    DeploymentId,
    ErrorMessage,
    ErrorMessageString,
    ErrorResponseType,
    ExtendedRequestId,
    HttpMethod,
    Integration(CallValue),
    Path,
    Protocol,
    RequestId,
    RequestTime,
    RequestTimeEpoch,
    ResourcePath,
    ResponseLatency,
    ResponseLength,
    SourceIp,
    Stage,
    Status,
    User,
    UserAgent,
    ValidationErrorString,
    XrayTraceId,
}

/// A variable of a phase.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum PhaseValue {
    Error,
    Latency,
    Status,
}

/// A variable of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum CallValue {
    Error,
    Latency,
    /// The status that the call means.
    Status,
    /// The status of the service that was called.
    ServiceStatus,
    RequestId,
}

/// The names of all of them.
const VALUES: &[(&str, Value)] = &[
    ("accountId", Value::AccountId),
    ("apiId", Value::ApiId),
    ("authenticate.error", Value::Authenticate(PhaseValue::Error)),
    ("authenticate.latency", Value::Authenticate(PhaseValue::Latency)),
    ("authenticate.status", Value::Authenticate(PhaseValue::Status)),
    ("authorize.error", Value::Authorize(PhaseValue::Error)),
    ("authorize.latency", Value::Authorize(PhaseValue::Latency)),
    ("authorize.status", Value::Authorize(PhaseValue::Status)),
    ("authorizer.error", Value::Authorizer(CallValue::Error)),
    ("authorizer.integrationLatency", Value::Authorizer(CallValue::Latency)),
    ("authorizer.integrationStatus", Value::Authorizer(CallValue::ServiceStatus)),
    ("authorizer.latency", Value::Authorizer(CallValue::Latency)),
    ("authorizer.requestId", Value::Authorizer(CallValue::RequestId)),
    ("authorizer.status", Value::Authorizer(CallValue::Status)),
    ("awsEndpointRequestId", Value::Integration(CallValue::RequestId)),
    ("deploymentId", Value::DeploymentId),
    ("error.message", Value::ErrorMessage),
    ("error.messageString", Value::ErrorMessageString),
    ("error.responseType", Value::ErrorResponseType),
    ("error.validationErrorString", Value::ValidationErrorString),
    ("extendedRequestId", Value::ExtendedRequestId),
    ("httpMethod", Value::HttpMethod),
    ("identity.apiKey", Value::ApiKey),
    ("identity.caller", Value::Caller),
    ("identity.sourceIp", Value::SourceIp),
    ("identity.user", Value::User),
    ("identity.userAgent", Value::UserAgent),
    ("integration.error", Value::Integration(CallValue::Error)),
    ("integration.integrationStatus", Value::Integration(CallValue::ServiceStatus)),
    ("integration.latency", Value::Integration(CallValue::Latency)),
    ("integration.requestId", Value::Integration(CallValue::RequestId)),
    ("integration.status", Value::Integration(CallValue::Status)),
    ("integrationErrorMessage", Value::Integration(CallValue::Error)),
    ("integrationLatency", Value::Integration(CallValue::Latency)),
    ("integrationStatus", Value::Integration(CallValue::ServiceStatus)),
    ("path", Value::Path),
    ("protocol", Value::Protocol),
    ("requestId", Value::RequestId),
    ("requestTime", Value::RequestTime),
    ("requestTimeEpoch", Value::RequestTimeEpoch),
    ("resourcePath", Value::ResourcePath),
    ("responseLatency", Value::ResponseLatency),
    ("responseLength", Value::ResponseLength),
    ("stage", Value::Stage),
    ("status", Value::Status),
    ("xrayTraceId", Value::XrayTraceId),
];

impl AccessLogPlan {
    /// Prepares what is configured.
    pub(super) fn new(config: &AccessLogConfig) -> Self {
        let format = AccessLogFormat::parse(&config.format);
        let parts = format.parts().iter().map(|part| match part {
            LogPart::Text(text) => Part::Text(text.clone()),
            LogPart::Context(name) => {
                let found = VALUES.iter().find(|(own, _)| own == name);
                found.map_or_else(|| Part::Context(name.clone()), |(_, value)| Part::Value(*value))
            }
        });
        Self {
            destination: Arc::from(&*config.destination),
            style: format.style(),
            parts: parts.collect(),
        }
    }

    /// Writes the line of a request, with its end.
    pub(super) fn write(&self, of: &Transcript, out: &mut String) {
        let mut variables = None;
        for part in &self.parts {
            let from = out.len();
            match part {
                Part::Text(text) => {
                    out.push_str(text);
                    continue;
                }
                Part::Value(value) => value.write(of, out),
                Part::Context(name) => {
                    let exchange = &of.exchange;
                    let all = variables.get_or_insert_with(|| {
                        context::variables(exchange, exchange.route.as_deref())
                    });
                    out.push_str(&context::lookup(all, name).unwrap_or_default());
                }
            }
            if out.len() == from {
                out.push_str(UNDEFINED);
            } else if !self.is_ready(part) {
                self.style.escape(out, from);
            }
        }
        out.push('\n');
    }

    /// Whether the value of a part is written as the style has it already: that is so for a message in quotation marks,
    /// and for numbers and times in every style.
    fn is_ready(&self, part: &Part) -> bool {
        match part {
            Part::Value(
                Value::RequestTime
                | Value::RequestTimeEpoch
                | Value::ResponseLatency
                | Value::ResponseLength
                | Value::Status,
            ) => true,
            Part::Value(Value::ErrorMessageString) => {
                matches!(self.style, LogStyle::Json | LogStyle::Text)
            }
            Part::Value(_) | Part::Context(_) | Part::Text(_) => false,
        }
    }
}

impl Value {
    /// Writes the value; nothing where there is none.
    fn write(self, of: &Transcript, out: &mut String) {
        let exchange = &of.exchange;
        let (plan, seen) = (&exchange.plan, &exchange.seen);
        let route = exchange.route.as_deref();
        match self {
            Self::AccountId => out.push_str(&plan.account),
            Self::ApiId => out.push_str(&plan.api_id),
            Self::ApiKey => {
                if let Some((_, key)) = &exchange.api_key {
                    out.push_str(&masked(key));
                }
            }
            Self::Authenticate(value) => value.write(seen.authenticate.as_ref(), out),
            Self::Authorize(value) => value.write(seen.authorize.as_ref(), out),
            Self::Authorizer(value) => value.write(seen.authorizer.as_ref(), out),
            Self::Caller | Self::User => {
                if let Some(Caller::Iam(own)) = &exchange.caller {
                    out.push_str(&own.user_id);
                }
            }
            Self::DeploymentId => out.push_str(&plan.deployment_id),
            Self::ErrorMessage => {
                push(out, seen.error.as_ref().and_then(|own| own.message.as_deref()));
            }
            Self::ErrorMessageString => push_quoted(out, seen.error.as_ref()),
            Self::ErrorResponseType => {
                let kind = seen.error.as_ref().and_then(|own| own.response_type);
                push(out, kind.map(ResponseType::name));
            }
            Self::ExtendedRequestId => out.push_str(&exchange.ids.extended),
            Self::HttpMethod => out.push_str(exchange.verb.as_str()),
            Self::Integration(CallValue::RequestId) => integration_request_id(of, out),
            Self::Integration(value) => value.write(seen.integration.as_ref(), out),
            Self::Path => out.push_str(exchange.path()),
            Self::Protocol => out.push_str("HTTP/1.1"),
            Self::RequestId if exchange.ids.is_replaced => out.push_str(INVALID_ID),
            Self::RequestId => out.push_str(&exchange.ids.request),
            Self::RequestTime => write_request_time(out, exchange.received.wall),
            Self::RequestTimeEpoch => milliseconds(out, exchange.received.wall),
            Self::ResourcePath => push(out, route.map(|own| own.method.resource_path.as_str())),
            Self::ResponseLatency => milliseconds(out, of.latency()),
            Self::ResponseLength => number(out, of.length),
            Self::SourceIp => drop(write!(out, "{}", exchange.source_ip)),
            Self::Stage => push(out, exchange.stage.as_ref().map(|own| own.name.as_str())),
            Self::Status => number(out, of.status.as_u16()),
            Self::UserAgent => {
                if let Some(agent) = exchange.headers.get("user-agent") {
                    out.push_str(&text(agent));
                }
            }
            Self::ValidationErrorString => {
                push(out, seen.error.as_ref().and_then(|own| own.validation.as_deref()));
            }
            Self::XrayTraceId => out.push_str(&exchange.trace_root()),
        }
    }
}

impl PhaseValue {
    fn write(self, of: Option<&SeenPhase>, out: &mut String) {
        let Some(phase) = of else { return };
        match self {
            Self::Error => push(out, phase.error.as_deref()),
            Self::Latency => milliseconds(out, phase.latency),
            Self::Status => number(out, phase.status),
        }
    }
}

impl CallValue {
    fn write(self, of: Option<&SeenCall>, out: &mut String) {
        let Some(call) = of else { return };
        let status = match self {
            Self::Error => return push(out, call.error.as_deref()),
            Self::Latency => return milliseconds(out, call.latency()),
            Self::RequestId => return push(out, call.request_id.as_deref()),
            Self::Status => call.status,
            Self::ServiceStatus => call.service_status,
        };
        if let Some(status) = status {
            number(out, status);
        }
    }
}

/// The id that the backend gave the request; the call of a function has one of ours.
fn integration_request_id(of: &Transcript, out: &mut String) {
    let Some(call) = &of.exchange.seen.integration else { return };
    let kind = of.exchange.route.as_deref().map(|own| &own.method.integration.kind);
    match kind {
        Some(IntegrationKind::Function | IntegrationKind::FunctionProxy) => {
            out.push_str(&of.exchange.ids.of_call(1));
        }
        _ => push(out, call.request_id.as_deref()),
    }
}

/// The message in quotation marks. What is written for one that is missing is the same as for every other value.
fn push_quoted(out: &mut String, error: Option<&SeenError>) {
    if let Some(message) = error.and_then(|own| own.message.as_deref()) {
        out.push('"');
        let from = out.len();
        out.push_str(message);
        LogStyle::Json.escape(out, from);
        out.push('"');
    }
}

fn push(out: &mut String, value: Option<&str>) {
    out.push_str(value.unwrap_or_default());
}

/// Writes a number. The machinery of formats costs more than the digits, and a line has several numbers.
fn number(out: &mut String, value: impl Into<u64>) {
    let mut rest: u64 = value.into();
    let mut digits = [0; 20];
    let mut first = digits.len();
    for digit in digits.iter_mut().rev() {
        *digit = b'0' + u8::try_from(rest % 10).unwrap_or(0);
        rest /= 10;
        first -= 1;
        if rest == 0 {
            break;
        }
    }
    out.extend(digits.iter().skip(first).map(|digit| char::from(*digit)));
}

fn milliseconds(out: &mut String, time: Duration) {
    number(out, u64::try_from(time.as_millis()).unwrap_or(u64::MAX));
}

#[cfg(test)]
mod tests {
    use super::number;

    #[test]
    fn numbers_are_written_in_full() {
        for value in [0, 7, 10, 200, 1_800_000_000_123, u64::MAX] {
            let mut out = "at ".to_owned();
            number(&mut out, value);
            assert_eq!(out, format!("at {value}"));
        }
    }
}
