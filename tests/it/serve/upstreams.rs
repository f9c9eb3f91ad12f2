//! What becomes of a request whose answer comes from elsewhere.

use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::sync::Mutex;
use std::sync::mpsc::channel;

use super::client::{Client, get};
use super::running::Running;
use super::stub::{Stub, ok, read_request, say};

fn proxy(upstream: SocketAddr) -> Running {
    let definition = include_str!("../../cases/serve/proxy.yaml");
    Running::start(&definition.replace("UPSTREAM", &upstream.to_string()))
}

#[test]
fn requests_are_passed_on_over_one_connection() {
    let stub =
        Stub::answering(|head, body| ok(&format!("{} {body}", head.lines().next().unwrap())));
    let running = proxy(stub.address);
    let mut client = Client::connect(running.address);
    let answer = client.get("/dev/proxy/a/b?c=d&c=e%20f");
    assert_eq!((answer.status, answer.body.as_str()), (200, "GET /a/b?c=d&c=e%20f HTTP/1.1 "));
    assert_eq!(answer.header("content-type"), Some("text/plain"));
    let answer = client.post("/dev/proxy/x", "{\"a\":1}");
    assert_eq!(answer.body, "POST /x HTTP/1.1 {\"a\":1}");
    for _ in 0..10 {
        assert_eq!(client.get("/dev/proxy/again").status, 200);
    }
    assert_eq!(stub.connections(), 1);
}

#[test]
fn an_upstream_that_takes_too_long_is_a_timeout() {
    let (release, held) = channel::<()>();
    let held = Mutex::new(held);
    let stub = Stub::new(move |mut stream| {
        read_request(&mut stream);
        let _ = held.lock().unwrap().recv();
    });
    let running = proxy(stub.address);
    let answer = get(running.address, "/dev/proxy/slow");
    assert_eq!(answer.status, 504);
    assert_eq!(answer.body, r#"{"message": "Endpoint request timed out"}"#.replace(": ", ":"));
    drop(release);
}

#[test]
fn a_closed_port_is_a_configuration_error() {
    let address = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap().local_addr().unwrap();
    let running = proxy(address);
    let answer = get(running.address, "/dev/proxy/x");
    assert_eq!(
        (answer.status, answer.body.as_str()),
        (500, r#"{"message":"Internal server error"}"#)
    );
}

#[test]
fn an_upstream_that_closes_in_the_middle_is_a_network_error() {
    let stub = Stub::new(|mut stream| {
        read_request(&mut stream);
        say(&mut stream, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf");
    });
    let running = proxy(stub.address);
    let answer = get(running.address, "/dev/proxy/x");
    assert_eq!(answer.body, r#"{"message":"Network error communicating with endpoint"}"#);
    assert!(answer.status >= 500, "{}", answer.status);
}

#[test]
fn a_kept_connection_that_was_closed_is_replaced() {
    let stub = Stub::new(|mut stream| {
        read_request(&mut stream);
        say(&mut stream, &ok("once"));
    });
    let running = proxy(stub.address);
    let mut client = Client::connect(running.address);
    for _ in 0..5 {
        assert_eq!(client.get("/dev/proxy/x").body, "once");
    }
    assert_eq!(stub.connections(), 5);
}

#[test]
fn a_streamed_answer_begins_before_its_end() {
    let (release, held) = channel::<()>();
    let held = Mutex::new(held);
    let stub = Stub::new(move |mut stream| {
        while read_request(&mut stream).is_some() {
            say(&mut stream, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n");
            if held.lock().unwrap().recv().is_err() {
                return;
            }
            say(&mut stream, "2\r\nde\r\n0\r\n\r\n");
        }
    });
    let running = proxy(stub.address);
    let mut client = Client::connect(running.address);
    for _ in 0..2 {
        client.request("GET", "/dev/stream/x");
        assert_eq!(client.head().status, 200);
        assert_eq!(client.chunk().as_deref(), Some("abc"));
        release.send(()).unwrap();
        assert_eq!(client.chunk().as_deref(), Some("de"));
        assert_eq!(client.chunk(), None);
    }
    assert_eq!(stub.connections(), 1);
}

#[test]
fn a_streamed_answer_that_breaks_is_not_made_whole() {
    let stub = Stub::new(|mut stream| {
        read_request(&mut stream);
        say(&mut stream, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf");
    });
    let running = proxy(stub.address);
    let mut client = Client::connect(running.address);
    client.request("GET", "/dev/stream/x");
    assert_eq!(client.head().header("content-length"), Some("100"));
    let rest = client.rest();
    assert_eq!(rest, "half");
}

#[test]
fn an_answer_without_a_body_keeps_the_connection() {
    let stub = Stub::answering(|head, _| {
        if head.starts_with("HEAD") {
            "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n".to_owned()
        } else {
            "HTTP/1.1 204 No Content\r\n\r\n".to_owned()
        }
    });
    let running = proxy(stub.address);
    let mut client = Client::connect(running.address);
    for path in ["/dev/proxy/x", "/dev/stream/x"] {
        client.request("HEAD", path);
        assert_eq!(client.head().status, 200);
        client.request("DELETE", path);
        assert_eq!(client.head().status, 204);
    }
    assert_eq!(stub.connections(), 1);
}
