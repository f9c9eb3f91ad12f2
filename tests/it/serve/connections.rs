//! What callers may do with a connection.

use std::fmt::Write as _;
use std::time::Duration;

use super::client::{Client, get};
use super::running::Running;
use portcullis::serve::ServeOptions;

/// A definition whose routes answer by themselves.
const MOCK: &str = include_str!("../../cases/serve/mock.yaml");

fn running() -> Running {
    Running::start(MOCK)
}

#[test]
fn a_mock_route_answers_with_the_standard_headers() {
    let running = running();
    let answer = get(running.address, "/dev/mock");
    assert_eq!((answer.status, answer.body.as_str()), (200, r#"{"status":"ok"}"#));
    assert_eq!(answer.header("content-type"), Some("application/json"));
    assert_eq!(answer.header("x-amzn-requestid").map(str::len), Some(36));
    assert!(answer.header("x-amz-apigw-id").is_some());
    assert!(answer.header("date").unwrap().ends_with(" GMT"));
    assert_eq!(answer.header("content-length"), Some("15"));
}

#[test]
fn every_request_has_an_id_of_its_own() {
    let running = running();
    let mut client = Client::connect(running.address);
    let ids: std::collections::BTreeSet<String> = (0..50)
        .map(|_| client.get("/dev/mock").header("x-amzn-requestid").unwrap().to_owned())
        .collect();
    assert_eq!(ids.len(), 50);
}

#[test]
fn what_is_not_routed_is_refused_as_the_service_does() {
    let running = running();
    let mut client = Client::connect(running.address);
    for path in ["/dev/absent", "/dev/mock/more"] {
        let answer = client.get(path);
        assert_eq!(answer.status, 403, "{path}");
        assert_eq!(answer.body, r#"{"message":"Missing Authentication Token"}"#, "{path}");
    }
    for path in ["/", "/prod/mock"] {
        let answer = client.get(path);
        assert_eq!((answer.status, answer.body.as_str()), (403, r#"{"message":"Forbidden"}"#));
    }
}

#[test]
fn requests_may_be_sent_before_the_answers_are_read() {
    let running = running();
    let mut client = Client::connect(running.address);
    let mut all = String::new();
    for path in ["/dev/mock", "/dev/absent", "/dev/mock"] {
        write!(all, "GET {path} HTTP/1.1\r\nHost: test.example\r\n\r\n").unwrap();
    }
    client.send(&all);
    let statuses: Vec<u16> = (0..3).map(|_| client.answer().status).collect();
    assert_eq!(statuses, [200, 403, 200]);
}

#[test]
fn a_body_in_chunks_is_read() {
    let running = running();
    let mut client = Client::connect(running.address);
    client.send(
        "POST /dev/echo HTTP/1.1\r\nHost: test.example\r\nContent-Type: application/json\r\n\
         Transfer-Encoding: chunked\r\n\r\n",
    );
    client.send("8\r\n{\"name\":\r\n");
    client.send("6\r\n\"rex\"}\r\n0\r\n\r\n");
    let answer = client.answer();
    assert_eq!((answer.status, answer.body.as_str()), (200, r#"{"hello":"rex"}"#));
}

#[test]
fn a_connection_is_closed_when_the_caller_asks_for_it() {
    let running = running();
    let mut client = Client::connect(running.address);
    client.send("GET /dev/mock HTTP/1.1\r\nHost: test.example\r\nConnection: close\r\n\r\n");
    assert_eq!(client.answer().status, 200);
    assert!(client.is_closed());
    let mut client = Client::connect(running.address);
    client.send("GET /dev/mock HTTP/1.0\r\nHost: test.example\r\n\r\n");
    assert_eq!(client.answer().status, 200);
    assert!(client.is_closed());
}

#[test]
fn what_is_not_http_is_refused_and_harms_nobody() {
    let running = running();
    for junk in ["hello\r\n\r\n", "GET  HTTP/1.1\r\n\r\n", "\u{16}\u{3}\u{1}\r\n\r\n"] {
        let mut client = Client::connect(running.address);
        client.send(junk);
        assert_eq!(client.head().status, 400, "{junk:?}");
    }
    assert_eq!(get(running.address, "/dev/mock").status, 200);
}

#[test]
fn a_body_over_the_limit_gets_the_gateways_response() {
    let running = Running::start_with(MOCK, |options| options.limits.body = 1000);
    let mut client = Client::connect(running.address);
    assert_eq!(
        client.post("/dev/echo", &format!("{{\"name\":\"{}\"}}", "x".repeat(989))).status,
        200
    );
    let answer = client.post("/dev/echo", &"x".repeat(1001));
    assert_eq!(answer.status, 413);
    assert_eq!(answer.body, r#"{"message":"Request Too Long"}"#);
    assert_eq!(answer.header("x-amzn-errortype"), Some("RequestTooLargeException"));

    // The length is not known beforehand.
    let mut client = Client::connect(running.address);
    client.send("POST /dev/echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n");
    client.send(&format!("3e9\r\n{}\r\n0\r\n\r\n", "x".repeat(1001)));
    assert_eq!(client.answer().status, 413);

    // The caller asks before sending.
    let mut client = Client::connect(running.address);
    client.send(
        "POST /dev/echo HTTP/1.1\r\nHost: x\r\nContent-Length: 1001\r\nExpect: 100-continue\r\n\r\n",
    );
    assert_eq!(client.answer().status, 413);
}

#[test]
fn a_large_body_is_read_to_its_end_before_it_is_refused() {
    let running = running();
    let answer = Client::connect(running.address).post("/dev/echo", &"x".repeat(11 * 1024 * 1024));
    assert_eq!(answer.status, 413);
}

#[test]
fn a_head_over_the_limit_is_refused() {
    let running = running();
    let mut client = Client::connect(running.address);
    client.send(&format!(
        "GET /dev/mock HTTP/1.1\r\nHost: x\r\nX-Large: {}\r\n\r\n",
        "x".repeat(40 * 1024)
    ));
    assert_eq!(client.head().status, 431);
    let mut client = Client::connect(running.address);
    let many = (0..200).fold(String::new(), |all, number| format!("{all}X-{number}: 1\r\n"));
    client.send(&format!("GET /dev/mock HTTP/1.1\r\nHost: x\r\n{many}\r\n"));
    assert_eq!(client.head().status, 431);
}

#[test]
fn a_caller_that_does_not_finish_its_head_is_dropped() {
    let running = Running::start_with(MOCK, |options| {
        options.limits.header_timeout = Duration::from_millis(100);
    });
    // Nothing at all, a part of a head, and a part of the next head.
    for (before, part) in
        [("", ""), ("", "GET /dev/mock HTTP/1.1\r\nHost:"), ("/dev/mock", "GET /")]
    {
        let mut client = Client::connect(running.address);
        if !before.is_empty() {
            assert_eq!(client.get(before).status, 200);
        }
        client.send(part);
        assert!(client.is_closed(), "{part:?}");
    }
}

#[test]
fn a_caller_that_does_not_finish_its_body_is_dropped() {
    let running = Running::start_with(MOCK, |options| {
        options.limits.body_timeout = Duration::from_millis(100);
    });
    let mut client = Client::connect(running.address);
    client.send("POST /dev/echo HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n{");
    assert!(client.is_closed());
}

#[test]
fn an_idle_connection_is_closed() {
    let running = Running::start_with(MOCK, |options| {
        options.limits.idle_timeout = Duration::from_millis(100);
    });
    let mut client = Client::connect(running.address);
    assert_eq!(client.get("/dev/mock").status, 200);
    assert!(client.is_closed());
}

#[test]
fn connections_over_the_bound_wait_for_their_turn() {
    let running = Running::start_with(MOCK, |options| options.limits.connections = 1);
    let mut first = Client::connect(running.address);
    assert_eq!(first.get("/dev/mock").status, 200);
    let mut second = Client::connect(running.address);
    second.request("GET", "/dev/mock");
    assert_eq!(first.get("/dev/mock").status, 200);
    drop(first);
    assert_eq!(second.answer().status, 200);
}

/// Connections let go of their buffers as soon as they wait.
fn restless(change: impl FnOnce(&mut ServeOptions)) -> Running {
    Running::start_with(MOCK, |options| {
        options.limits.rest = Duration::from_millis(1);
        change(options);
    })
}

/// In this time a connection comes to rest.
const AWHILE: Duration = Duration::from_millis(50);

#[test]
fn a_connection_that_has_rested_is_served_again() {
    let running = restless(|_| {});
    let mut client = Client::connect(running.address);
    client.is_silent(AWHILE);
    for _ in 0..3 {
        assert_eq!(client.get("/dev/mock").status, 200);
        assert_eq!(client.post("/dev/echo", r#"{"name":"x"}"#).status, 200);
        client.is_silent(AWHILE);
    }
    // A request and a part of the next one; the other part comes later.
    let request = "GET /dev/mock HTTP/1.1\r\nHost: x\r\n\r\n";
    for part in [1, 3, 30] {
        client.send(&format!("{request}{}", &request[..part]));
        assert_eq!(client.answer().status, 200);
        client.is_silent(AWHILE);
        client.send(&request[part..]);
        assert_eq!(client.answer().status, 200, "{part}");
    }
    running.server.shut_down();
    assert!(client.is_closed());
}

/// How many connections wait while the memory is looked at.
const WAITING: usize = 900;

#[cfg(target_os = "linux")]
#[test]
fn connections_that_wait_give_their_memory_back() {
    use std::fs;
    use std::time::Instant;

    use crate::program::Program;

    let folder = tempfile::tempdir().unwrap();
    let manifest = "portcullis: 1\nname: waiting\napi: openapi.yaml\nstages: { dev: {} }\n";
    fs::write(folder.path().join("openapi.yaml"), MOCK).unwrap();
    fs::write(folder.path().join("portcullis.yaml"), manifest).unwrap();
    let program = Program::serve(folder.path(), &["portcullis.yaml", "--workers", "1"]);
    // In kilobytes.
    let memory = || -> usize {
        let status = fs::read_to_string(format!("/proc/{}/status", program.child.id())).unwrap();
        let line = status.lines().find_map(|line| line.strip_prefix("RssAnon:")).unwrap();
        line.trim().strip_suffix(" kB").unwrap().parse().unwrap()
    };
    let ask = |client: &mut Client| assert_eq!(client.get("/dev/mock").status, 200);
    ask(&mut Client::connect(program.address));
    let before = memory();
    let mut clients: Vec<Client> = (0..WAITING).map(|_| Client::connect(program.address)).collect();
    clients.iter_mut().for_each(ask);
    // One that keeps what it reads with has 16 KB and more.
    let enough = before + WAITING * 6;
    let deadline = Instant::now() + Duration::from_secs(20);
    while memory() > enough {
        assert!(Instant::now() < deadline, "{} KB over {before}", memory() - before);
        clients[0].is_silent(AWHILE);
    }
    clients.iter_mut().for_each(ask);
}

#[test]
fn a_connection_at_rest_has_the_same_time_limits() {
    let running = restless(|options| {
        options.limits.idle_timeout = Duration::from_millis(300);
        options.limits.header_timeout = Duration::from_millis(200);
    });
    for part in ["", "G", "GET /dev/mock HTTP/1.1\r\n", "PRI * HTTP/2.0\r\n"] {
        let mut client = Client::connect(running.address);
        assert_eq!(client.get("/dev/mock").status, 200);
        client.is_silent(AWHILE);
        client.send(part);
        assert!(client.is_closed(), "{part:?}");
    }
}

#[test]
fn a_method_that_begins_as_a_preface_does_is_none() {
    let running = running();
    for (method, status) in [("PRI", 403), ("P", 403), ("PR", 403), ("POST", 403)] {
        let mut client = Client::connect(running.address);
        for letter in method.chars() {
            client.send(&letter.to_string());
        }
        client.send(" /dev/absent HTTP/1.1\r\nHost: x\r\n\r\n");
        assert_eq!(client.answer().status, status, "{method}");
    }
}
