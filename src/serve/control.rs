//! The control plane of a running server: a listener of its own, on loopback, that tells of usage and metrics and
//! flushes caches.

use std::fmt;
use std::io;
use std::net::{Ipv4Addr, SocketAddr, TcpListener as StdListener};
use std::sync::Arc;
use std::thread;

use http::header::{CONTENT_TYPE, HOST, HeaderName, HeaderValue};
use http::{Method, Request, Response, StatusCode};
use http_body_util::Full;
use hyper::body::{Bytes, Incoming};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::TcpListener;
use tokio::runtime::{Builder, LocalOptions};
use tokio::sync::Semaphore;
use tokio::task;

use super::clock::SystemClock;
use super::server::ServerHandle;
use crate::gateway::{Clock, ControlAnswer};

/// The name of the file, in the folder of a gateway's state, that says where its control plane listens.
pub const CONTROL_FILE: &str = "control";

/// How many callers are answered at once.
const CALLERS: usize = 16;

/// A control plane that listens, and answers when it knows for which server.
pub struct ControlPlane {
    listener: StdListener,
    address: SocketAddr,
}

impl ControlPlane {
    /// Listens on loopback at `port`, or at a free one for 0.
    pub fn bind(port: u16) -> io::Result<Self> {
        let listener = StdListener::bind((Ipv4Addr::LOCALHOST, port))?;
        listener.set_nonblocking(true)?;
        let address = listener.local_addr()?;
        Ok(Self { listener, address })
    }

    /// Where it listens.
    pub const fn address(&self) -> SocketAddr {
        self.address
    }

    /// Answers for `server` until the process ends.
    pub fn start(self, server: ServerHandle) -> io::Result<()> {
        let listener = self.listener;
        thread::Builder::new()
            .name("control".to_owned())
            .spawn(move || run(listener, server))
            .map(drop)
    }
}

impl fmt::Debug for ControlPlane {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ControlPlane").field("address", &self.address).finish_non_exhaustive()
    }
}

fn run(listener: StdListener, server: ServerHandle) -> io::Result<()> {
    let runtime = Builder::new_current_thread().enable_all().build_local(LocalOptions::default())?;
    runtime.block_on(async {
        accept(TcpListener::from_std(listener)?, server).await;
        Ok(())
    })
}

async fn accept(listener: TcpListener, server: ServerHandle) {
    let callers = Arc::new(Semaphore::new(CALLERS));
    let clock = SystemClock::new();
    loop {
        // The semaphore is never closed, so there always is a permit.
        let permit = Arc::clone(&callers).acquire_owned().await.ok();
        let Ok((stream, _)) = listener.accept().await else {
            // Without descriptors there is nothing to do but to let others run.
            task::yield_now().await;
            continue;
        };
        let server = server.clone();
        task::spawn_local(async move {
            let answer = service_fn(|request| {
                let answered = answer(&server, &request, clock);
                async move { Ok::<_, std::convert::Infallible>(answered) }
            });
            let mut builder = http1::Builder::new();
            builder.timer(TokioTimer::new());
            // A caller that leaves needs no answer.
            let _ = builder.serve_connection(TokioIo::new(stream), answer).await;
            drop(permit);
        });
    }
}

fn answer(
    server: &ServerHandle,
    request: &Request<Incoming>,
    clock: SystemClock,
) -> Response<Full<Bytes>> {
    let host = request.headers().get(HOST).and_then(|host| host.to_str().ok()).unwrap_or("");
    if !is_local(host) {
        // A page in a browser can have a name of its own lead here; no program of this machine does.
        return respond(&ControlAnswer {
            status: StatusCode::FORBIDDEN,
            error_type: Some("ForbiddenException"),
            body: serde_json::json!({ "message": "Forbidden" }),
        });
    }
    let (method, uri) = (request.method(), request.uri());
    if method == Method::GET && uri.path() == "/metrics" {
        return metrics(server);
    }
    let query = uri.query().unwrap_or("");
    respond(&server.engine().control(method, uri.path(), query, clock.now()))
}

/// What Prometheus asks for.
fn metrics(server: &ServerHandle) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::new(Bytes::from(server.metrics())));
    let kind = HeaderValue::from_static("text/plain; version=0.0.4; charset=utf-8");
    response.headers_mut().insert(CONTENT_TYPE, kind);
    response
}

fn respond(answer: &ControlAnswer) -> Response<Full<Bytes>> {
    let body = if answer.body.is_null() { String::new() } else { answer.body.to_string() };
    let mut response = Response::new(Full::new(Bytes::from(body)));
    *response.status_mut() = answer.status;
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    if let Some(error) = answer.error_type {
        headers
            .insert(HeaderName::from_static("x-amzn-errortype"), HeaderValue::from_static(error));
    }
    response
}

fn is_local(host: &str) -> bool {
    let name = host.rsplit_once(':').map_or(host, |(name, port)| {
        if port.bytes().all(|byte| byte.is_ascii_digit()) { name } else { host }
    });
    matches!(name, "localhost" | "127.0.0.1" | "[::1]")
}

#[cfg(test)]
mod tests {
    use super::is_local;

    #[test]
    fn only_names_of_this_machine_are_answered() {
        for host in ["localhost", "localhost:9000", "127.0.0.1:80", "[::1]:80"] {
            assert!(is_local(host), "{host}");
        }
        for host in [
            "",
            "example.com",
            "example.com:80",
            "127.0.0.1.example.com",
            "localhost.example.com:1",
        ] {
            assert!(!is_local(host), "{host}");
        }
    }
}
