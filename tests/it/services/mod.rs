//! Integrations of type `AWS` with services, and VPC links: what is sent where, without sockets.

mod calls;
mod credentials;
mod roles;
mod vpc_links;

use std::fmt::Write as _;

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, StatusCode};
use portcullis::gateway::{
    Body, Step, Suspended, UpstreamCall, UpstreamFailure, UpstreamFailureKind, UpstreamOutcome,
    UpstreamResponse,
};

use crate::authorization::api::{Answer, Api, answered};

/// A document with one method at `/x`, whose integration has these lines.
fn document(verb: &str, integration: &[&str]) -> String {
    let mut text = format!(
        "openapi: 3.0.1
info: {{ title: services, version: '1' }}
paths:
  /x:
    {verb}:
      parameters:
        - {{ name: id, in: query, schema: {{ type: string }} }}
        - {{ name: X-Kind, in: header, schema: {{ type: string }} }}
      responses:
        \"200\": {{ description: fine, headers: {{ X-Id: {{ schema: {{ type: string }} }} }} }}
        \"409\": {{ description: not now }}
      x-amazon-apigateway-integration:
        type: aws
        responses: {{ default: {{ statusCode: \"200\" }} }}
"
    );
    for line in integration {
        let name = line.split_once(':').unwrap().0;
        // What is given replaces what stands there already.
        let own = format!("        {name}: ");
        if let Some(at) = text.rfind(&own).filter(|_| name == "responses" || name == "type") {
            let end = text[at..].find('\n').unwrap() + at + 1;
            text.replace_range(at..end, "");
        }
        writeln!(text, "        {line}").unwrap();
    }
    text
}

/// A role that integrations name.
const ROLE: &str = "credentials: 'arn:aws:iam::123456789012:role/api'";

fn api(document: &str, manifest: &str, environment: &[(&str, &str)]) -> Api {
    let manifest = format!("portcullis: 1\napi: openapi.yaml\nregion: eu-central-1\n{manifest}");
    Api::new(&[("portcullis.yaml", &manifest), ("openapi.yaml", document)], environment)
}

/// The call that a request leads to.
fn called(step: Step) -> (UpstreamCall, Suspended) {
    match step {
        Step::Call(call, suspended) => (*call, suspended),
        step => panic!("{step:?}"),
    }
}

fn header<'c>(call: &'c UpstreamCall, name: &str) -> &'c str {
    call.headers.get(name).map_or("", |value| value.to_str().unwrap())
}

/// Goes on with an answer of the service.
fn answer(
    api: &Api,
    suspended: Suspended,
    status: u16,
    headers: &[(&'static str, &str)],
    body: &str,
) -> Answer {
    let response = response(status, headers, body);
    answered(suspended.resume(UpstreamOutcome::Response(response), api.moment()))
}

fn response(status: u16, headers: &[(&'static str, &str)], body: &str) -> UpstreamResponse {
    let headers: HeaderMap = headers
        .iter()
        .map(|(name, value)| (name.parse().unwrap(), HeaderValue::from_str(value).unwrap()))
        .collect();
    UpstreamResponse {
        status: StatusCode::from_u16(status).unwrap(),
        headers,
        body: Body::Whole(Bytes::from(body.to_owned())),
    }
}

fn fail(api: &Api, suspended: Suspended, kind: UpstreamFailureKind) -> Answer {
    let failure = UpstreamFailure { kind, detail: "cannot connect".to_owned() };
    answered(suspended.resume(UpstreamOutcome::Failure(failure), api.moment()))
}
