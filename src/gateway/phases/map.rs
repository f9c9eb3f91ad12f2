//! What the integration gets: parameters, template and payload of the request
//! (reference `pipeline`, sections 7 to 10).

use std::borrow::Cow;
use std::sync::Arc;

use bytes::Bytes;
use http::header::{
    ACCEPT, CONTENT_LENGTH, CONTENT_TYPE, HOST, HeaderName, HeaderValue, TRANSFER_ENCODING,
    USER_AGENT,
};
use http::{HeaderMap, Method};
use serde::de::IgnoredAny;
use serde_json::Value;

use super::cache::Missed;
use super::render::render;
use crate::gateway::exchange::{Caller, Exchange, FORWARDED_PORT, FORWARDED_PROTO};
use crate::gateway::fault::Fault;
use crate::gateway::headers::{is_dropped_after_mapping, is_forbidden, is_not_forwarded};
use crate::gateway::integration_plan::{IntegrationKind, Passthrough};
use crate::gateway::mapping_template::MappingTemplate;
use crate::gateway::method_plan::Route;
use crate::gateway::payload::{self, Payload};
use crate::gateway::roles::Role;
use crate::gateway::service::{CallSigner, ServiceTarget};
use crate::gateway::target::{Address, Target};
use crate::gateway::{
    FunctionCall, InvocationType, RequestHeaders, RoleSession, UpstreamCall, context, event,
    loose_json, query,
};
use crate::json_path::{Found, JsonPath};
use crate::mapping::{DestinationPlace, Expression, essence};
use crate::sigv4::Credentials;
use crate::vtl::{Variable, Variables};

static X_FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");
static X_FORWARDED_PORT: HeaderName = HeaderName::from_static("x-forwarded-port");
static X_FORWARDED_PROTO: HeaderName = HeaderName::from_static("x-forwarded-proto");

/// A request as its integration gets it.
#[derive(Debug)]
pub(in crate::gateway) struct Mapped {
    pub(super) route: Arc<Route>,
    pub(super) request: IntegrationRequest,
}

/// What the integration gets.
#[derive(Debug)]
pub(super) enum IntegrationRequest {
    /// The status that a MOCK integration is to answer.
    Mock(i64),
    /// A call over HTTP.
    Http(Box<UpstreamCall>),
    /// A call of a service, for which a role has to be assumed first.
    Unsigned(Box<UpstreamCall>, Arc<Role>),
    /// A call of a function.
    Function(Box<FunctionCall>),
}

/// The parameters that mappings and overrides set.
#[derive(Debug, Default)]
struct Parameters {
    headers: Vec<(String, Vec<String>)>,
    query: Vec<(String, Vec<String>)>,
    path: Vec<(String, String)>,
}

/// Makes what the integration gets.
pub(in crate::gateway) fn map(exchange: &mut Exchange, missed: Missed) -> Result<Mapped, Fault> {
    let route = missed.route;
    let request = match &route.method.integration.kind {
        IntegrationKind::Unserved(reason) => {
            return Err(Fault::configuration(&format!("{reason} (this runtime)")));
        }
        IntegrationKind::Mock => IntegrationRequest::Mock(mock(exchange, &route)?),
        IntegrationKind::Http => http(exchange, &route)?,
        IntegrationKind::HttpProxy => http_proxy(exchange, &route)?,
        IntegrationKind::Function => function(exchange, &route)?,
        IntegrationKind::Service => service(exchange, &route)?,
        IntegrationKind::FunctionProxy => function_proxy(exchange, &route)?,
    };
    Ok(Mapped { route, request })
}

fn mock(exchange: &mut Exchange, route: &Route) -> Result<i64, Fault> {
    const UNPARSED: &str = "Unable to parse statusCode. It should be an integer that is defined in \
                            the request template.";
    if let Some(MappingTemplate::Constant(constant)) = template(exchange, route)? {
        return constant.mock_status.ok_or_else(|| Fault::configuration(UNPARSED));
    }
    let body = body(exchange, route)?;
    let status = body.as_text().and_then(loose_json::status_code);
    status.ok_or_else(|| Fault::configuration(UNPARSED))
}

fn http(exchange: &mut Exchange, route: &Route) -> Result<IntegrationRequest, Fault> {
    let mut parameters = parameters(exchange, route)?;
    let body = body(exchange, route)?;
    override_with(exchange, &mut parameters);
    let headers = HeaderMap::with_capacity(12);
    let call = call(exchange, route, &parameters, headers, body.bytes)?;
    Ok(IntegrationRequest::Http(Box::new(call)))
}

/// A service gets what mappings and templates make, signed by the role of the integration or by the caller.
fn service(exchange: &mut Exchange, route: &Route) -> Result<IntegrationRequest, Fault> {
    let mut parameters = parameters(exchange, route)?;
    let body = body(exchange, route)?;
    override_with(exchange, &mut parameters);
    let mut headers = HeaderMap::with_capacity(16);
    if let Target::Service(service) = &route.target
        && let Some(action) = &service.action
    {
        headers.insert(CONTENT_TYPE, action.content_type.clone());
        headers.insert(HeaderName::from_static("x-amz-target"), action.amz_target.clone());
    }
    let call = call(exchange, route, &parameters, headers, body.bytes)?;
    let Target::Service(service) = &route.target else { return Err(invalid_address()) };
    let credentials = match (&service.signer, &exchange.caller) {
        (CallSigner::Fixed { credentials, instead_of }, _) => {
            if let Some(instead_of) = instead_of {
                let key = &credentials.access_key_id;
                exchange
                    .log(|_| format!("{instead_of}. The call is signed with the access key {key}"));
            }
            credentials.clone()
        }
        (CallSigner::Role(role), _) => {
            match role.known(exchange.handles.role_sessions(), exchange.now.monotonic) {
                Some(session) => return assumed(exchange, route, role, &session, Box::new(call)),
                None => return Ok(IntegrationRequest::Unsigned(Box::new(call), Arc::clone(role))),
            }
        }
        (CallSigner::Caller, Some(Caller::Iam(identity))) => identity.credentials(),
        (CallSigner::Caller, _) => {
            return Err(Fault::configuration(
                "Invalid credentials: the integration calls with the caller's, and the caller has not signed the \
                 request",
            ));
        }
    };
    signed(exchange, service, Box::new(call), &credentials)
}

/// The call of a service, signed with a session of the role.
pub(super) fn assumed(
    exchange: &mut Exchange,
    route: &Route,
    role: &Role,
    session: &RoleSession,
    call: Box<UpstreamCall>,
) -> Result<IntegrationRequest, Fault> {
    let Target::Service(service) = &route.target else { return Err(invalid_address()) };
    let arn = &role.arn;
    let credentials = session.credentials().map_err(|why| {
        Fault::configuration(&format!(
            "API Gateway does not have permission to assume the provided role {arn}: {why}"
        ))
    })?;
    let key = &credentials.access_key_id;
    exchange.log(|_| format!("The call is signed with the access key {key} of a session of {arn}"));
    signed(exchange, service, call, credentials)
}

fn signed(
    exchange: &Exchange,
    service: &ServiceTarget,
    mut call: Box<UpstreamCall>,
    credentials: &Credentials,
) -> Result<IntegrationRequest, Fault> {
    match service.sign(&mut call, credentials, exchange.now) {
        Some(()) => Ok(IntegrationRequest::Http(call)),
        None => Err(Fault::configuration("Invalid credentials: no header can have the access key")),
    }
}

/// A function gets what the template gives, or the payload: JSON, and an empty object where there is none.
fn function(exchange: &mut Exchange, route: &Route) -> Result<IntegrationRequest, Fault> {
    let mut parameters = parameters(exchange, route)?;
    let body = body(exchange, route)?;
    override_with(exchange, &mut parameters);
    let is_event = parameters.headers.iter().rev().find_map(|(name, values)| {
        let is_asked = name.eq_ignore_ascii_case("x-amz-invocation-type");
        is_asked.then(|| values.iter().any(|value| value.eq_ignore_ascii_case("event")))
    });
    let payload = if body.bytes.is_empty() { Bytes::from_static(b"{}") } else { body.bytes };
    if let Err(error) = serde_json::from_slice::<IgnoredAny>(&payload) {
        let detail = format!("Could not parse request body into json: {error}");
        return Err(Fault::configuration(&detail));
    }
    let invocation_type = match is_event {
        Some(true) => InvocationType::Event,
        Some(false) | None => InvocationType::RequestResponse,
    };
    invocation(exchange, route, payload, invocation_type)
}

/// A proxy gets the whole request. Its mappings count for nothing, but may still name what no mapping may set.
fn function_proxy(exchange: &mut Exchange, route: &Route) -> Result<IntegrationRequest, Fault> {
    parameters(exchange, route)?;
    let payload = event::proxy(exchange, route, is_binary(exchange));
    invocation(exchange, route, payload, InvocationType::RequestResponse)
}

fn invocation(
    exchange: &Exchange,
    route: &Route,
    payload: Bytes,
    invocation_type: InvocationType,
) -> Result<IntegrationRequest, Fault> {
    let integration = &route.method.integration;
    let verb = integration.verb.as_ref().unwrap_or(&exchange.verb);
    if verb != Method::POST {
        return Err(Fault::function_unavailable(&format!(
            "a function is called by POST, and the integration's httpMethod is {verb}"
        )));
    }
    let Target::Function(function) = &route.target else {
        return Err(Fault::configuration("Invalid Lambda function ARN"));
    };
    Ok(IntegrationRequest::Function(Box::new(FunctionCall {
        function: Arc::clone(function),
        request_id: exchange.ids.of_call(1),
        payload,
        invocation_type,
        timeout: integration.timeout,
        trace_id: exchange.trace_header(1),
    })))
}

/// A proxy has no templates and no overrides; bytes that are not of a binary media type go through as text.
fn http_proxy(exchange: &mut Exchange, route: &Route) -> Result<IntegrationRequest, Fault> {
    let parameters = parameters(exchange, route)?;
    let body = if is_binary(exchange) || exchange.headers.get("content-encoding").is_some() {
        Payload::binary(exchange.body.clone())
    } else {
        Payload::text(exchange.body.clone())
    };
    let mut headers = HeaderMap::with_capacity(24);
    match &exchange.headers {
        RequestHeaders::Map(map, _) => {
            for (name, value) in map {
                if !is_not_forwarded(name) {
                    headers.append(name.clone(), value.clone());
                }
            }
        }
        RequestHeaders::List(list) => {
            for (name, value) in list {
                let Ok(name) = HeaderName::from_bytes(name.as_bytes()) else { continue };
                if !is_not_forwarded(&name) {
                    headers.append(name, value.clone());
                }
            }
        }
    }
    if !exchange.is_test {
        if let Ok(value) = HeaderValue::try_from(exchange.forwarded_for()) {
            headers.insert(X_FORWARDED_FOR.clone(), value);
        }
        headers.insert(X_FORWARDED_PORT.clone(), HeaderValue::from_static(FORWARDED_PORT));
        headers.insert(X_FORWARDED_PROTO.clone(), HeaderValue::from_static(FORWARDED_PROTO));
    }
    let call = call(exchange, route, &parameters, headers, body.bytes)?;
    Ok(IntegrationRequest::Http(Box::new(call)))
}

fn is_binary(exchange: &Exchange) -> bool {
    exchange.http_header("content-type").is_some_and(|own| exchange.plan.binary.matches(&own))
}

/// The template for the request's media type; nothing when the payload passes through.
fn template<'r>(
    exchange: &Exchange,
    route: &'r Route,
) -> Result<Option<&'r MappingTemplate>, Fault> {
    let integration = &route.method.integration;
    let content_type = exchange.http_header("content-type");
    let media_type = content_type.as_deref().map_or("application/json", essence);
    let templates = &integration.templates;
    if let Some(found) = templates.get(media_type).or_else(|| templates.get("$default")) {
        return Ok(Some(found));
    }
    match integration.passthrough {
        Passthrough::WhenNoMatch => Ok(None),
        Passthrough::WhenNoTemplates if templates.is_empty() => Ok(None),
        Passthrough::WhenNoTemplates | Passthrough::Never => Err(Fault::unsupported_media_type()),
    }
}

/// The payload for a custom integration: converted, then through the template.
fn body(exchange: &mut Exchange, route: &Route) -> Result<Payload, Fault> {
    let template = template(exchange, route)?;
    let handling = route.method.integration.content_handling;
    let converted = payload::of_request(&exchange.body, is_binary(exchange), handling);
    let Some(converted) = converted else {
        return Err(Fault::internal("Execution failed: the request body is not base64"));
    };
    let Some(template) = template else { return Ok(converted) };
    let Some(text) = converted.as_text() else {
        let cause = "Execution failed due to configuration error: Unable to transform request: the \
                     body is binary";
        return Err(Fault::internal(cause));
    };
    match render(exchange, route, template, text) {
        Ok(bytes) => Ok(Payload { bytes, is_text: true }),
        Err(message) => {
            Err(Fault::configuration(&format!("Unable to transform request: {message}")))
        }
    }
}

fn parameters(exchange: &Exchange, route: &Route) -> Result<Parameters, Fault> {
    let mut parameters = Parameters::default();
    let mappings = &route.method.integration.parameters;
    if mappings.is_empty() {
        return Ok(parameters);
    }
    let needs_context =
        mappings.iter().any(|mapping| matches!(mapping.source, Expression::Context(_)));
    let variables =
        if needs_context { context::variables(exchange, Some(route)) } else { Variables::new() };
    let mut document = None;
    for mapping in mappings {
        let values = values(&mapping.source, exchange, route, &variables, &mut document)?;
        // What is absent or empty sets nothing.
        let values: Vec<String> = values.into_iter().filter(|value| !value.is_empty()).collect();
        if values.is_empty() {
            continue;
        }
        match mapping.place {
            DestinationPlace::Header => {
                if is_forbidden(&mapping.name, route.method.integration.kind.is_of_aws()) {
                    return Err(header_present(&mapping.name));
                }
                parameters.headers.push((mapping.name.clone(), vec![joined(values)]));
            }
            DestinationPlace::QueryString => parameters.query.push((mapping.name.clone(), values)),
            DestinationPlace::Path => {
                parameters.path.push((mapping.name.clone(), joined(values)));
            }
        }
    }
    Ok(parameters)
}

/// Several values in one; nothing is copied where there is one alone.
fn joined(mut values: Vec<String>) -> String {
    match values.len() {
        1 => values.pop().unwrap_or_default(),
        _ => values.join(","),
    }
}

/// The values of a source. The payload is parsed when a source asks for a part of it, once.
pub(super) fn values(
    source: &Expression,
    exchange: &Exchange,
    route: &Route,
    variables: &Variables<'_>,
    document: &mut Option<Value>,
) -> Result<Vec<String>, Fault> {
    let one = |value: Option<String>| Ok(value.into_iter().collect());
    match source {
        Expression::Static(text) => one(Some(text.clone())),
        Expression::Path(name) => one(exchange.path_parameter(name).map(str::to_owned)),
        Expression::QueryString(name) => one(exchange.query_parameter(name).map(str::to_owned)),
        Expression::MultiValueQueryString(name) => {
            Ok(exchange.query_values(name).map(str::to_owned).collect())
        }
        Expression::Header(name) => one(exchange.header(name).map(Cow::into_owned)),
        Expression::MultiValueHeader(name) => {
            let values = exchange.header_values(name);
            one(if values.is_empty() { None } else { Some(values.join(",")) })
        }
        Expression::StageVariable(name) => one(route.stage.variable(name).map(str::to_owned)),
        Expression::Context(path) => one(context::lookup(variables, path)),
        Expression::Body => {
            let body = String::from_utf8_lossy(&exchange.body);
            if body.is_empty() {
                return one(Some("{}".to_owned()));
            }
            if is_json_like(&body) && serde_json::from_str::<Value>(&body).is_err() {
                return Err(Fault::invalid_json());
            }
            one(Some(body.into_owned()))
        }
        Expression::BodyPath(path) => {
            if document.is_none() {
                let body = String::from_utf8_lossy(&exchange.body);
                let parsed = if is_json_like(&body) {
                    serde_json::from_str(&body).map_err(|_| Fault::invalid_json())?
                } else {
                    Value::Null
                };
                *document = Some(parsed);
            }
            one(document.as_ref().and_then(|document| find(path, document)))
        }
        // A request has no answer yet.
        Expression::ResponseHeader(_)
        | Expression::ResponseMultiValueHeader(_)
        | Expression::ResponseBody
        | Expression::ResponseBodyPath(_) => one(None),
    }
}

/// Whether the service tries to read a payload as JSON.
pub(super) fn is_json_like(body: &str) -> bool {
    body.trim_start().starts_with(['{', '[', '"', '\''])
}

/// What a path leads to, as text; texts without quotes.
pub(super) fn find(path: &JsonPath, document: &Value) -> Option<String> {
    match path.find(document).ok()? {
        Found::Missing | Found::One(Value::Null) => None,
        Found::One(Value::String(text)) => Some(text.clone()),
        Found::One(value) => Some(value.to_string()),
        Found::Many(values) => serde_json::to_string(&values).ok(),
        Found::Count(count) => Some(count.to_string()),
        Found::Measure(number) => Some(number.to_string()),
    }
}

/// What templates have written wins over what mappings have set.
fn override_with(exchange: &Exchange, parameters: &mut Parameters) {
    let overrides = &exchange.overrides;
    for (name, value) in overrides.request("header").into_iter().flat_map(Variables::iter) {
        set(&mut parameters.headers, name, texts(value));
    }
    for (name, value) in overrides.request("querystring").into_iter().flat_map(Variables::iter) {
        set(&mut parameters.query, name, texts(value));
    }
    for (name, value) in overrides.request("path").into_iter().flat_map(Variables::iter) {
        parameters.path.retain(|(own, _)| own != name);
        parameters.path.push((name.to_owned(), texts(value).join(",")));
    }
}

fn set(all: &mut Vec<(String, Vec<String>)>, name: &str, values: Vec<String>) {
    all.retain(|(own, _)| own != name);
    all.push((name.to_owned(), values));
}

/// The values of a variable; a list stands for several.
pub(super) fn texts(value: &Variable<'_>) -> Vec<String> {
    match value {
        Variable::List(list) => list.iter().flat_map(texts).collect(),
        Variable::Null => Vec::new(),
        Variable::Text(text) => vec![text.to_string()],
        Variable::Bool(_) | Variable::Integer(_) | Variable::Number(_) | Variable::Map(_) => {
            vec![value.to_json().to_string()]
        }
    }
}

/// The call, with the headers that the service sets itself (reference `pipeline`, section 10.1).
fn call(
    exchange: &mut Exchange,
    route: &Route,
    parameters: &Parameters,
    mut headers: HeaderMap,
    body: Bytes,
) -> Result<UpstreamCall, Fault> {
    let integration = &route.method.integration;
    let address = address(&route.target, parameters)?;
    let method = integration.verb.clone().unwrap_or_else(|| exchange.verb.clone());
    for (name, values) in &parameters.headers {
        let Ok(name) = HeaderName::from_bytes(name.as_bytes()) else { continue };
        if is_dropped_after_mapping(&name, integration.kind.is_of_aws()) {
            continue;
        }
        // A template that could say how long a payload is could put a second request behind it.
        if matches!(name, CONTENT_LENGTH | TRANSFER_ENCODING) {
            return Err(header_present(name.as_str()));
        }
        let value = HeaderValue::from_bytes(values.join(",").as_bytes());
        // A value that no header can have, such as one with a line break, cannot be sent.
        let Ok(value) = value else {
            return Err(Fault::configuration(&format!("Invalid value for header {name}")));
        };
        headers.insert(name, value);
    }
    if !headers.contains_key(ACCEPT) {
        headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
    }
    if !headers.contains_key(USER_AGENT) {
        headers.insert(USER_AGENT, exchange.plan.user_agent.clone());
    }
    let may_have_type = !matches!(exchange.verb, Method::GET | Method::HEAD | Method::OPTIONS);
    if may_have_type && !headers.contains_key(CONTENT_TYPE) {
        let own = exchange.http_header("content-type");
        if let Some(value) = own.and_then(|own| HeaderValue::from_str(&own).ok()) {
            headers.insert(CONTENT_TYPE, value);
        }
    }
    if !headers.contains_key(HOST) {
        headers.insert(HOST, address.endpoint.authority.clone());
    }
    if let Ok(trace) = HeaderValue::try_from(exchange.trace_header(1)) {
        headers.insert(HeaderName::from_static("x-amzn-trace-id"), trace);
    }
    headers.insert(
        HeaderName::from_static("x-amzn-apigateway-api-id"),
        exchange.plan.api_id_header.clone(),
    );
    let has_body = !matches!(method, Method::GET | Method::HEAD | Method::OPTIONS);
    let body = if has_body { body } else { Bytes::new() };
    let target = target(exchange, route, &address, parameters)?;
    Ok(UpstreamCall {
        method,
        endpoint: address.endpoint,
        target,
        headers,
        body,
        timeout: integration.timeout,
        stream: integration.stream,
    })
}

fn header_present(name: &str) -> Fault {
    Fault::internal(format!(
        "Execution failed due to configuration error: {name} header already present"
    ))
}

fn invalid_address() -> Fault {
    Fault::configuration("Invalid endpoint address")
}

fn address(target: &Target, parameters: &Parameters) -> Result<Address, Fault> {
    match target {
        Target::Fixed(address) => Ok(address.clone()),
        Target::Template(template) => {
            let found = template.resolve(|name| {
                let found = parameters.path.iter().rev().find(|(own, _)| own == name);
                found.map(|(_, value)| value.as_str())
            });
            found.ok_or_else(invalid_address)
        }
        Target::Service(service) => address(&service.target, parameters),
        Target::Unserved(reason) => Err(Fault::configuration(&format!("{reason} (this runtime)"))),
        Target::Invalid | Target::None | Target::Function(_) => Err(invalid_address()),
    }
}

/// The path with the query: what the address has, then what the caller of a proxy sent, then what is mapped.
fn target(
    exchange: &Exchange,
    route: &Route,
    address: &Address,
    parameters: &Parameters,
) -> Result<http::uri::PathAndQuery, Fault> {
    let is_proxy = route.method.integration.kind == IntegrationKind::HttpProxy;
    let sent = exchange.target.query().filter(|query| is_proxy && !query.is_empty());
    if sent.is_none() && parameters.query.is_empty() {
        return Ok(address.path.clone());
    }
    let mut all = address.path.query().unwrap_or("").to_owned();
    if let Some(sent) = sent {
        if !all.is_empty() {
            all.push('&');
        }
        all.push_str(sent);
    }
    for (name, values) in &parameters.query {
        for value in values {
            query::push(&mut all, name, value);
        }
    }
    if route.method.integration.kind.is_of_aws() {
        // What is signed has it encoded, and not every reader of a signature encodes it again.
        all = all.replace('*', "%2A");
    }
    format!("{}?{all}", address.path.path()).parse().map_err(|_| invalid_address())
}
