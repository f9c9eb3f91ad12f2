//! What is known of one request while it is answered.

use std::borrow::Cow;
use std::sync::Arc;
use std::time::Duration;

use core::net::IpAddr;

use bytes::Bytes;
use http::uri::{Authority, PathAndQuery};
use http::{HeaderValue, Method};

use crate::jwt::Claims;
use crate::vtl::{Overrides, Pair};

use super::base_paths::{self, Led};
use super::handles::Handles;
use super::headers::{is_hidden, usual_spelling};
use super::identities::SigningIdentity;
use super::ids::Ids;
use super::method_plan::{Route, StagePlan};
use super::phases::cache::Caching;
use super::seen::Seen;
use super::trace;
use super::{
    AuthorizerResult, DomainConnection, ExecutionLog, LogKind, Moment, Plan, RequestHeaders,
    Ticket, VpcEndpoint,
};

/// One request on its way through the phases.
#[derive(Debug)]
pub(super) struct Exchange {
    pub(super) plan: Arc<Plan>,
    pub(super) handles: Arc<Handles>,
    /// The verb that counts.
    pub(super) verb: Method,
    pub(super) target: PathAndQuery,
    pub(super) authority: Option<Authority>,
    pub(super) headers: RequestHeaders,
    pub(super) body: Bytes,
    pub(super) source_ip: IpAddr,
    pub(super) vpc_endpoint: Option<Arc<VpcEndpoint>>,
    pub(super) domain: Option<Arc<DomainConnection>>,
    pub(super) ids: Ids,
    /// What was sent, before anything was made of it.
    pub(super) wire: Wire,
    /// When it arrived.
    pub(super) received: Moment,
    /// The time as it was given last.
    pub(super) now: Moment,
    pub(super) log: Option<Box<ExecutionLog>>,
    /// Whether the log is there because the stage has one, and not because the request asked for it.
    pub(super) is_log_of_stage: bool,
    /// Whether it is a call of `TestInvokeMethod`.
    pub(super) is_test: bool,
    /// Where the host leads.
    pub(super) led: Led,
    /// The stage that the path or a base path names.
    pub(super) stage: Option<Arc<StagePlan>>,
    /// The method, behind the first phase.
    pub(super) route: Option<Arc<Route>>,
    pub(super) path_parameters: Vec<(String, String)>,
    pub(super) query: Vec<(String, String)>,
    /// Who calls, behind the phase that authorizes.
    pub(super) caller: Option<Caller>,
    /// The name and the value of the API key, behind the phase that admits.
    pub(super) api_key: Option<(String, String)>,
    /// What is known of a request to a cached method, behind the phase that looks into the cache.
    pub(super) caching: Option<Caching>,
    /// What is waited for before the request is answered.
    pub(super) ticket: Option<Ticket>,
    /// What templates have written to the override maps.
    pub(super) overrides: Overrides,
    /// What the phases have seen.
    pub(super) seen: Seen,
}

/// What was sent: the verb without overrides, and the payload as it was packed. Signatures are made over it.
#[derive(Debug, Default)]
pub(super) struct Wire {
    pub(super) method: Method,
    pub(super) body: Bytes,
    /// `Content-Encoding`, which is taken away where the payload is unpacked.
    pub(super) content_encoding: Option<HeaderValue>,
}

/// Who calls.
#[derive(Debug)]
pub(super) enum Caller {
    /// Somebody who has signed the request.
    Iam(Arc<SigningIdentity>),
    /// Somebody with a token of a user pool, which says so.
    UserPool(Claims),
    /// Somebody of whom the function of an authorizer has told.
    Authorizer {
        /// What it has told.
        result: Arc<AuthorizerResult>,
        /// How long it took; nothing for an answer that was kept.
        latency: Duration,
    },
}

impl Exchange {
    /// Writes a step to the log, if there is one.
    pub(super) fn log(&mut self, line: impl FnOnce(&Self) -> String) {
        self.log_as(LogKind::Info, line);
    }

    /// Writes a line with headers, parameters or payloads to the log, if there is one.
    pub(super) fn trace(&mut self, line: impl FnOnce(&Self) -> String) {
        self.log_as(LogKind::Trace, line);
    }

    /// Writes to the log what went wrong, if there is one.
    pub(super) fn log_error(&mut self, line: impl FnOnce(&Self) -> String) {
        self.log_as(LogKind::Error, line);
    }

    /// Writes a line of that kind to the log, if there is one.
    pub(super) fn log_as(&mut self, kind: LogKind, line: impl FnOnce(&Self) -> String) {
        if self.log.is_some() {
            let text = line(self);
            let now = self.now;
            if let Some(log) = &mut self.log {
                log.line(now, kind, text);
            }
        }
    }

    /// Whether spans of the request are recorded: the stage asks for it, and the caller does not forbid it.
    pub(super) fn is_traced(&self) -> bool {
        let is_asked = self.stage.as_ref().is_some_and(|stage| stage.observers.traced);
        is_asked && Ids::is_sampled(self.headers.get(TRACE_HEADER))
    }

    /// What goes to a backend as `X-Amzn-Trace-Id`. `span` is the number of the call, whose id its own spans have as
    /// their parent where the request is traced.
    pub(super) fn trace_header(&self, span: u8) -> String {
        let span = self.is_traced().then_some(span);
        self.ids.trace(self.headers.get(TRACE_HEADER), self.received, span)
    }

    /// The id of the trace, as `$context.xrayTraceId` has it.
    pub(super) fn trace_root(&self) -> String {
        self.ids.trace_root(self.headers.get(TRACE_HEADER), self.received)
    }

    /// The span that the caller has sent as the parent.
    pub(super) fn parent_span(&self) -> Option<[u8; 8]> {
        trace::span_id(Ids::parent(self.headers.get(TRACE_HEADER))?)
    }

    /// The stage that is asked for, and the path below it.
    pub(super) fn place(&self) -> (&str, &str) {
        let path = self.target.path().trim_start_matches('/');
        match &self.led {
            Led::Mapped { stage, base_path } => {
                (stage, base_paths::below(path, base_path).unwrap_or(path))
            }
            Led::Default | Led::Nowhere => path.split_once('/').unwrap_or((path, "")),
        }
    }

    /// The path as `$context.path` has it: with the stage, and with one slash in front.
    pub(super) fn path(&self) -> &str {
        let path = self.target.path();
        let extra = path.len() - path.trim_start_matches('/').len();
        path.get(extra.saturating_sub(1)..).unwrap_or("/")
    }

    /// The host that was asked.
    pub(super) fn host(&self) -> &str {
        let named = self.headers.get("host").and_then(|value| value.to_str().ok());
        named.or(self.authority.as_ref().map(Authority::as_str)).unwrap_or("localhost")
    }

    /// The last value of a path parameter.
    pub(super) fn path_parameter(&self, name: &str) -> Option<&str> {
        last(&self.path_parameters, name)
    }

    /// The last value of a query parameter.
    pub(super) fn query_parameter(&self, name: &str) -> Option<&str> {
        last(&self.query, name)
    }

    /// All values of a query parameter.
    pub(super) fn query_values(&self, name: &str) -> impl Iterator<Item = &str> {
        self.query.iter().filter(move |(own, _)| own == name).map(|(_, value)| value.as_str())
    }

    /// The values of a header that mappings may see, in order. Its name counts as it was sent, where that is known.
    pub(super) fn header_values<'e>(&'e self, name: &'e str) -> Vec<Cow<'e, str>> {
        if is_hidden(name) {
            return Vec::new();
        }
        let mut values: Vec<Cow<'e, str>> = match &self.headers {
            RequestHeaders::Map(map, _) => map.get_all(name).iter().map(text).collect(),
            RequestHeaders::List(list) => {
                list.iter().filter(|(own, _)| own == name).map(|(_, value)| text(value)).collect()
            }
        };
        if self.is_test {
            return values;
        }
        if name.eq_ignore_ascii_case("host") && values.is_empty() {
            values.push(Cow::Borrowed(self.host()));
        }
        if let Some(value) = self.forwarded(name) {
            values = vec![Cow::Owned(value)];
        }
        values
    }

    /// The last value of a header.
    pub(super) fn header(&self, name: &str) -> Option<Cow<'_, str>> {
        match &self.headers {
            RequestHeaders::Map(map, _) if !is_added(name) && !is_hidden(name) => {
                map.get_all(name).iter().next_back().map(text)
            }
            RequestHeaders::Map(..) | RequestHeaders::List(_) => {
                // Borrowing from `name` is not needed behind this call.
                self.header_values(name).pop().map(|value| Cow::Owned(value.into_owned()))
            }
        }
    }

    /// The last value of a header that HTTP itself gives a meaning, such as `Accept`: its name counts in any case.
    pub(super) fn http_header(&self, name: &str) -> Option<Cow<'_, str>> {
        self.headers.get(name).map(text)
    }

    /// What the service adds to a request before anything looks at it (reference `pipeline`, section 10.5).
    pub(super) fn forwarded(&self, name: &str) -> Option<String> {
        if !is_added(name) {
            return None;
        }
        if name.eq_ignore_ascii_case("x-forwarded-for") {
            return Some(self.forwarded_for());
        }
        let is_port = name.eq_ignore_ascii_case("x-forwarded-port");
        Some(if is_port { FORWARDED_PORT } else { FORWARDED_PROTO }.to_owned())
    }

    /// `X-Forwarded-For`: the addresses that the caller names, then its own.
    pub(super) fn forwarded_for(&self) -> String {
        let before = self.headers.get("x-forwarded-for").and_then(|value| value.to_str().ok());
        match before {
            Some(before) if !before.is_empty() => format!("{before}, {}", self.source_ip),
            _ => self.source_ip.to_string(),
        }
    }

    /// All headers that somebody sees, with names as `names` has them.
    pub(super) fn header_pairs<'e>(&'e self, route: &'e Route, names: Names) -> Vec<Pair<'e>> {
        let sent = match &self.headers {
            RequestHeaders::Map(_, head) => Some(head.names()),
            RequestHeaders::List(_) => None,
        };
        let spelled = |name: &'e str| {
            let Some(sent) = &sent else { return name };
            let declared = || route.method.spelling(name);
            let sent = || sent.iter().copied().find(|own| own.eq_ignore_ascii_case(name));
            let found = match names {
                Names::AsDeclared => declared().or_else(sent),
                Names::AsSent => sent().or_else(declared),
            };
            found.unwrap_or_else(|| usual_spelling(name))
        };
        let mut pairs: Vec<Pair<'e>> = Vec::with_capacity(16);
        for (name, value) in self.headers.iter() {
            if !is_hidden(name) && (!is_added(name) || self.is_test) {
                pairs.push((Cow::Borrowed(spelled(name)), text(value)));
            }
        }
        if self.is_test {
            return pairs;
        }
        if self.headers.get("host").is_none() {
            pairs.push((Cow::Borrowed("Host"), Cow::Borrowed(self.host())));
        }
        for name in ADDED {
            if let Some(value) = self.forwarded(name) {
                pairs.push((
                    Cow::Borrowed(route.method.spelling(name).unwrap_or(name)),
                    value.into(),
                ));
            }
        }
        pairs
    }
}

/// How the names of headers are written for those who tell them apart by case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Names {
    /// As the method declares them, and those that it does not declare as they were sent: so a template finds what it
    /// asks for, whatever letters the caller's library sends.
    AsDeclared,
    /// As they were sent (recorded: `tEsT-HEADeR` reaches a function as it is).
    AsSent,
}

/// The header that the trace is in.
pub(super) const TRACE_HEADER: &str = "x-amzn-trace-id";

/// Headers that the service adds to every request.
const ADDED: [&str; 3] = ["X-Forwarded-For", "X-Forwarded-Port", "X-Forwarded-Proto"];

/// The service is reached by HTTPS alone, and backends are written for that.
pub(super) const FORWARDED_PORT: &str = "443";
/// The protocol of that port.
pub(super) const FORWARDED_PROTO: &str = "https";

fn is_added(name: &str) -> bool {
    ADDED.iter().any(|added| added.eq_ignore_ascii_case(name))
}

/// The text of a header: Latin-1 where it is not UTF-8, as HTTP has it.
pub(super) fn text(value: &HeaderValue) -> Cow<'_, str> {
    match std::str::from_utf8(value.as_bytes()) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => value.as_bytes().iter().map(|byte| char::from(*byte)).collect(),
    }
}

fn last<'p>(pairs: &'p [(String, String)], name: &str) -> Option<&'p str> {
    pairs.iter().rev().find(|(own, _)| own == name).map(|(_, value)| value.as_str())
}

/// The pairs as a template reads them.
pub(super) fn borrowed(pairs: &[(String, String)]) -> Vec<Pair<'_>> {
    pairs
        .iter()
        .map(|(name, value)| (Cow::Borrowed(name.as_str()), Cow::Borrowed(value.as_str())))
        .collect()
}
