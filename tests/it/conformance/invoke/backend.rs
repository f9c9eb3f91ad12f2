//! The stubs that cases name as backends, and what they received.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use portcullis::gateway::{
    Body, FunctionCall, FunctionFailure, FunctionFailureKind, FunctionOutcome, InvocationType,
    UpstreamCall, UpstreamFailure, UpstreamFailureKind, UpstreamOutcome, UpstreamResponse,
};
use serde_json::{Map, Value, json};

use super::exchange::decoded;

/// A call that a stub received.
#[derive(Debug)]
pub(super) struct Received {
    pub(super) backend: String,
    pub(super) call: Called,
}

/// What was called.
#[derive(Debug)]
pub(super) enum Called {
    Http(UpstreamCall),
    Function(FunctionCall),
}

/// Answers a call by the function stub of that name.
pub(super) fn invoke(backends: &Value, call: &FunctionCall) -> FunctionOutcome {
    let Some(stub) = backends.get(&call.function.name) else {
        let detail = format!("no stub is called {}", call.function.name);
        let kind = FunctionFailureKind::UnknownFunction;
        return FunctionOutcome::Failure(FunctionFailure { kind, detail });
    };
    assert_eq!(stub["kind"], "lambda");
    if call.invocation_type == InvocationType::Event {
        return FunctionOutcome::Payload(Bytes::new());
    }
    let event: Value = serde_json::from_slice(&call.payload).unwrap();
    let returned = |value: &Value| FunctionOutcome::Payload(Bytes::from(value.to_string()));
    match stub["behaviour"].as_str().unwrap() {
        "echo-event" => returned(&event),
        "proxy-echo-event" => returned(
            &json!({"statusCode": 200, "body": event.to_string(), "isBase64Encoded": false}),
        ),
        "fixed" => returned(&stub["returns"]),
        "return-parsed-body" => match parsed_body(&event) {
            Some(body) => returned(&body),
            None => failed(&json!({"errorMessage": "no body", "errorType": "TypeError"})),
        },
        "switch" => {
            let found = event.pointer(stub["on"].as_str().unwrap());
            let case = stub["cases"].get(found.and_then(Value::as_str).unwrap()).unwrap();
            match case.get("error") {
                Some(error) => failed(error),
                None => returned(&case["returns"]),
            }
        }
        other => panic!("{other}"),
    }
}

fn failed(document: &Value) -> FunctionOutcome {
    FunctionOutcome::Error(Bytes::from(document.to_string()))
}

fn parsed_body(event: &Value) -> Option<Value> {
    let body = event["body"].as_str()?;
    let bytes = match event["isBase64Encoded"].as_bool() {
        Some(true) => STANDARD.decode(body).ok()?,
        Some(false) | None => body.as_bytes().to_vec(),
    };
    serde_json::from_slice(&bytes).ok()
}

/// Answers a call by the stub that its host names.
pub(super) fn answer(backends: &Value, call: &UpstreamCall) -> UpstreamOutcome {
    let name = call.endpoint.host.strip_suffix(".backend.test").unwrap_or("");
    let Some(stub) = backends.get(name) else {
        let detail = format!("no stub is called {}", call.endpoint.host);
        let kind = UpstreamFailureKind::Network;
        return UpstreamOutcome::Failure(UpstreamFailure { kind, detail });
    };
    let answer = match stub["kind"].as_str().unwrap() {
        "http-echo" => echo(stub, call),
        "http-mirror-body" => mirror(call),
        "http-fixed" => fixed(stub),
        "http-routes" => match stub["routes"].get(call.target.path()) {
            Some(route) => fixed(route),
            None => fixed(&json!({"status": 404})),
        },
        "http-status-from-path" => status_from_path(call),
        other => panic!("{other}"),
    };
    UpstreamOutcome::Response(answer)
}

fn response(status: u16, headers: HeaderMap, body: Bytes) -> UpstreamResponse {
    UpstreamResponse {
        status: StatusCode::from_u16(status).unwrap(),
        headers,
        body: Body::Whole(body),
    }
}

fn headers(value: &Value) -> HeaderMap {
    let members = value.as_object().into_iter().flatten();
    members
        .map(|(name, value)| {
            let name: HeaderName = name.parse().unwrap();
            (name, HeaderValue::from_str(value.as_str().unwrap()).unwrap())
        })
        .collect()
}

fn json_headers() -> HeaderMap {
    headers(&json!({"Content-Type": "application/json"}))
}

fn fixed(stub: &Value) -> UpstreamResponse {
    let body = match stub.get("bodyBase64") {
        Some(encoded) => STANDARD.decode(encoded.as_str().unwrap()).unwrap(),
        None => stub["body"].as_str().unwrap_or("").as_bytes().to_vec(),
    };
    let status = stub["status"].as_u64().unwrap();
    response(u16::try_from(status).unwrap(), headers(&stub["headers"]), Bytes::from(body))
}

fn mirror(call: &UpstreamCall) -> UpstreamResponse {
    response(200, json_headers(), call.body.clone())
}

fn status_from_path(call: &UpstreamCall) -> UpstreamResponse {
    let last = call.target.path().rsplit('/').next().unwrap();
    let status: u16 = last.parse().unwrap();
    let body = json!({"status_code": status, "message": ""}).to_string();
    response(status, json_headers(), Bytes::from(body))
}

fn echo(stub: &Value, call: &UpstreamCall) -> UpstreamResponse {
    let mut args = Map::new();
    for (name, value) in decoded(call.target.query().unwrap_or("")) {
        match args.get_mut(&name) {
            Some(Value::String(before)) => *before = format!("{before},{value}"),
            _ => drop(args.insert(name, Value::from(value))),
        }
    }
    let sent: Map<String, Value> = call
        .headers
        .iter()
        .map(|(name, value)| {
            let value = String::from_utf8_lossy(value.as_bytes()).into_owned();
            (name.as_str().to_owned(), Value::from(value))
        })
        .collect();
    let text = String::from_utf8_lossy(&call.body);
    let body = json!({
        "args": args,
        "data": text,
        "headers": sent,
        "json": serde_json::from_str::<Value>(&text).ok(),
        "method": call.method.as_str(),
        "path": call.target.path(),
    })
    .to_string();
    let mut headers = headers(&stub["responseHeaders"]);
    headers.extend(json_headers());
    headers.insert(http::header::DATE, HeaderValue::from_static("Thu, 09 Apr 2015 12:34:56 GMT"));
    headers.insert(http::header::CONTENT_LENGTH, HeaderValue::from(body.len()));
    response(200, headers, Bytes::from(body))
}
