//! Logs, metrics and traces of a server.

use std::sync::Mutex;
use std::sync::mpsc::channel;

use portcullis::serve::{ControlPlane, OtlpEndpoint};
use serde_json::Value;

use super::client::{Client, get};
use super::running::Running;
use super::stub::{Stub, ok, read_request, say};

const PROXY: &str = include_str!("../../cases/serve/proxy.yaml");

fn proxy(stub: &Stub) -> String {
    PROXY.replace("UPSTREAM", &stub.address.to_string())
}

fn lines(text: &str) -> Vec<&str> {
    text.lines().collect()
}

#[test]
fn every_request_is_one_entry_in_the_file_of_its_stage() {
    let stub = Stub::new(|mut stream| {
        while let Some((head, _)) = read_request(&mut stream) {
            if head.contains("/chunks") {
                say(&mut stream, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
                say(&mut stream, "3\r\nabc\r\n4\r\ndefg\r\n0\r\n\r\n");
            } else {
                say(&mut stream, &ok("plain"));
            }
        }
    });
    let manifest = "stages:\n  one: { accessLog: { format: '$context.requestId $context.httpMethod $context.path \
                    $context.status $context.responseLength $context.integration.status', destination: logs/one.log } }\n  \
                    two: { accessLog: { format: '$context.requestId $context.stage', destination: logs/two.log } }\n  \
                    three: {}\n";
    let mut running = Running::start_manifest(manifest, &proxy(&stub), |options| {
        options.workers = 2.try_into().unwrap();
    });
    let mut client = Client::connect(running.address);
    assert_eq!(client.get("/one/proxy/a").status, 200);
    assert_eq!(client.get("/one/stream/chunks").body, "abcdefg");
    assert_eq!(client.get("/one/none").status, 403);
    assert_eq!(client.get("/three/proxy/a").status, 200);
    assert_eq!(get(running.address, "/two/proxy/a").status, 200);
    drop(client);
    let text = running.written("logs/one.log");
    let shown: Vec<String> =
        lines(&text).iter().map(|line| line.split_once(' ').unwrap().1.to_owned()).collect();
    assert_eq!(
        shown,
        [
            "GET /one/proxy/a 200 5 200",
            "GET /one/stream/chunks 200 7 200",
            "GET /one/none 403 42 -",
        ]
    );
    let two = std::fs::read_to_string(running.definition().with_file_name("logs/two.log")).unwrap();
    assert_eq!(lines(&two).len(), 1, "{two}");
}

#[test]
fn a_caller_that_leaves_in_the_middle_of_an_answer_is_an_entry() {
    let (release, held) = channel::<()>();
    let held = Mutex::new(held);
    let stub = Stub::new(move |mut stream| {
        if read_request(&mut stream).is_some() {
            say(&mut stream, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n");
            let _ = held.lock().unwrap().recv();
        }
    });
    let manifest = "stages: { dev: { accessLog: { format: '$context.requestId $context.status \
                    $context.responseLength', destination: access.log } } }\n";
    let mut running = Running::start_manifest(manifest, &proxy(&stub), |_| {});
    let mut client = Client::connect(running.address);
    client.request("GET", "/dev/stream/x");
    assert_eq!(client.head().status, 200);
    assert_eq!(client.chunk().as_deref(), Some("abc"));
    drop(client);
    drop(release);
    let text = running.written("access.log");
    assert!(text.ends_with(" 200 3\n") && lines(&text).len() == 1, "{text}");
}

#[test]
fn the_execution_log_is_written_where_the_stage_asks_for_it() {
    let stub = Stub::answering(|_, _| ok("fine"));
    let manifest =
        "stages: { dev: { logging: { level: INFO, destination: execution.log } }, other: {} }\n";
    let mut running = Running::start_manifest(manifest, &proxy(&stub), |_| {});
    assert_eq!(get(running.address, "/dev/proxy/a").status, 200);
    assert_eq!(get(running.address, "/other/proxy/a").status, 200);
    let text = running.written("execution.log");
    assert_eq!(text.matches("Starting execution for request: ").count(), 1, "{text}");
    assert!(text.ends_with(") Method completed with status: 200\n"), "{text}");
}

#[test]
fn prometheus_reads_the_metrics_at_the_control_plane() {
    let manifest = "stages: { dev: { accessLog: { format: clf, destination: access.log } } }\n";
    let definition = include_str!("../../cases/serve/mock.yaml");
    let running = Running::start_manifest(manifest, definition, |_| {});
    let control = ControlPlane::bind(0).unwrap();
    let address = control.address();
    control.start(running.server.clone()).unwrap();
    assert_eq!(get(running.address, "/dev/mock").status, 200);
    let mut client = Client::connect(address);
    client.send("GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n");
    let answer = client.answer();
    assert_eq!(answer.header("content-type"), Some("text/plain; version=0.0.4; charset=utf-8"));
    for line in [
        "# TYPE AWS_ApiGateway_Latency histogram",
        "AWS_ApiGateway_Count{ApiName=\"pets\",Stage=\"dev\"} 1",
        "portcullis_log_entries_lost{destination=\"access.log\"} 0",
    ] {
        assert!(answer.body.lines().any(|own| own == line), "{line}\n{}", answer.body);
    }
    // A page in a browser that has come here by a name of its own is told nothing.
    client.send("GET /metrics HTTP/1.1\r\nHost: rebound.example\r\n\r\n");
    assert_eq!(client.answer().status, 403);
}

#[test]
fn a_collector_gets_the_spans_of_traced_stages() {
    let (sent, received) = channel();
    let sent = Mutex::new(sent);
    let collector = Stub::answering(move |head, body| {
        sent.lock().unwrap().send((head.to_owned(), body.to_owned())).unwrap();
        ok("{}")
    });
    let backend = Stub::answering(|head, _| {
        let trace = head.lines().find_map(|line| line.strip_prefix("X-Amzn-Trace-Id: ")).unwrap();
        ok(trace)
    });
    let endpoint = OtlpEndpoint::new(&format!("http://{}", collector.address)).unwrap();
    let endpoint = endpoint.with_headers("x-team=gates").unwrap();
    let manifest = "stages: { dev: { tracing: true }, quiet: {} }\n";
    let running = Running::start_manifest(manifest, &proxy(&backend), |options| {
        options.otlp = Some(endpoint);
    });
    assert_eq!(get(running.address, "/quiet/proxy/a").status, 200);
    let handed_on = get(running.address, "/dev/proxy/a").body;
    let (head, body) = received.recv().unwrap();
    assert!(head.starts_with("POST /v1/traces HTTP/1.1"), "{head}");
    assert!(head.contains("X-Team: gates") && head.contains("Content-Type: application/json"));
    let document: Value = serde_json::from_str(&body).unwrap();
    let resources = document["resourceSpans"].as_array().unwrap();
    assert_eq!(resources.len(), 1, "{document}");
    let service = &resources[0]["resource"]["attributes"][0];
    assert_eq!(service["value"]["stringValue"], "pets/dev");
    let spans = resources[0]["scopeSpans"][0]["spans"].as_array().unwrap();
    assert_eq!(spans.len(), 2, "{document}");
    let text = |span: usize, name: &str| spans[span][name].as_str().unwrap();
    assert_eq!((text(0, "name"), &spans[0]["kind"]), ("GET /proxy/{rest+}", &Value::from(2)));
    assert_eq!(text(1, "parentSpanId"), text(0, "spanId"));
    // What the backend was told is what was recorded.
    let trace = text(0, "traceId");
    let root = format!("Root=1-{}-{}", &trace[..8], &trace[8..]);
    assert_eq!(handed_on, format!("{root};Parent={};Sampled=1", text(1, "spanId")));
    // The overhead of the gateway can be told from the time of the backend.
    let nanoseconds = |span: usize, name: &str| text(span, name).parse::<u64>().unwrap();
    assert!(nanoseconds(0, "startTimeUnixNano") <= nanoseconds(1, "startTimeUnixNano"));
    assert!(nanoseconds(1, "endTimeUnixNano") <= nanoseconds(0, "endTimeUnixNano"));
}

#[test]
fn a_collector_that_is_not_there_keeps_nobody_waiting() {
    let endpoint = OtlpEndpoint::new("http://127.0.0.1:1").unwrap();
    let manifest = "stages: { dev: { tracing: true } }\n";
    let definition = include_str!("../../cases/serve/mock.yaml");
    let mut running = Running::start_manifest(manifest, definition, |options| {
        options.otlp = Some(endpoint);
    });
    let mut client = Client::connect(running.address);
    for _ in 0..50 {
        assert_eq!(client.get("/dev/mock").status, 200);
    }
    drop(client);
    running.server.shut_down();
    running.ended();
}
