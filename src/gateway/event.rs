//! The events that functions get: that of `AWS_PROXY`, and those of authorizers
//! (reference `pipeline`, section 10.5, and `access-control`, section 9.2).

use std::borrow::Cow;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use serde::ser::{SerializeMap, SerializeSeq};
use serde::{Serialize, Serializer};

use crate::vtl::{Pair, Variable, Variables};

use super::base_paths::Led;
use super::context;
use super::exchange::{Exchange, Names, borrowed};
use super::method_plan::Route;
use super::payload::Payload;

/// The event of a function behind `AWS_PROXY`, version 1.0. What is empty is null.
pub(super) fn proxy(exchange: &Exchange, route: &Route, is_binary: bool) -> Bytes {
    #[derive(Serialize)]
    #[serde(rename_all = "camelCase")]
    struct ProxyEvent<'e> {
        #[serde(flatten)]
        parts: Parts<'e>,
        body: Option<Cow<'e, str>>,
        is_base64_encoded: bool,
    }
    let text;
    let body = if exchange.body.is_empty() {
        None
    } else if is_binary {
        Some(Cow::Owned(STANDARD.encode(&exchange.body)))
    } else {
        text = Payload::text(exchange.body.clone());
        text.as_text().map(Cow::Borrowed)
    };
    let is_base64_encoded = is_binary && body.is_some();
    let parts = Parts::new(exchange, route, Absent::Null);
    written(&ProxyEvent { parts, body, is_base64_encoded })
}

/// The event of a `TOKEN` authorizer.
pub(super) fn token(token: &str, method_arn: &str) -> Bytes {
    #[derive(Serialize)]
    #[serde(rename_all = "camelCase")]
    struct TokenEvent<'e> {
        #[serde(rename = "type")]
        kind: &'static str,
        authorization_token: &'e str,
        method_arn: &'e str,
    }
    written(&TokenEvent { kind: "TOKEN", authorization_token: token, method_arn })
}

/// The event of a `REQUEST` authorizer: the request without its payload. What is empty is an empty map.
pub(super) fn request(exchange: &Exchange, route: &Route, method_arn: &str) -> Bytes {
    #[derive(Serialize)]
    #[serde(rename_all = "camelCase")]
    struct RequestEvent<'e> {
        #[serde(rename = "type")]
        kind: &'static str,
        method_arn: &'e str,
        #[serde(flatten)]
        parts: Parts<'e>,
    }
    let parts = Parts::new(exchange, route, Absent::Empty);
    written(&RequestEvent { kind: "REQUEST", method_arn, parts })
}

/// What is written where a request has none of something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Absent {
    Null,
    Empty,
}

/// What events of whole requests have in common.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Parts<'e> {
    resource: &'e str,
    path: String,
    http_method: &'e str,
    headers: Singles<'e>,
    multi_value_headers: Multiples<'e>,
    query_string_parameters: Singles<'e>,
    multi_value_query_string_parameters: Multiples<'e>,
    path_parameters: Singles<'e>,
    stage_variables: Singles<'e>,
    request_context: RequestContext<'e>,
}

impl<'e> Parts<'e> {
    fn new(exchange: &'e Exchange, route: &'e Route, absent: Absent) -> Self {
        let headers = headers(exchange, route);
        let query = borrowed(&exchange.query);
        Self {
            resource: &route.method.resource_path,
            path: path(exchange, route),
            http_method: exchange.verb.as_str(),
            headers: Singles(headers.clone(), absent),
            multi_value_headers: Multiples(headers, absent),
            query_string_parameters: Singles(query.clone(), absent),
            multi_value_query_string_parameters: Multiples(query, absent),
            path_parameters: Singles(borrowed(&exchange.path_parameters), absent),
            stage_variables: Singles(route.stage.variables.clone(), absent),
            request_context: RequestContext(context::variables(exchange, Some(route))),
        }
    }
}

/// The path without the stage. Slashes in front of it are one, those inside and behind stay.
fn path(exchange: &Exchange, route: &Route) -> String {
    let whole = exchange.path();
    let stage = route.stage.name.as_str();
    let below = whole.strip_prefix('/').and_then(|rest| rest.strip_prefix(stage));
    // Behind a custom domain name the path has no stage, and a base path stays a part of it.
    let is_whole = exchange.is_test || exchange.led != Led::Default;
    let path = if is_whole { whole } else { below.unwrap_or(whole) };
    format!("/{}", path.trim_start_matches('/'))
}

/// The headers as templates see them, and the trace.
fn headers<'e>(exchange: &'e Exchange, route: &'e Route) -> Vec<Pair<'e>> {
    const TRACE: &str = "X-Amzn-Trace-Id";
    let mut headers = exchange.header_pairs(route, Names::AsSent);
    if exchange.is_test {
        return headers;
    }
    let trace = exchange.trace_header(1);
    let sent = headers.iter_mut().find(|(name, _)| name.eq_ignore_ascii_case(TRACE));
    if let Some((_, value)) = sent {
        *value = Cow::Owned(trace);
    } else if exchange.is_traced() {
        headers.push((Cow::Borrowed(TRACE), Cow::Owned(trace)));
    } else {
        let root = trace.split(';').next().unwrap_or(&trace).to_owned();
        headers.push((Cow::Borrowed(TRACE), Cow::Owned(root)));
    }
    headers
}

/// Pairs of which the last of each name counts.
struct Singles<'e>(Vec<Pair<'e>>, Absent);

impl Serialize for Singles<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self(pairs, absent) = self;
        if pairs.is_empty() && *absent == Absent::Null {
            return serializer.serialize_none();
        }
        let mut map = serializer.serialize_map(None)?;
        for (name, _) in firsts(pairs) {
            let last = pairs.iter().rev().find(|(own, _)| own == name);
            map.serialize_entry(name, &last.map_or("", |(_, value)| value))?;
        }
        map.end()
    }
}

/// Pairs with all values of each name.
struct Multiples<'e>(Vec<Pair<'e>>, Absent);

impl Serialize for Multiples<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        struct Values<'p, 'e>(&'p [Pair<'e>], &'p str);
        impl Serialize for Values<'_, '_> {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                let mut list = serializer.serialize_seq(None)?;
                for (_, value) in self.0.iter().filter(|(own, _)| own == self.1) {
                    list.serialize_element(value)?;
                }
                list.end()
            }
        }
        let Self(pairs, absent) = self;
        if pairs.is_empty() && *absent == Absent::Null {
            return serializer.serialize_none();
        }
        let mut map = serializer.serialize_map(None)?;
        for (name, _) in firsts(pairs) {
            map.serialize_entry(name, &Values(pairs, name))?;
        }
        map.end()
    }
}

/// The first pair of each name.
fn firsts<'p, 'e>(pairs: &'p [Pair<'e>]) -> impl Iterator<Item = &'p Pair<'e>> {
    let is_first =
        |at: usize, name: &str| pairs.iter().take(at).all(|(earlier, _)| earlier != name);
    pairs.iter().enumerate().filter(move |(at, (name, _))| is_first(*at, name)).map(|(_, own)| own)
}

/// `$context` without what only mappings have.
struct RequestContext<'e>(Variables<'e>);

impl Serialize for RequestContext<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let is_for_mappings = |name: &str| matches!(name, "requestOverride" | "responseOverride");
        let members = self.0.iter().filter(|(name, _)| !is_for_mappings(name));
        serializer.collect_map(members.map(|(name, value)| (name, Member(value))))
    }
}

struct Member<'v, 'e>(&'v Variable<'e>);

impl Serialize for Member<'_, '_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            Variable::Text(text) => serializer.serialize_str(text),
            Variable::Map(map) => {
                serializer.collect_map(map.iter().map(|(name, value)| (name, Member(value))))
            }
            Variable::Null
            | Variable::Bool(_)
            | Variable::Integer(_)
            | Variable::Number(_)
            | Variable::List(_) => self.0.to_json().serialize(serializer),
        }
    }
}

/// Texts, numbers and maps with text keys are always JSON.
fn written(event: &impl Serialize) -> Bytes {
    Bytes::from(serde_json::to_vec(event).unwrap_or_default())
}
