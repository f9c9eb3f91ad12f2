//! Calls to upstreams that are threads of the test.

use std::future::Future;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::pin::pin;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, Method, Uri};
use tokio::runtime::{Builder, LocalOptions};
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::rustls::{ServerConfig, ServerConnection, Stream as TlsStream};

use super::Upstreams;
use super::response_head::{LARGEST_HEAD, MOST_HEADERS};
use crate::gateway::{
    Body, Endpoint, MAX_PAYLOAD, TlsSettings, UpstreamCall, UpstreamFailureKind, UpstreamOutcome,
};

/// An upstream that hands each connection, with its number, to `serve` on a thread of its own.
struct Stub {
    address: SocketAddr,
    connections: Arc<AtomicUsize>,
}

impl Stub {
    fn new(serve: impl Fn(usize, TcpStream) + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let address = listener.local_addr().unwrap();
        let connections = Arc::new(AtomicUsize::new(0));
        let (count, serve) = (Arc::clone(&connections), Arc::new(serve));
        thread::spawn(move || {
            for stream in listener.incoming() {
                let number = count.fetch_add(1, Ordering::SeqCst);
                let serve = Arc::clone(&serve);
                thread::spawn(move || serve(number, stream.unwrap()));
            }
        });
        Self { address, connections }
    }

    fn connections(&self) -> usize {
        self.connections.load(Ordering::SeqCst)
    }

    fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }
}

/// Reads one request without a body; the head as text, or none when the caller closed the connection.
fn read_head(stream: &mut impl Read) -> Option<String> {
    let mut head = Vec::new();
    let mut byte = [0];
    while !head.ends_with(b"\r\n\r\n") {
        if stream.read(&mut byte).unwrap_or(0) == 0 {
            return None;
        }
        head.push(byte[0]);
    }
    Some(String::from_utf8(head).unwrap())
}

fn say(stream: &mut impl Write, text: &str) {
    stream.write_all(text.as_bytes()).unwrap();
    stream.flush().unwrap();
}

/// Answers every request with what `answer` makes of its head.
fn answering(answer: impl Fn(&str) -> String + Send + Sync + 'static) -> Stub {
    Stub::new(move |_, mut stream| {
        while let Some(head) = read_head(&mut stream) {
            say(&mut stream, &answer(&head));
        }
    })
}

fn ok(body: &str) -> String {
    format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{body}", body.len())
}

fn endpoint(url: &str) -> Arc<Endpoint> {
    let url: Uri = url.parse().unwrap();
    let authority = url.authority().unwrap();
    Arc::new(Endpoint {
        tls: (url.scheme_str() == Some("https")).then(TlsSettings::default),
        host: authority.host().to_owned(),
        port: authority.port_u16().unwrap_or(80),
        authority: authority.as_str().parse().unwrap(),
    })
}

fn call(method: Method, url: &str) -> UpstreamCall {
    UpstreamCall {
        method,
        endpoint: endpoint(url),
        target: url.parse::<Uri>().unwrap().path_and_query().unwrap().clone(),
        headers: HeaderMap::new(),
        body: Bytes::new(),
        timeout: Duration::from_secs(10),
        stream: false,
    }
}

fn get(url: &str) -> UpstreamCall {
    call(Method::GET, url)
}

fn run<T>(test: impl AsyncFnOnce(Rc<Upstreams>) -> T) -> T {
    let runtime =
        Builder::new_current_thread().enable_all().build_local(LocalOptions::default()).unwrap();
    runtime.block_on(async { test(Upstreams::new()).await })
}

/// The status and the body of what came back, or why nothing came.
async fn answer(
    upstreams: &Rc<Upstreams>,
    call: UpstreamCall,
) -> Result<(u16, String), UpstreamFailureKind> {
    match upstreams.call(&call).await.outcome {
        UpstreamOutcome::Response(response) => match response.body {
            Body::Whole(bytes) => {
                Ok((response.status.as_u16(), String::from_utf8(bytes.to_vec()).unwrap()))
            }
            Body::Upstream => panic!("the body was not collected"),
        },
        UpstreamOutcome::Failure(failure) => Err(failure.kind),
    }
}

/// The body of what came back.
async fn text(upstreams: &Rc<Upstreams>, call: UpstreamCall) -> String {
    answer(upstreams, call).await.unwrap().1
}

fn failure(call: UpstreamCall) -> UpstreamFailureKind {
    run(async |upstreams| answer(&upstreams, call).await.unwrap_err())
}

#[test]
fn a_connection_is_kept_for_the_next_call() {
    let stub = answering(|head| ok(head.lines().next().unwrap()));
    run(async |upstreams| {
        for number in 0..5 {
            let url = stub.url(&format!("/a/{number}?b=c"));
            let answer = answer(&upstreams, get(&url)).await.unwrap();
            assert_eq!(answer, (200, format!("GET /a/{number}?b=c HTTP/1.1")));
        }
    });
    assert_eq!(stub.connections(), 1);
}

#[test]
fn calls_at_the_same_time_have_connections_of_their_own() {
    let stub = answering(|_| ok("fine"));
    run(async |upstreams| {
        let url = stub.url("/");
        let (one, other) = tokio::join!(text(&upstreams, get(&url)), text(&upstreams, get(&url)));
        assert_eq!((one.as_str(), other.as_str()), ("fine", "fine"));
    });
    assert_eq!(stub.connections(), 2);
}

#[test]
fn the_host_is_the_urls_unless_a_header_says_otherwise() {
    let stub = answering(|head| {
        let host = head.lines().find_map(|line| line.strip_prefix("Host: ")).unwrap();
        ok(host)
    });
    run(async |upstreams| {
        let url = stub.url("/");
        assert_eq!(text(&upstreams, get(&url)).await, stub.address.to_string());
        let mut own = get(&url);
        own.headers.insert("host", "own.example".parse().unwrap());
        assert_eq!(text(&upstreams, own).await, "own.example");
        let mut linked = get(&url);
        let authority = "internal.example".parse().unwrap();
        linked.endpoint = Arc::new(Endpoint { authority, ..(*linked.endpoint).clone() });
        assert_eq!(text(&upstreams, linked).await, "internal.example");
    });
}

#[test]
fn a_kept_connection_that_was_closed_is_replaced() {
    // Each connection answers once and is then closed without a word.
    let stub = Stub::new(|number, mut stream| {
        read_head(&mut stream);
        say(&mut stream, &ok(&number.to_string()));
    });
    run(async |upstreams| {
        for number in 0..3 {
            assert_eq!(text(&upstreams, get(&stub.url("/"))).await, number.to_string());
        }
    });
}

#[test]
fn a_request_is_sent_again_only_when_that_does_no_harm() {
    // The first connection answers once, takes a second request, and is closed without an answer to it.
    let stub = Stub::new(|number, mut stream| {
        if number == 0 {
            read_head(&mut stream);
            say(&mut stream, &ok("first"));
            read_head(&mut stream);
        } else {
            while read_head(&mut stream).is_some() {
                say(&mut stream, &ok("again"));
            }
        }
    });
    for (method, again) in [(Method::GET, true), (Method::PUT, true), (Method::POST, false)] {
        stub.connections.store(0, Ordering::SeqCst);
        run(async |upstreams| {
            assert_eq!(text(&upstreams, get(&stub.url("/"))).await, "first");
            let second = answer(&upstreams, call(method.clone(), &stub.url("/"))).await;
            let second = second.map(|(_, text)| text);
            let expected =
                if again { Ok("again".to_owned()) } else { Err(UpstreamFailureKind::Network) };
            assert_eq!(second, expected, "{method}");
        });
    }
}

#[test]
fn a_new_connection_that_is_closed_is_not_tried_again() {
    let stub = Stub::new(|_, mut stream| drop(read_head(&mut stream)));
    assert_eq!(failure(get(&stub.url("/"))), UpstreamFailureKind::Network);
    assert_eq!(stub.connections(), 1);
}

#[test]
fn a_closed_port_is_refused() {
    let address = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap().local_addr().unwrap();
    assert_eq!(failure(get(&format!("http://{address}/"))), UpstreamFailureKind::Refused);
}

#[test]
fn an_upstream_that_does_not_answer_times_out() {
    let (release, held) = channel::<()>();
    let held = std::sync::Mutex::new(held);
    let stub = Stub::new(move |_, mut stream| {
        read_head(&mut stream);
        let _ = held.lock().unwrap().recv();
    });
    let mut slow = get(&stub.url("/"));
    slow.timeout = Duration::from_millis(50);
    assert_eq!(failure(slow), UpstreamFailureKind::Timeout);
    drop(release);
}

#[test]
fn a_body_that_stops_in_the_middle_is_an_error() {
    let stub = Stub::new(|_, mut stream| {
        read_head(&mut stream);
        say(&mut stream, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf");
    });
    assert_eq!(failure(get(&stub.url("/"))), UpstreamFailureKind::Network);
}

#[test]
fn what_is_not_http_is_an_error() {
    let stub = Stub::new(|_, mut stream| {
        read_head(&mut stream);
        say(&mut stream, "SSH-2.0-x\r\n\r\n");
    });
    assert_eq!(failure(get(&stub.url("/"))), UpstreamFailureKind::Network);
}

#[test]
fn a_body_over_the_limit_is_refused() {
    let stub = answering(|head| {
        ok(&"x".repeat(if head.starts_with("GET /over") { MAX_PAYLOAD + 1 } else { MAX_PAYLOAD }))
    });
    assert_eq!(failure(get(&stub.url("/over"))), UpstreamFailureKind::TooLarge);
    run(async |upstreams| {
        assert_eq!(text(&upstreams, get(&stub.url("/at"))).await.len(), MAX_PAYLOAD);
    });
}

#[test]
fn a_body_in_pieces_is_put_together() {
    let stub = answering(|_| {
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n"
            .into()
    });
    run(async |upstreams| {
        for _ in 0..2 {
            assert_eq!(text(&upstreams, get(&stub.url("/"))).await, "abcde");
        }
    });
    assert_eq!(stub.connections(), 1);
}

#[test]
fn an_answer_that_ends_the_use_of_http_is_an_error() {
    let stub = answering(|_| "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n".into());
    assert_eq!(failure(get(&stub.url("/"))), UpstreamFailureKind::Network);
}

/// What two calls of `method` come to that are answered with `text` each, and how many connections that took.
fn twice(method: &Method, text: &'static str) -> (Result<String, UpstreamFailureKind>, usize) {
    let stub = Stub::new(move |_, mut stream| {
        while read_head(&mut stream).is_some() {
            say(&mut stream, text);
            // One that does not say where its body ends ends it so.
            if !text.contains("ength:") && !text.contains("chunked") && text.contains("200 OK") {
                return;
            }
        }
    });
    let came = run(async |upstreams| {
        let first = answer(&upstreams, call(method.clone(), &stub.url("/"))).await;
        let second = answer(&upstreams, call(method.clone(), &stub.url("/"))).await;
        assert_eq!(first, second, "{text}");
        second.map(|(_, body)| body)
    });
    (came, stub.connections())
}

#[test]
fn the_body_ends_where_the_head_says() {
    for (text, body, connections) in [
        ("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nfine", "fine", 1),
        ("HTTP/1.1 200 OK\nContent-Length: 4\n\nfine", "fine", 1),
        ("HTTP/1.1 200\r\nContent-Length: 4, 4\r\nContent-Length: 4\r\n\r\nfine", "fine", 1),
        ("HTTP/1.1 200 OK\r\n\r\nfine", "fine", 2),
        ("HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\nfine", "fine", 2),
        ("HTTP/1.1 204 No Content\r\n\r\n", "", 1),
        ("HTTP/1.1 304 Not Modified\r\nContent-Length: 4\r\n\r\n", "", 1),
        ("HTTP/1.1 200 OK\r\nConnection: x, Close\r\nContent-Length: 4\r\n\r\nfine", "fine", 2),
        ("HTTP/1.0 200 OK\r\nContent-Length: 4\r\n\r\nfine", "fine", 2),
        ("HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 4\r\n\r\nfine", "fine", 1),
        // More than was announced belongs to no request.
        ("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nfine", "fi", 2),
        (
            "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n\
             HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nfine",
            "fine",
            1,
        ),
        (
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n\
             1\r\nf\r\n3;a=b\r\nine\r\n0\r\nTrailer: x\r\n\r\n",
            "fine",
            1,
        ),
        // The chunks count, but whoever says both is not trusted with another request.
        (
            "HTTP/1.1 200 OK\r\nContent-Length: 9\r\nTransfer-Encoding: chunked\r\n\r\n\
             4\r\nfine\r\n0\r\n\r\n",
            "fine",
            2,
        ),
    ] {
        assert_eq!(twice(&Method::GET, text), (Ok(body.to_owned()), connections), "{text}");
    }
    let head = "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n";
    assert_eq!(twice(&Method::HEAD, head), (Ok(String::new()), 1));
}

#[test]
fn an_answer_that_is_not_as_http_has_it_is_an_error() {
    for text in [
        "HTTP/2 200 OK\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 2000 OK\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 099 OK\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: +4\r\n\r\nfine",
        "HTTP/1.1 200 OK\r\nContent-Length: 4\r\nContent-Length: 5\r\n\r\nfine",
        "HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length : 4\r\n\r\nfine",
        "HTTP/1.1 200 OK\r\nBad Name: 4\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nA: \u{1}\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nx\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nfiner\r\n0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\n",
    ] {
        assert_eq!(twice(&Method::GET, text).0, Err(UpstreamFailureKind::Network), "{text}");
    }
}

#[test]
fn an_answer_without_bounds_is_an_error() {
    let many = "A: b\r\n".repeat(MOST_HEADERS + 1);
    let long = "a".repeat(LARGEST_HEAD);
    let interim = "HTTP/1.1 102 Processing\r\n\r\n".repeat(40);
    for text in [
        format!("HTTP/1.1 200 OK\r\n{many}\r\n"),
        format!("HTTP/1.1 200 OK\r\nA: {long}\r\n\r\n"),
        format!("HTTP/1.1 200 OK\r\nA: {long}"),
        format!("{interim}{}", ok("fine")),
        format!("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4;{long}"),
        format!(
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n{}",
            "A: b\r\n".repeat(20_000)
        ),
    ] {
        let stub = Stub::new(move |_, mut stream| {
            read_head(&mut stream);
            let _ = stream.write_all(text.as_bytes());
            // Whoever waits for more waits for ever.
            let _ = stream.read_to_end(&mut Vec::new());
        });
        assert_eq!(failure(get(&stub.url("/"))), UpstreamFailureKind::Network);
    }
}

#[test]
fn an_answer_may_come_byte_by_byte() {
    let text = "HTTP/1.1 200 OK\r\nA: b\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nfi\r\n2\r\nne\r\n0\r\n\r\n";
    let stub = Stub::new(move |_, mut stream| {
        stream.set_nodelay(true).unwrap();
        while read_head(&mut stream).is_some() {
            for byte in text.bytes() {
                stream.write_all(&[byte]).unwrap();
                thread::yield_now();
            }
        }
    });
    run(async |upstreams| {
        for _ in 0..3 {
            assert_eq!(text_of(&upstreams, &stub).await, "fine");
        }
    });
    assert_eq!(stub.connections(), 1);
}

#[test]
fn interim_answers_count_however_they_come() {
    // Each is read before the next one is sent.
    let (send, asked) = channel::<()>();
    let (written, sent) = channel();
    let ends = std::sync::Mutex::new((asked, written));
    let stub = Stub::new(move |_, mut stream| {
        read_head(&mut stream);
        let (asked, written) = &*ends.lock().unwrap();
        while asked.recv().is_ok() {
            let _ = stream.write_all(b"HTTP/1.1 102 Processing\r\n\r\n");
            written.send(()).unwrap();
        }
    });
    let came = run(async |upstreams| {
        let mut answered = pin!(answer(&upstreams, get(&stub.url("/"))));
        loop {
            send.send(()).unwrap();
            tokio::select! {
                biased;
                came = answered.as_mut() => break came,
                // The stub waits for nobody once it is asked, but is asked only when it has been connected to.
                () = told(&sent) => {}
            }
        }
    });
    assert_eq!(came.unwrap_err(), UpstreamFailureKind::Network);
}

/// Waits for a word of another thread, and lets this one go on meanwhile.
async fn told(from: &Receiver<()>) {
    while from.try_recv().is_err() {
        tokio::task::yield_now().await;
    }
}

async fn text_of(upstreams: &Rc<Upstreams>, stub: &Stub) -> String {
    text(upstreams, get(&stub.url("/"))).await
}

#[test]
fn headers_go_out_as_they_are_usually_spelled_and_the_length_with_them() {
    let stub = Stub::new(|_, mut stream| {
        while let Some(head) = read_head(&mut stream) {
            let length = head.lines().find_map(|line| line.strip_prefix("Content-Length: "));
            let length = length.map_or(0, |length| length.parse().unwrap());
            stream.read_exact(&mut vec![0; length]).unwrap();
            say(&mut stream, &ok(&head));
        }
    });
    let (address, own) = (stub.address.to_string(), stub.url("/a?b"));
    run(async |upstreams| {
        let mut with_body = call(Method::POST, &own);
        for (name, value) in [("x-own-name", "a"), ("content-length", "99"), ("x-own-name", "b")] {
            with_body.headers.append(name, value.parse().unwrap());
        }
        with_body.headers.append("transfer-encoding", "chunked".parse().unwrap());
        with_body.body = Bytes::from_static(b"body");
        assert_eq!(
            text(&upstreams, with_body).await,
            format!(
                "POST /a?b HTTP/1.1\r\nHost: {address}\r\nX-Own-Name: a\r\nX-Own-Name: b\r\n\
                 Content-Length: 4\r\n\r\n"
            )
        );
        for (method, expected) in [(Method::POST, true), (Method::GET, false)] {
            let head = text(&upstreams, call(method, &own)).await;
            assert_eq!(head.contains("\r\nContent-Length: 0\r\n"), expected, "{head}");
        }
    });
    assert_eq!(stub.connections(), 1);
}

#[test]
fn a_large_request_and_its_answer_pass_each_other() {
    // Each side would wait for the other for ever if one of them only wrote before it read.
    const PART: usize = 64 * 1024;
    let stub = Stub::new(|_, mut stream| {
        read_head(&mut stream);
        say(&mut stream, &format!("HTTP/1.1 200 OK\r\nContent-Length: {MAX_PAYLOAD}\r\n\r\n"));
        let mut part = vec![0; PART];
        for _ in 0..MAX_PAYLOAD / PART {
            stream.read_exact(&mut part).unwrap();
            stream.write_all(&part).unwrap();
        }
        let _ = stream.read_to_end(&mut part);
    });
    let body: Vec<u8> = (0..MAX_PAYLOAD).map(|at| b'a' + u8::try_from(at % 23).unwrap()).collect();
    let mut large = call(Method::POST, &stub.url("/"));
    large.body = Bytes::from(body.clone());
    let came = run(async |upstreams| text(&upstreams, large).await);
    assert!(came.into_bytes() == body);
}

#[test]
fn an_answer_before_the_end_of_the_request_counts() {
    let stub = Stub::new(|_, mut stream| {
        read_head(&mut stream);
        say(&mut stream, "HTTP/1.1 413 Too Large\r\nContent-Length: 2\r\n\r\nno");
        // Nothing of the body is read until the caller goes away.
        let _ = stream.shutdown(std::net::Shutdown::Write);
        let _ = stream.read_to_end(&mut Vec::new());
    });
    let mut large = call(Method::PUT, &stub.url("/"));
    large.body = Bytes::from(vec![b'x'; MAX_PAYLOAD]);
    let came = run(async |upstreams| answer(&upstreams, large).await);
    assert_eq!(came, Ok((413, "no".to_owned())));
}

/// Lets an upstream send the rest of its body when the test says so.
fn in_two_parts() -> (Stub, std::sync::mpsc::Sender<()>) {
    let (release, held): (_, Receiver<()>) = channel();
    let held = std::sync::Mutex::new(held);
    let stub = Stub::new(move |_, mut stream| {
        while read_head(&mut stream).is_some() {
            say(&mut stream, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n");
            if held.lock().unwrap().recv().is_err() {
                return;
            }
            say(&mut stream, "2\r\nde\r\n0\r\n\r\n");
        }
    });
    (stub, release)
}

/// Asks for a body that is passed on.
async fn passing(upstreams: &Rc<Upstreams>, url: &str) -> super::Stream {
    let mut call = get(url);
    call.stream = true;
    upstreams.call(&call).await.stream.unwrap()
}

async fn next(stream: &mut super::Stream) -> Option<Bytes> {
    let piece = std::future::poll_fn(|cx| stream.poll_piece(cx)).await?;
    Some(piece.unwrap())
}

#[test]
fn a_body_that_is_passed_on_comes_before_its_end() {
    let (stub, release) = in_two_parts();
    run(async |upstreams| {
        for _ in 0..2 {
            let mut stream = passing(&upstreams, &stub.url("/")).await;
            assert_eq!(next(&mut stream).await.unwrap(), "abc");
            release.send(()).unwrap();
            assert_eq!(next(&mut stream).await.unwrap(), "de");
            assert!(next(&mut stream).await.is_none());
        }
    });
    assert_eq!(stub.connections(), 1);
}

#[test]
fn a_stream_that_is_dropped_closes_its_connection() {
    let (stub, release) = in_two_parts();
    run(async |upstreams| {
        drop(passing(&upstreams, &stub.url("/")).await);
        drop(release);
        assert!(upstreams.pool.take(&endpoint(&stub.url("/"))).is_none());
    });
}

#[test]
fn an_idle_connection_is_closed_after_a_while() {
    let stub = answering(|_| ok("fine"));
    run(async |upstreams| {
        text(&upstreams, get(&stub.url("/"))).await;
        let endpoint = endpoint(&stub.url("/"));
        let now = super::now();
        upstreams.sweep(now + Duration::from_secs(5));
        let kept = upstreams.pool.take(&endpoint).unwrap();
        upstreams.pool.put(Arc::clone(&endpoint), kept, now);
        upstreams.sweep(now + Duration::from_secs(31));
        assert!(upstreams.pool.take(&endpoint).is_none());
    });
}

/// An upstream that speaks TLS with one of the certificates of `tests/cases/tls`.
fn tls(certificate: &'static [u8]) -> Stub {
    let key = include_bytes!("../../../tests/cases/tls/key.der");
    let configuration = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(
            vec![CertificateDer::from(certificate)],
            PrivateKeyDer::try_from(key.as_slice()).unwrap(),
        )
        .unwrap();
    let configuration = Arc::new(configuration);
    Stub::new(move |_, mut stream| {
        let mut connection = ServerConnection::new(Arc::clone(&configuration)).unwrap();
        let mut stream = BufReader::new(TlsStream::new(&mut connection, &mut stream));
        let mut line = String::new();
        while stream.read_line(&mut line).is_ok_and(|length| length > 0) {
            if line.ends_with("\r\n\r\n") {
                say(stream.get_mut(), &ok("over TLS"));
                line.clear();
            }
        }
    })
}

const SELF_SIGNED: &[u8] = include_bytes!("../../../tests/cases/tls/self-signed.der");
const EXPIRED: &[u8] = include_bytes!("../../../tests/cases/tls/expired.der");

fn secure(
    stub: &Stub,
    insecure_skip_verification: bool,
    server_name: Option<&str>,
) -> Result<String, UpstreamFailureKind> {
    let mut secure = get(&format!("https://{}/", stub.address));
    let server_name = server_name.map(str::to_owned);
    let tls = Some(TlsSettings { insecure_skip_verification, server_name });
    secure.endpoint = Arc::new(Endpoint { tls, ..(*secure.endpoint).clone() });
    run(async |upstreams| answer(&upstreams, secure).await.map(|(_, text)| text))
}

#[test]
fn a_certificate_of_an_unknown_issuer_is_accepted_where_that_is_asked_for() {
    let stub = tls(SELF_SIGNED);
    assert_eq!(secure(&stub, false, None), Err(UpstreamFailureKind::Tls));
    assert_eq!(secure(&stub, true, None).unwrap(), "over TLS");
}

#[test]
fn the_name_and_the_expiry_of_a_certificate_always_count() {
    let stub = tls(SELF_SIGNED);
    assert_eq!(secure(&stub, true, Some("upstream.example")).unwrap(), "over TLS");
    assert_eq!(secure(&stub, true, Some("other.example")), Err(UpstreamFailureKind::Tls));
    let stub = tls(EXPIRED);
    assert_eq!(secure(&stub, true, None), Err(UpstreamFailureKind::Tls));
}

#[test]
fn a_plain_upstream_is_no_tls_upstream() {
    let stub = Stub::new(|_, mut stream| {
        say(&mut stream, "HTTP/1.1 400 Bad Request\r\n\r\n");
        // Read to the end, so that the answer is not lost in a reset.
        let _ = stream.read_to_end(&mut Vec::new());
    });
    assert_eq!(secure(&stub, true, None), Err(UpstreamFailureKind::Tls));
}

#[test]
fn calls_over_the_bound_wait_for_their_turn() {
    let stub = answering(|_| ok("fine"));
    run(async |upstreams| {
        let all = upstreams.slots.acquire_many(u32::try_from(super::CALLS).unwrap()).await.unwrap();
        let url = stub.url("/");
        let mut waiting = pin!(text(&upstreams, get(&url)));
        let first = std::future::poll_fn(|cx| {
            std::task::Poll::Ready(waiting.as_mut().poll(cx).is_pending())
        });
        assert!(first.await);
        assert_eq!(stub.connections(), 0);
        drop(all);
        assert_eq!(waiting.await, "fine");
    });
}
