//! Spans of requests: what happened in a request, and how long each part took.
//!
//! The id of the trace is that of the `X-Amzn-Trace-Id` header (`1-5759e988-bd862e3fe1be46a994272793` is the trace
//! `5759e988bd862e3fe1be46a994272793`), so the spans of callers, of the gateway and of backends are of one trace.

use std::time::Duration;

use super::integration_plan::IntegrationKind;
use super::seen::SeenCall;
use super::target::Target;
use super::{Moment, Transcript};
use crate::ir::ResponseType;

/// The spans of one request.
#[derive(Clone, Debug, PartialEq)]
pub struct Trace {
    /// The trace.
    pub trace_id: [u8; 16],
    /// What was traced: the name of the API and that of the stage, `pets/prod`.
    pub service: String,
    /// The spans: that of the request first, then those of its calls.
    pub spans: Vec<Span>,
}

/// A span.
#[derive(Clone, Debug, PartialEq)]
pub struct Span {
    /// Its id.
    pub id: [u8; 8],
    /// The span that it is a part of.
    pub parent: Option<[u8; 8]>,
    /// Its name.
    pub name: String,
    /// Whether something was answered or called.
    pub kind: SpanKind,
    /// When it began, since 1970-01-01T00:00:00Z.
    pub begun: Duration,
    /// When it ended.
    pub ended: Duration,
    /// What is known of it, by the names of OpenTelemetry's conventions.
    pub attributes: Vec<(&'static str, Attribute)>,
    /// Whether it failed, and what is said about it.
    pub error: Option<String>,
}

/// The value of an attribute.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Attribute {
    /// A text.
    Text(String),
    /// A number.
    Number(i64),
}

/// Kinds of spans.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SpanKind {
    /// A request that was answered.
    Server,
    /// A call to something else.
    Client,
}

impl Transcript {
    /// The spans of the request; nothing where it is not traced.
    pub fn trace(&self) -> Option<Trace> {
        let exchange = &self.exchange;
        if !exchange.is_traced() {
            return None;
        }
        // A trace id of another form is handed on, but cannot be recorded.
        let trace_id = trace_id(&exchange.trace_root())?;
        let stage = exchange.stage.as_ref()?;
        let mut spans = vec![self.request_span()];
        let seen = &exchange.seen;
        let parts = [
            (3, "keys of the issuer".to_owned(), &seen.keys),
            (2, self.authorizer_name(), &seen.authorizer),
            (4, "AssumeRole".to_owned(), &seen.role),
            (1, self.integration_name(), &seen.integration),
        ];
        for (number, name, call) in parts {
            // An answer of an authorizer that was kept took no call.
            let is_called = |call: &&SeenCall| number != 2 || call.service_status.is_some();
            if let Some(call) = call.as_ref().filter(is_called) {
                spans.push(self.call_span(number, name, call));
            }
        }
        let service = format!("{}/{}", exchange.plan.metered_name, stage.name);
        Some(Trace { trace_id, service, spans })
    }

    fn request_span(&self) -> Span {
        let exchange = &self.exchange;
        let route = exchange.route.as_deref().map(|own| own.method.resource_path.as_str());
        let name = match route {
            Some(route) => format!("{} {route}", exchange.verb),
            None => exchange.verb.to_string(),
        };
        let text = |value: &str| Attribute::Text(value.to_owned());
        let mut attributes = vec![
            ("http.request.method", text(exchange.verb.as_str())),
            ("url.path", text(exchange.path())),
            ("server.address", text(exchange.host())),
            ("client.address", Attribute::Text(exchange.source_ip.to_string())),
            ("http.response.status_code", Attribute::Number(self.status.as_u16().into())),
            ("http.response.body.size", Attribute::Number(i64::try_from(self.length).unwrap_or(0))),
            ("aws.api_gateway.rest_api_id", text(&exchange.plan.api_id)),
            ("aws.api_gateway.account_id", text(&exchange.plan.account)),
            ("aws.api_gateway.request_id", text(&exchange.ids.request)),
            ("aws.api_gateway.extended_request_id", text(&exchange.ids.extended)),
        ];
        attributes.extend(route.map(|route| ("http.route", text(route))));
        let agent = exchange.headers.get("user-agent").map(super::exchange::text);
        attributes.extend(agent.map(|own| ("user_agent.original", text(&own))));
        attributes.extend(
            exchange.stage.iter().map(|stage| ("aws.api_gateway.stage", text(&stage.name))),
        );
        let error = exchange.seen.error.as_ref();
        let kind = error.and_then(|own| own.response_type).map(ResponseType::name);
        attributes.extend(kind.map(|kind| ("error.type", text(kind))));
        let message =
            || error.and_then(|own| own.message.as_deref()).unwrap_or_default().to_owned();
        Span {
            id: exchange.ids.span(0),
            parent: exchange.parent_span(),
            name,
            kind: SpanKind::Server,
            begun: exchange.received.wall,
            ended: exchange.received.wall + self.latency(),
            attributes,
            // Errors of callers are none of the gateway, as OpenTelemetry has it.
            error: self.status.is_server_error().then(message),
        }
    }

    fn call_span(&self, number: u8, name: String, call: &SeenCall) -> Span {
        let exchange = &self.exchange;
        let at = |moment: Moment| {
            let since = moment.monotonic.saturating_sub(exchange.received.monotonic);
            exchange.received.wall + since
        };
        let mut attributes = Vec::new();
        let status = call.service_status.map(|own| Attribute::Number(own.into()));
        attributes.extend(status.map(|own| ("http.response.status_code", own)));
        if number == 1 {
            attributes.push(("server.address", Attribute::Text(self.integration_name())));
        }
        let id = call.request_id.clone().map(Attribute::Text);
        attributes.extend(id.map(|own| ("aws.request_id", own)));
        let is_failed = call.error.is_some() || call.service_status.is_some_and(|own| own >= 400);
        Span {
            id: exchange.ids.span(number),
            parent: Some(exchange.ids.span(0)),
            name,
            kind: SpanKind::Client,
            begun: at(call.since),
            ended: at(call.until),
            attributes,
            error: is_failed.then(|| call.error.clone().unwrap_or_default()),
        }
    }

    fn authorizer_name(&self) -> String {
        let route = self.exchange.route.as_deref();
        match route.map(|route| &route.method.authorization) {
            Some(super::method_plan::Authorization::Custom(own)) => {
                format!("authorizer {}", own.name)
            }
            _ => "authorizer".to_owned(),
        }
    }

    /// The function, or the host of the backend.
    fn integration_name(&self) -> String {
        let Some(route) = self.exchange.route.as_deref() else { return String::new() };
        match (&route.target, &route.method.integration.kind) {
            (Target::Function(function), _) => format!("Lambda {function}"),
            (Target::Service(own), _) => own.name(),
            (Target::Fixed(address), _) => {
                super::exchange::text(&address.endpoint.authority).into_owned()
            }
            (_, IntegrationKind::Function | IntegrationKind::FunctionProxy) => "Lambda".to_owned(),
            _ => "HTTP backend".to_owned(),
        }
    }
}

/// The 16 bytes of a trace id of X-Ray.
fn trace_id(root: &str) -> Option<[u8; 16]> {
    let (time, random) = root.strip_prefix("1-")?.split_once('-')?;
    if time.len() != 8 || random.len() != 24 {
        return None;
    }
    let number = u128::from_str_radix(&format!("{time}{random}"), 16).ok()?;
    Some(number.to_be_bytes())
}

/// The 8 bytes of a span id.
pub(super) fn span_id(text: &str) -> Option<[u8; 8]> {
    if text.len() != 16 || text.starts_with('+') {
        return None;
    }
    u64::from_str_radix(text, 16).ok().map(u64::to_be_bytes)
}

#[cfg(test)]
mod tests {
    use super::{span_id, trace_id};

    #[test]
    fn ids_of_another_form_are_none() {
        let good = trace_id("1-5759e988-bd862e3fe1be46a994272793").unwrap();
        assert_eq!(good[..4], [0x57, 0x59, 0xe9, 0x88]);
        for bad in
            ["1-a-b", "2-5759e988-bd862e3fe1be46a994272793", "1-5759e988-bd862e3fe1be46a99427279-"]
        {
            assert_eq!(trace_id(bad), None, "{bad}");
        }
        assert_eq!(
            span_id("53995c3f42cd8ad8"),
            Some([0x53, 0x99, 0x5c, 0x3f, 0x42, 0xcd, 0x8a, 0xd8])
        );
        assert_eq!((span_id("53995c3f42cd8ad"), span_id("+3995c3f42cd8ad8")), (None, None));
    }
}
