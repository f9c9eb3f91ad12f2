//! What the caller gets: the integration response, or the gateway response to a fault
//! (reference `pipeline`, sections 9, 11 and 12).

use bytes::Bytes;
use http::header::{CONTENT_ENCODING, CONTENT_TYPE, HeaderName, HeaderValue, WARNING};
use http::{HeaderMap, StatusCode};
use serde_json::Value;

use super::cache;
use super::integrate::{Answered, shown, status_code};
use super::map::{find, is_json_like, texts};
use super::render::render;
use crate::gateway::compression;
use crate::gateway::exchange::{Exchange, text};
use crate::gateway::fault::Fault;
use crate::gateway::headers::{Passed, mapped_response_name, proxied, returned_by_function};
use crate::gateway::integration_plan::{IntegrationKind, ResponsePlan};
use crate::gateway::mapping_template::MappingTemplate;
use crate::gateway::method_plan::Route;
use crate::gateway::payload::{self, Payload};
use crate::gateway::proxy_answer::ProxyAnswer;
use crate::gateway::seen::SeenError;
use crate::gateway::{Body, LogKind, Response, StoredResponse, context};
use crate::mapping::{Expression, essence};
use crate::vtl::Variables;

static REQUEST_ID: HeaderName = HeaderName::from_static("x-amzn-requestid");
static EXTENDED_ID: HeaderName = HeaderName::from_static("x-amz-apigw-id");
static TRACE_ID: HeaderName = HeaderName::from_static("x-amzn-trace-id");
const JSON: HeaderValue = HeaderValue::from_static("application/json");

/// An answer without what every answer gets.
struct Draft {
    status: StatusCode,
    headers: HeaderMap,
    body: Body,
}

/// Makes the answer of a method.
pub(in crate::gateway) fn respond(
    exchange: &mut Exchange,
    answered: Answered,
) -> Result<Response, Fault> {
    let mut draft = match answered.route.method.integration.kind {
        IntegrationKind::HttpProxy => pass(exchange, answered),
        IntegrationKind::FunctionProxy => proxy(exchange, &answered)?,
        IntegrationKind::Mock
        | IntegrationKind::Http
        | IntegrationKind::Function
        | IntegrationKind::Service
        | IntegrationKind::Unserved(_) => custom(exchange, &answered)?,
    };
    draft.headers.entry(CONTENT_TYPE).or_insert(JSON);
    if exchange.caching.is_some() {
        keep(exchange, &draft);
    }
    Ok(complete(exchange, draft))
}

/// Makes the answer of what the cache has.
pub(in crate::gateway) fn repeat(exchange: &mut Exchange, stored: &StoredResponse) -> Response {
    let StoredResponse { status, headers, body } = stored.clone();
    complete(exchange, Draft { status, headers, body: Body::Whole(body) })
}

fn keep(exchange: &Exchange, draft: &Draft) {
    let (Some(route), Body::Whole(body)) = (&exchange.route, &draft.body) else { return };
    let (status, headers) = (draft.status, draft.headers.clone());
    cache::keep(exchange, route, &StoredResponse { status, headers, body: body.clone() });
}

/// Adds what is of one caller.
fn complete(exchange: &mut Exchange, mut draft: Draft) -> Response {
    if let Some(warning) = cache::warning(exchange) {
        draft.headers.insert(WARNING, warning);
    }
    pack(exchange, &mut draft);
    finish(exchange, draft, true)
}

/// Makes the answer to a fault.
pub(in crate::gateway) fn refuse(exchange: &mut Exchange, fault: &Fault) -> Response {
    for line in fault.cause.iter().chain(&fault.detail) {
        exchange.log_error(|_| line.clone());
    }
    exchange.seen.error = Some(SeenError::of(fault));
    let route = exchange.route.clone();
    let (status, headers, body) = exchange.plan.responses.answer(exchange, route.as_deref(), fault);
    let headers = if exchange.is_test { error_type_alone(headers) } else { headers };
    let response = finish(exchange, Draft { status, headers, body: Body::Whole(body) }, false);
    let cause = match (&fault.cause, &fault.detail) {
        (Some(cause), Some(detail)) => Some(format!("{cause}: {detail}")),
        (cause, detail) => cause.clone().or_else(|| detail.clone()),
    };
    Response { cause, ..response }
}

/// A test invocation is told the type of an error and nothing else.
fn error_type_alone(mut headers: HeaderMap) -> HeaderMap {
    let name = HeaderName::from_static("x-amzn-errortype");
    let kept = headers.remove(&name);
    headers.clear();
    if let Some(value) = kept {
        headers.insert(name, value);
    }
    headers
}

/// What a proxy integration answers is passed on.
fn pass(exchange: &Exchange, answered: Answered) -> Draft {
    let mut headers = HeaderMap::with_capacity(answered.headers.len() + 4);
    let mut named = None;
    for (name, value) in answered.headers {
        // Only the first of several values comes with the name.
        named = name.or(named);
        let Some(name) = &named else { continue };
        match proxied(name) {
            Passed::Same => drop(headers.append(name.clone(), value)),
            Passed::Renamed(name) => drop(headers.append(name, value)),
            Passed::Dropped => {}
        }
    }
    let is_encoded = headers.contains_key(CONTENT_ENCODING);
    let is_binary = || {
        let own = headers.get(CONTENT_TYPE).map(text);
        own.is_some_and(|own| exchange.plan.binary.matches(&own))
    };
    let body = match answered.body {
        Body::Whole(bytes) if !is_encoded && !is_binary() => {
            Body::Whole(Payload::text(bytes).bytes)
        }
        body @ (Body::Whole(_) | Body::Upstream) => body,
    };
    Draft { status: status_code(answered.status), headers, body }
}

/// What a function behind a proxy returns is the answer.
fn proxy(exchange: &mut Exchange, answered: &Answered) -> Result<Draft, Fault> {
    let payload = match &answered.body {
        Body::Whole(bytes) => bytes,
        // Functions answer in one piece.
        Body::Upstream => &Bytes::new(),
    };
    let answer =
        ProxyAnswer::read(payload).map_err(|cause| Fault::malformed_proxy_answer(&cause))?;
    let mut headers = HeaderMap::with_capacity(answer.headers.len() + 4);
    for (name, value) in &answer.headers {
        match returned_by_function(name) {
            Passed::Same => drop(headers.append(name.clone(), value.clone())),
            Passed::Renamed(name) => drop(headers.append(name, value.clone())),
            Passed::Dropped => {}
        }
    }
    let status = status_code(answer.status.into());
    if let Some(call) = &mut exchange.seen.integration {
        call.status = Some(status.as_u16());
    }
    let is_wanted =
        exchange.http_header("accept").is_some_and(|own| exchange.plan.binary.matches(&own));
    let Some(body) = answer.bytes(is_wanted) else {
        return Err(Fault::internal(
            "Execution failed due to configuration error: Unable to base64 decode the body.",
        ));
    };
    Ok(Draft { status, headers, body: Body::Whole(body) })
}

/// What a custom integration answers goes through the integration response that its status selects.
fn custom(exchange: &mut Exchange, answered: &Answered) -> Result<Draft, Fault> {
    let route = &*answered.route;
    let integration = &route.method.integration;
    let selected = integration.selection.select(&answered.selector);
    let Some(plan) = selected.and_then(|at| integration.responses.get(at)) else {
        return Err(Fault::no_integration_response(&answered.status.to_string()));
    };
    if !plan.is_declared {
        let detail =
            format!("Output mapping refers to an invalid method response: {}", plan.status);
        return Err(Fault::configuration(&detail));
    }
    let bytes = match &answered.body {
        Body::Whole(bytes) => bytes.clone(),
        // Only proxies stream.
        Body::Upstream => Bytes::new(),
    };
    let mut headers = headers(exchange, route, plan, &answered.headers, &bytes)?;
    let is_binary = answered.headers.get(CONTENT_TYPE).map(text);
    let is_binary = is_binary.is_some_and(|own| exchange.plan.binary.matches(&own));
    let is_wanted =
        exchange.http_header("accept").is_some_and(|own| exchange.plan.binary.matches(&own));
    let payload = payload::of_response(bytes, is_binary, is_wanted, plan.content_handling);
    let Some(payload) = payload else {
        let cause = "Execution failed: the integration response body is not base64";
        return Err(Fault::internal(cause));
    };
    let payload = match template(exchange, plan) {
        None => payload,
        Some(template) => {
            let Some(body) = payload.as_text() else {
                return Err(Fault::configuration(
                    "Unable to transform response: the body is binary",
                ));
            };
            match render(exchange, route, template, body) {
                Ok(bytes) => Payload { bytes, is_text: true },
                Err(message) => {
                    let detail = format!("Unable to transform response: {message}");
                    return Err(Fault::configuration(&detail));
                }
            }
        }
    };
    let mut status = StatusCode::from_u16(plan.status).unwrap_or(StatusCode::OK);
    let overrides = &exchange.overrides;
    if let Some(own) = overrides.status().and_then(|own| StatusCode::from_u16(own).ok()) {
        status = own;
    }
    for (name, value) in overrides.response_headers().into_iter().flat_map(Variables::iter) {
        let Some(name) = mapped_response_name(name) else { continue };
        let Ok(name) = HeaderName::from_bytes(name.as_bytes()) else { continue };
        headers.remove(&name);
        for value in texts(value) {
            if let Ok(value) = HeaderValue::from_bytes(value.as_bytes()) {
                headers.append(name.clone(), value);
            }
        }
    }
    Ok(Draft { status, headers, body: Body::Whole(payload.bytes) })
}

/// The template that the caller asked for, else that for JSON, else the first. An empty one lets the payload through.
fn template<'p>(exchange: &Exchange, plan: &'p ResponsePlan) -> Option<&'p MappingTemplate> {
    if plan.templates.is_empty() {
        return None;
    }
    let accept = exchange.http_header("accept");
    let found = accept
        .and_then(|accept| plan.templates.get(essence(&accept)))
        .or_else(|| plan.templates.get("application/json"))
        .or_else(|| plan.templates.first())?;
    match found {
        MappingTemplate::Constant(constant) if constant.text.is_empty() => None,
        MappingTemplate::Constant(_) | MappingTemplate::Varying(_) => Some(found),
    }
}

/// The headers that an integration response maps.
fn headers(
    exchange: &Exchange,
    route: &Route,
    plan: &ResponsePlan,
    sent: &HeaderMap,
    body: &Bytes,
) -> Result<HeaderMap, Fault> {
    let mut headers = HeaderMap::with_capacity(plan.headers.len() + 4);
    let needs_context = plan.headers.iter().any(|(_, own)| matches!(own, Expression::Context(_)));
    let variables =
        if needs_context { context::variables(exchange, Some(route)) } else { Variables::new() };
    let mut document = None;
    for (name, source) in &plan.headers {
        let value = match source {
            Expression::Static(text) => Some(text.clone()),
            Expression::ResponseHeader(own) => {
                sent.get_all(own.as_str()).iter().next_back().map(|own| text(own).into_owned())
            }
            Expression::ResponseMultiValueHeader(own) => {
                let values: Vec<_> = sent.get_all(own.as_str()).iter().map(text).collect();
                if values.is_empty() { None } else { Some(values.join(",")) }
            }
            Expression::Context(path) => context::lookup(&variables, path),
            Expression::StageVariable(own) => route.stage.variable(own).map(str::to_owned),
            Expression::ResponseBody => Some(String::from_utf8_lossy(body).into_owned()),
            Expression::ResponseBodyPath(path) => {
                let kind = &route.method.integration.kind;
                find(path, parsed(&mut document, body, *kind == IntegrationKind::Function)?)
            }
            // The caller's request is not within reach of a response mapping.
            Expression::Path(_)
            | Expression::QueryString(_)
            | Expression::MultiValueQueryString(_)
            | Expression::Header(_)
            | Expression::MultiValueHeader(_)
            | Expression::Body
            | Expression::BodyPath(_) => None,
        };
        let Some(value) = value.filter(|value| !value.is_empty()) else { continue };
        if let Ok(value) = HeaderValue::from_bytes(value.as_bytes()) {
            headers.insert(name.clone(), value);
        }
    }
    Ok(headers)
}

/// The payload as JSON, parsed once. An error message of a function that is JSON itself is read as such, so that
/// mappings reach what is in it (reference `pipeline`, section 7).
fn parsed<'d>(
    document: &'d mut Option<Value>,
    body: &Bytes,
    is_of_function: bool,
) -> Result<&'d Value, Fault> {
    if document.is_none() {
        let body = String::from_utf8_lossy(body);
        let mut parsed: Value = if is_json_like(&body) {
            serde_json::from_str(&body).map_err(|error| {
                Fault::internal_failure(format!("Execution failed: the body is not JSON: {error}"))
            })?
        } else {
            Value::Null
        };
        if is_of_function && let Some(message) = parsed.get_mut("errorMessage") {
            let inner = message.as_str().and_then(|text| serde_json::from_str::<Value>(text).ok());
            if let Some(inner) = inner.filter(|inner| inner.is_object() || inner.is_array()) {
                *message = inner;
            }
        }
        *document = Some(parsed);
    }
    Ok(document.get_or_insert(Value::Null))
}

fn pack(exchange: &Exchange, draft: &mut Draft) {
    let Some(compression) = &exchange.plan.compression else { return };
    let Body::Whole(body) = &draft.body else { return };
    if draft.headers.contains_key(CONTENT_ENCODING) {
        return;
    }
    let accept = exchange.http_header("accept-encoding").unwrap_or_default();
    let Some(coding) = compression.coding(&accept, body.len()) else { return };
    if let Some(packed) = compression::pack(body, coding) {
        draft.headers.insert(CONTENT_ENCODING, HeaderValue::from_static(coding.name()));
        draft.body = Body::Whole(packed);
    }
}

/// Adds what every answer has, and closes the log.
fn finish(exchange: &mut Exchange, draft: Draft, is_success: bool) -> Response {
    let Draft { status, mut headers, body } = draft;
    let is_traced = is_success
        && exchange.route.as_ref().is_some_and(|route| match &route.method.integration.kind {
            IntegrationKind::Http
            | IntegrationKind::Function
            | IntegrationKind::FunctionProxy
            | IntegrationKind::Service => true,
            IntegrationKind::Mock | IntegrationKind::HttpProxy | IntegrationKind::Unserved(_) => {
                false
            }
        });
    if is_traced && let Ok(value) = HeaderValue::try_from(exchange.trace_header(1)) {
        headers.insert(&TRACE_ID, value);
    }
    if exchange.log.is_some() {
        log_answer(exchange, &headers, &body, is_success);
        let kind = if status.is_server_error() { LogKind::Error } else { LogKind::Info };
        exchange.log_as(kind, |_| format!("Method completed with status: {}", status.as_u16()));
    }
    if !exchange.is_test {
        if let Ok(value) = HeaderValue::from_str(&exchange.ids.request) {
            headers.insert(&REQUEST_ID, value);
        }
        if let Ok(value) = HeaderValue::from_str(&exchange.ids.extended) {
            headers.insert(&EXTENDED_ID, value);
        }
    }
    let (log, ticket) = (exchange.log.take(), exchange.ticket.take());
    let cache = cache::cache_use(exchange);
    Response { status, headers, body, cause: None, log, ticket, cache, transcript: None }
}

fn log_answer(exchange: &mut Exchange, headers: &HeaderMap, body: &Body, is_success: bool) {
    if !is_success {
        return;
    }
    exchange.trace(|_| {
        let body = match body {
            Body::Whole(bytes) => String::from_utf8_lossy(bytes),
            Body::Upstream => "[streamed]".into(),
        };
        format!("Method response body after transformations: {body}")
    });
    exchange.trace(|_| {
        let shown = shown(headers).replace("content-type=", "Content-Type=");
        let shown = shown.replace("x-amzn-trace-id=", "X-Amzn-Trace-Id=");
        format!("Method response headers: {shown}")
    });
    exchange.log(|_| "Successfully completed execution".to_owned());
}
