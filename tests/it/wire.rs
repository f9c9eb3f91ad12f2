//! What goes over the wire besides what definitions say: headers that are renamed, packed payloads, and limits
//! (reference `pipeline`, sections 9, 10.1, 11 and 15).

use std::io::{Read, Write};

use bytes::Bytes;
use flate2::Compression;
use flate2::read::{GzDecoder, ZlibDecoder};
use flate2::write::{GzEncoder, ZlibEncoder};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use portcullis::gateway::{Body, Response, Step, UpstreamCall, UpstreamOutcome, UpstreamResponse};

use crate::authorization::api::Api;

/// A proxy, a custom integration and one that answers by itself, in an API with these lines at its top.
fn api(top: &str) -> Api {
    api_with(top, "")
}

/// The same with these lines in the manifest.
fn api_with(top: &str, more: &str) -> Api {
    let document = format!(
        "openapi: 3.0.1
info: {{ title: wire, version: '1' }}
{top}
paths:
  /proxy/{{path+}}:
    x-amazon-apigateway-any-method:
      parameters: [{{ name: path, in: path, required: true, schema: {{ type: string }} }}]
      responses: {{ \"200\": {{ description: fine }} }}
      x-amazon-apigateway-integration:
        type: http_proxy
        httpMethod: ANY
        uri: http://backend.test/{{path}}
        requestParameters: {{ integration.request.path.path: method.request.path.path }}
  /custom:
    post:
      responses: {{ \"200\": {{ description: fine }} }}
      x-amazon-apigateway-integration:
        type: http
        httpMethod: POST
        uri: http://backend.test/custom
        requestTemplates: {{ application/json: 'got $input.body' }}
        responses: {{ default: {{ statusCode: \"200\" }} }}
  /framed:
    post:
      responses: {{ \"200\": {{ description: fine }} }}
      x-amazon-apigateway-integration:
        type: http
        httpMethod: POST
        uri: http://backend.test/framed
        requestTemplates: {{ application/json: '#set($name = $input.body)#set($context.requestOverride.header[$name] = \"3\")GET / HTTP/1.1' }}
        responses: {{ default: {{ statusCode: \"200\" }} }}
  /mock:
    get:
      responses: {{ \"200\": {{ description: fine }} }}
      x-amazon-apigateway-integration:
        type: mock
        requestTemplates: {{ application/json: '{{\"statusCode\": 200}}' }}
        responses: {{ default: {{ statusCode: \"200\", responseTemplates: {{ application/json: '$context.path$context.path$context.path' }} }} }}
"
    );
    let manifest = format!("portcullis: 1\napi: openapi.yaml\n{more}");
    Api::new(&[("portcullis.yaml", &manifest), ("openapi.yaml", &document)], &[])
}

/// What the backend gets, and what the caller gets when it answers so.
fn exchanged(
    api: &Api,
    step: Step,
    headers: &[(&'static str, &str)],
    body: impl Into<Bytes>,
) -> (UpstreamCall, Response) {
    let Step::Call(call, suspended) = step else { panic!("{step:?}") };
    let headers: HeaderMap = headers
        .iter()
        .map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_str(value).unwrap()))
        .collect();
    let response =
        UpstreamResponse { status: StatusCode::OK, headers, body: Body::Whole(body.into()) };
    let step = suspended.resume(UpstreamOutcome::Response(response), api.moment());
    (*call, responded(step))
}

fn responded(step: Step) -> Response {
    match step {
        Step::Respond(response) => response,
        step => panic!("{step:?}"),
    }
}

fn bytes(response: &Response) -> &Bytes {
    match &response.body {
        Body::Whole(bytes) => bytes,
        Body::Upstream => panic!("streamed"),
    }
}

fn gzip(text: &str) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(text.as_bytes()).unwrap();
    encoder.finish().unwrap()
}

fn zlib(text: &str) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(text.as_bytes()).unwrap();
    encoder.finish().unwrap()
}

fn read(mut reader: impl Read) -> String {
    let mut text = String::new();
    reader.read_to_string(&mut text).unwrap();
    text
}

#[test]
fn headers_of_a_backend_that_are_the_gateways_own_are_renamed() {
    let api = api("");
    let sent = [
        ("www-authenticate", "Basic"),
        ("authorization", "a"),
        ("server", "s"),
        ("user-agent", "u"),
        ("x-amzn-requestid", "r"),
        ("via", "v"),
        ("proxy-authenticate", "p"),
        ("etag", "e"),
        ("content-encoding", "br"),
    ];
    let (_, response) = exchanged(&api, api.step("GET /dev/proxy/a", &[], ""), &sent, "x");
    for (name, value) in [
        ("x-amzn-remapped-www-authenticate", "Basic"),
        ("x-amzn-remapped-authorization", "a"),
        ("x-amzn-remapped-server", "s"),
        ("x-amzn-remapped-user-agent", "u"),
        ("x-amzn-remapped-x-amzn-requestid", "r"),
        ("etag", "e"),
        ("content-encoding", "br"),
    ] {
        assert_eq!(response.headers[name], value, "{name}");
    }
    for name in
        ["www-authenticate", "authorization", "server", "user-agent", "via", "proxy-authenticate"]
    {
        assert!(!response.headers.contains_key(name), "{name}");
    }
    assert_ne!(response.headers["x-amzn-requestid"], "r");
}

#[test]
fn an_encoded_slash_stays_one() {
    let api = api("");
    for path in ["a%2Fb/c", "a//b/", "%2F", "a;b=c/d", "%C3%BC%20x"] {
        let step = api.step(&format!("GET /dev/proxy/{path}?q=a%2Fb&q=+c"), &[], "");
        let (call, _) = exchanged(&api, step, &[], "");
        // A slash at the end is no part of the parameter.
        let path = path.strip_suffix('/').unwrap_or(path);
        assert_eq!(call.target, format!("/{path}?q=a%2Fb&q=+c"));
    }
}

#[test]
fn packed_payloads_are_unpacked_for_templates() {
    let api = api("x-amazon-apigateway-minimum-compression-size: 20");
    let text = "{\"text\": \"some text that is long enough\"}";
    for (coding, packed) in [("gzip", gzip(text)), ("deflate", zlib(text))] {
        let step = api.step_of("POST /dev/custom", &[("content-encoding", coding)], packed.into());
        let (call, _) = exchanged(&api, step, &[], "");
        assert_eq!(call.body, format!("got {text}"), "{coding}");
        assert!(!call.headers.contains_key("content-encoding"));
    }
    for (coding, body) in [("br", gzip(text)), ("gzip", b"this is not packed at all".to_vec())] {
        let step = api.step_of("POST /dev/custom", &[("content-encoding", coding)], body.into());
        let refused = responded(step);
        assert_eq!(refused.status, 415, "{coding}");
        assert_eq!(bytes(&refused), r#"{"message":"Unsupported Media Type"}"#);
    }
    // Below the minimum nothing is unpacked.
    let step = api.step_of("POST /dev/custom", &[("content-encoding", "gzip")], Bytes::from("x"));
    assert_eq!(exchanged(&api, step, &[], "").0.body, "got x");
}

#[test]
fn answers_are_packed_for_callers_that_say_how() {
    let api = api("x-amazon-apigateway-minimum-compression-size: 10");
    let ask =
        |accept: &str| responded(api.step("GET /dev/mock", &[("accept-encoding", accept)], ""));
    let plain = "/dev/mock/dev/mock/dev/mock";
    let packed = ask("gzip");
    assert_eq!(packed.headers["content-encoding"], "gzip");
    assert_eq!(read(GzDecoder::new(&**bytes(&packed))), plain);
    let packed = ask("gzip;q=0.5, deflate");
    assert_eq!(packed.headers["content-encoding"], "deflate");
    assert_eq!(read(ZlibDecoder::new(&**bytes(&packed))), plain);
    for accept in ["*", "br", "identity"] {
        let answer = ask(accept);
        assert!(!answer.headers.contains_key("content-encoding"), "{accept}");
        assert_eq!(bytes(&answer), plain, "{accept}");
    }
    // What a backend has packed is not packed again, and what is small is not packed at all.
    let proxied = |headers: &[(&'static str, &str)], body: &'static str| {
        let step = api.step("GET /dev/proxy/a", &[("accept-encoding", "gzip")], "");
        exchanged(&api, step, headers, body).1
    };
    let answer = proxied(&[("content-encoding", "br")], "some bytes that are packed");
    assert_eq!(answer.headers["content-encoding"], "br");
    assert_eq!(bytes(&answer), "some bytes that are packed");
    assert!(!proxied(&[], "tiny").headers.contains_key("content-encoding"));
    assert_eq!(proxied(&[], "large enough").headers["content-encoding"], "gzip");
}

#[test]
fn headers_have_a_limit_together() {
    let api = api("");
    let ask = |length: usize| {
        let (one, other) = ("x".repeat(5000), "x".repeat(length - 5000));
        responded(api.step("GET /dev/mock", &[("x-one", &one), ("x-other", &other)], ""))
    };
    assert_eq!(ask(10_240).status, 200);
    let refused = ask(10_241);
    assert_eq!(refused.status, 431);
    assert_eq!(bytes(&refused), r#"{"message":"HTTP header is larger than 10240 bytes."}"#);
}

#[test]
fn urls_have_a_limit() {
    for (manifest, limit) in [("", 8192), ("endpoint: { type: REGIONAL }\n", 10_240)] {
        let api = api_with("", manifest);
        let ask = |length: usize| {
            let path = "/dev/mock?q=";
            let query = "x".repeat(length - path.len());
            responded(api.step(&format!("GET {path}{query}"), &[], ""))
        };
        assert_eq!(ask(limit).status, 200);
        let refused = ask(limit + 1);
        assert_eq!(refused.status, 414);
        assert_eq!(bytes(&refused), r#"{"message":"Request URI too long"}"#);
    }
}

/// How long a payload is, and in which form it is sent, is for the gateway to say.
#[test]
fn no_template_says_how_long_a_payload_is() {
    let api = api("");
    for name in ["Content-Length", "transfer-encoding"] {
        let refused = responded(api.step("POST /dev/framed", &[], name));
        assert_eq!(refused.status, 500, "{name}");
        assert_eq!(bytes(&refused), r#"{"message":"Internal server error"}"#);
    }
    let (call, _) = exchanged(&api, api.step("POST /dev/framed", &[], "X-Number"), &[], "");
    assert_eq!(
        (&call.headers["x-number"], &*call.body),
        (&"3".parse().unwrap(), &b"GET / HTTP/1.1"[..])
    );
}
