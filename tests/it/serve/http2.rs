//! HTTP/2 with prior knowledge.

use std::sync::Mutex;
use std::sync::mpsc::channel;

use bytes::Bytes;
use http::{Request, Version};
use http_body_util::{BodyExt, Full};
use hyper::client::conn::http2::{SendRequest, handshake};
use hyper_util::rt::{TokioExecutor, TokioIo};

use super::running::Running;
use super::stub::{Stub, read_request, say};

async fn connect(running: &Running) -> SendRequest<Full<Bytes>> {
    let stream = tokio::net::TcpStream::connect(running.address).await.unwrap();
    let (sender, connection) = handshake(TokioExecutor::new(), TokioIo::new(stream)).await.unwrap();
    tokio::spawn(connection);
    sender
}

fn request(running: &Running, method: &str, path: &str, body: &str) -> Request<Full<Bytes>> {
    Request::builder()
        .method(method)
        .uri(format!("http://{}{path}", running.address))
        .header("content-type", "application/json")
        .body(Full::new(Bytes::from(body.to_owned())))
        .unwrap()
}

fn run(test: impl Future<Output = ()>) {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(test);
}

#[test]
fn requests_share_one_connection() {
    let running = Running::start(include_str!("../../cases/serve/mock.yaml"));
    run(async {
        let mut sender = connect(&running).await;
        let requests: Vec<_> = (0..20)
            .map(|number| {
                let body = format!("{{\"name\":\"{number}\"}}");
                sender.send_request(request(&running, "POST", "/dev/echo", &body))
            })
            .collect();
        for (number, answer) in requests.into_iter().enumerate() {
            let answer = answer.await.unwrap();
            assert_eq!((answer.status().as_u16(), answer.version()), (200, Version::HTTP_2));
            assert!(answer.headers().contains_key("x-amzn-requestid"));
            let body = answer.into_body().collect().await.unwrap().to_bytes();
            assert_eq!(body, format!("{{\"hello\":\"{number}\"}}"));
        }
    });
}

#[test]
fn a_streamed_answer_begins_before_its_end() {
    let (release, held) = channel::<()>();
    let held = Mutex::new(held);
    let stub = Stub::new(move |mut stream| {
        while read_request(&mut stream).is_some() {
            say(&mut stream, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n");
            held.lock().unwrap().recv().unwrap();
            say(&mut stream, "2\r\nde\r\n0\r\n\r\n");
        }
    });
    let definition = include_str!("../../cases/serve/proxy.yaml");
    let running = Running::start(&definition.replace("UPSTREAM", &stub.address.to_string()));
    run(async {
        let mut sender = connect(&running).await;
        let answer = sender.send_request(request(&running, "GET", "/dev/stream/x", "")).await;
        let mut body = answer.unwrap().into_body();
        let first = body.frame().await.unwrap().unwrap();
        assert_eq!(first.into_data().unwrap(), "abc");
        release.send(()).unwrap();
        assert_eq!(body.collect().await.unwrap().to_bytes(), "de");
    });
}

#[test]
fn a_connection_without_requests_is_closed_after_a_while() {
    let running = Running::start_with(include_str!("../../cases/serve/mock.yaml"), |options| {
        options.limits.idle_timeout = std::time::Duration::from_millis(100);
    });
    run(async {
        let mut sender = connect(&running).await;
        sender.send_request(request(&running, "GET", "/dev/mock", "")).await.unwrap();
        while sender.ready().await.is_ok() {
            tokio::task::yield_now().await;
        }
    });
}
