//! One request of a case, and whether its answer is what the case expects.

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use core::net::{IpAddr, Ipv4Addr};
use http::HeaderValue;
use portcullis::gateway::{
    Body, FunctionCall, Moment, Request, RequestBody, RequestHeaders, Response, Step,
    TestInvocation,
};
use serde_json::{Map, Value};

use super::backend::{self, Called, Received};
use super::deployment::Deployment;
use crate::conformance::matcher::difference;

/// What came of a request.
pub(super) struct Done {
    response: Response,
    received: Option<Received>,
}

/// Sends `request` and answers for the backends.
pub(super) fn run(deployment: &Deployment, request: &Value, is_test: bool) -> Done {
    let id = *b"0123456789abcdef";
    let now = Moment { wall: Duration::from_secs(1_428_582_896), monotonic: Duration::ZERO };
    let method = request["method"].as_str().unwrap().parse().unwrap();
    let mut headers = headers(&request["headers"]);
    let body = match request.get("bodyBase64") {
        Some(encoded) => Bytes::from(STANDARD.decode(encoded.as_str().unwrap()).unwrap()),
        None => Bytes::from(request["body"].as_str().unwrap_or("").to_owned()),
    };
    let mut step = if is_test {
        deployment.engine.test_invoke(
            TestInvocation {
                resource: request["resource"].as_str().unwrap().to_owned(),
                method,
                target: request["pathWithQueryString"].as_str().map(|own| own.parse().unwrap()),
                headers,
                body,
                stage: deployment.stage.clone(),
                id,
            },
            now,
        )
    } else {
        let path = match request["rawPath"].as_str() {
            Some(path) => path.to_owned(),
            None => format!("/{}{}", deployment.stage, request["path"].as_str().unwrap()),
        };
        let query = request["query"].as_str().map_or(String::new(), |query| format!("?{query}"));
        headers.extend(self::headers(&request["headersIfPossible"]));
        headers.push(("Host".to_owned(), HeaderValue::from_static(HOST)));
        deployment.engine.start(
            Request {
                method,
                target: format!("{path}{query}").parse().unwrap(),
                authority: None,
                headers: RequestHeaders::List(headers),
                body: RequestBody::Whole(body),
                source_ip: IpAddr::V4(Ipv4Addr::LOCALHOST),
                vpc_endpoint: None,
                domain: None,
                id,
                log: None,
            },
            now,
        )
    };
    let mut received = None;
    loop {
        match step {
            Step::Respond(response) => return Done { response, received },
            Step::Call(call, suspended) => {
                let outcome = backend::answer(&deployment.backends, &call);
                let backend = call.endpoint.host.trim_end_matches(".backend.test").to_owned();
                received = Some(Received { backend, call: Called::Http(*call) });
                step = suspended.resume(outcome, now);
            }
            Step::Invoke(call, suspended) => {
                let outcome = backend::invoke(&deployment.backends, &call);
                let backend = call.function.name.clone();
                received = Some(Received { backend, call: Called::Function(*call) });
                step = suspended.resume(outcome, now);
            }
        }
    }
}

const HOST: &str = "a1b2c3.execute-api.us-east-1.amazonaws.com";

fn headers(value: &Value) -> Vec<(String, HeaderValue)> {
    let members = value.as_object().into_iter().flatten();
    members
        .map(|(name, value)| {
            (name.clone(), HeaderValue::from_str(value.as_str().unwrap()).unwrap())
        })
        .collect()
}

/// The parameters of a query, decoded.
pub(super) fn decoded(query: &str) -> Vec<(String, String)> {
    let parts = query.split('&').filter(|part| !part.is_empty());
    let decode = |text: &str| {
        percent_encoding::percent_decode_str(&text.replace('+', " "))
            .decode_utf8_lossy()
            .into_owned()
    };
    parts
        .map(|part| {
            let (name, value) = part.split_once('=').unwrap_or((part, ""));
            (decode(name), decode(value))
        })
        .collect()
}

/// The first thing that is not as the case expects.
pub(super) fn fault(request: &Value, done: &Done) -> Option<String> {
    let expected = request["expected"].as_object().unwrap();
    let body = match &done.response.body {
        Body::Whole(bytes) => bytes.clone(),
        Body::Upstream => Bytes::new(),
    };
    let text = String::from_utf8_lossy(&body).into_owned();
    let mut faults = expected.iter().filter_map(|(name, value)| {
        let found = match name.as_str() {
            "status" => difference(value, Some(&Value::from(done.response.status.as_u16()))),
            "body" => difference(value, Some(&Value::from(text.as_str()))),
            "bodyBase64" => difference(value, Some(&Value::from(STANDARD.encode(&body)))),
            "json" => difference(value, serde_json::from_str(&text).ok().as_ref()),
            "headers" => listed(value, &done.response.headers),
            "headersAbsent" => absent(value, &done.response.headers),
            "backend" => of_backend(value, done.received.as_ref()),
            "log" => difference(value, Some(&log(&done.response))),
            "logContains" => {
                let log = done.response.log.as_ref().map_or(String::new(), ToString::to_string);
                let pieces = value.as_array().unwrap().iter();
                let missing = pieces.filter_map(Value::as_str).find(|piece| !log.contains(*piece));
                missing.map(|piece| format!("no {piece:?}"))
            }
            other => Some(format!("the case expects {other}, which is not known")),
        };
        found.map(|found| format!("{name}: {found}"))
    });
    let first = faults.next()?;
    Some(format!("{first} (status {}, body {text:?})", done.response.status))
}

/// The log without time stamps, with the request's id written as the cases write it.
fn log(response: &Response) -> Value {
    let Some(log) = &response.log else { return Value::Null };
    let text = log.to_string().replace(log.request_id(), "${requestId}");
    let lines = text.split('\n').enumerate().map(|(at, line)| match (at, line.split_once(" : ")) {
        (0, _) | (_, None) => line.to_owned(),
        (_, Some((_, line))) => line.to_owned(),
    });
    lines.map(Value::from).collect()
}

fn joined(headers: &http::HeaderMap, name: &str) -> Option<Value> {
    let values: Vec<String> = headers
        .get_all(name)
        .iter()
        .map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned())
        .collect();
    (!values.is_empty()).then(|| Value::from(values.join(", ")))
}

fn listed(expected: &Value, headers: &http::HeaderMap) -> Option<String> {
    expected.as_object().unwrap().iter().find_map(|(name, value)| {
        let value =
            if value.get("$requestHost").is_some() { Value::from(HOST) } else { value.clone() };
        let found = joined(headers, name);
        difference(&value, found.as_ref()).map(|found| format!("{name}: {found}"))
    })
}

fn absent(expected: &Value, headers: &http::HeaderMap) -> Option<String> {
    let mut names = expected.as_array().unwrap().iter().filter_map(Value::as_str);
    names.find_map(|name| Some(format!("{name} is {}", joined(headers, name)?)))
}

fn of_backend(expected: &Value, received: Option<&Received>) -> Option<String> {
    let Some(received) = received else { return Some("nothing was called".to_owned()) };
    let call = match &received.call {
        Called::Http(call) => call,
        Called::Function(call) => return of_function(expected, &received.backend, call),
    };
    let text = String::from_utf8_lossy(&call.body).into_owned();
    // What the shell adds to every call.
    let mut sent = call.headers.clone();
    if !call.body.is_empty() || call.method == http::Method::POST {
        sent.insert(http::header::CONTENT_LENGTH, HeaderValue::from(call.body.len()));
    }
    expected.as_object().unwrap().iter().find_map(|(name, value)| {
        let found = match name.as_str() {
            "name" => difference(value, Some(&Value::from(received.backend.as_str()))),
            "method" => difference(value, Some(&Value::from(call.method.as_str()))),
            "path" => difference(value, Some(&Value::from(call.target.path()))),
            "query" => difference(value, Some(&query(call.target.query().unwrap_or("")))),
            "headers" => listed(value, &sent),
            "headersAbsent" => absent(value, &sent),
            "body" => difference(value, Some(&Value::from(text.as_str()))),
            "bodyBase64" => difference(value, Some(&Value::from(STANDARD.encode(&call.body)))),
            "json" => {
                let value = host(value);
                difference(&value, serde_json::from_str(&text).ok().as_ref())
            }
            other => Some(format!("the case expects {other}, which is not known")),
        };
        found.map(|found| format!("backend {name}: {found}"))
    })
}

fn of_function(expected: &Value, backend: &str, call: &FunctionCall) -> Option<String> {
    expected.as_object().unwrap().iter().find_map(|(name, value)| {
        let found = match name.as_str() {
            "name" => difference(value, Some(&Value::from(backend))),
            "event" => {
                let event = serde_json::from_slice(&call.payload).ok();
                difference(&host(value), event.as_ref())
            }
            "invocationType" => {
                let kind = format!("{:?}", call.invocation_type);
                difference(value, Some(&Value::from(kind)))
            }
            other => Some(format!("the case expects {other}, which is not known")),
        };
        found.map(|found| format!("backend {name}: {found}"))
    })
}

/// The value with the caller's host in its place.
fn host(value: &Value) -> Value {
    match value {
        Value::Object(members) if members.contains_key("$requestHost") => Value::from(HOST),
        Value::Object(members) => {
            members.iter().map(|(name, value)| (name.clone(), host(value))).collect()
        }
        other => other.clone(),
    }
}

fn query(query: &str) -> Value {
    let mut all = Map::new();
    for (name, value) in decoded(query) {
        let entry = all.entry(name).or_insert_with(|| Value::Array(Vec::new()));
        entry.as_array_mut().unwrap().push(Value::from(value));
    }
    Value::Object(all)
}
