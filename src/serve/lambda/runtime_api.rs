//! The Lambda Runtime API for one process (AWS docs, "Using the Lambda runtime API for custom runtimes").
//!
//! Each process has a port of its own on loopback, so that a program that knows nothing but `AWS_LAMBDA_RUNTIME_API`
//! is told apart from all others. Our own bootstraps show a token on top of that; for other programs it is looked up
//! whose connection it is.

use std::cell::RefCell;
use std::convert::Infallible;
use std::io;
use std::net::Ipv4Addr;
use std::rc::Rc;
use std::time::Duration;

use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::{HeaderName, HeaderValue, Method, Request, Response, StatusCode};
use http_body_util::Full;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Notify, mpsc};
use tokio::task::JoinSet;

use super::documents::{MAX_RESPONSE, too_large};
use super::output::Output;
use super::peer;
use crate::gateway::{Clock, FunctionCall};
use crate::serve::body::{Collected, collect, discard};
use crate::serve::clock::SystemClock;

/// The largest error document.
const MAX_ERROR: usize = 256 * 1024;

/// How many connections a process may have at once.
const CONNECTIONS: usize = 8;

/// How much of an answer that is too large is read and thrown away, so that its sender comes to hear of it.
const DISCARDED: usize = 64 * 1024 * 1024;

/// What a process has done.
#[derive(Debug)]
pub(super) enum Event {
    /// It asks for an event for the first time.
    Ready,
    /// It cannot begin, for the reason that it gives.
    InitError(Bytes),
    /// It has taken the event of that id.
    Taken(String),
    /// It has answered the event of that id.
    Answered(String, Answer),
}

/// What a process answers.
#[derive(Debug)]
pub(super) enum Answer {
    /// What the function returned.
    Payload(Bytes),
    /// The error document of a failure.
    Error(Bytes),
}

/// The Runtime API of one process.
pub(super) struct RuntimeApi {
    /// What a request must show, of a process that knows it.
    token: Option<String>,
    timeout: Duration,
    /// The event that is to be handed out next.
    pending: RefCell<Option<FunctionCall>>,
    /// The id of the event that is not answered yet.
    current: RefCell<Option<String>>,
    arrived: Notify,
    events: mpsc::UnboundedSender<Event>,
    output: Rc<Output>,
}

impl RuntimeApi {
    /// The API of a process, and what it hears.
    pub(super) fn new(
        token: Option<String>,
        timeout: Duration,
        output: Rc<Output>,
    ) -> (Rc<Self>, mpsc::UnboundedReceiver<Event>) {
        let (events, heard) = mpsc::unbounded_channel();
        let api = Self {
            token,
            timeout,
            pending: RefCell::default(),
            current: RefCell::default(),
            arrived: Notify::new(),
            events,
            output,
        };
        (Rc::new(api), heard)
    }

    /// A port for it.
    pub(super) async fn listen() -> io::Result<TcpListener> {
        TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await
    }

    /// Hands `call` out to whoever asks next.
    pub(super) fn hand_out(&self, call: FunctionCall) {
        self.current.replace(Some(call.request_id.clone()));
        self.pending.replace(Some(call));
        self.arrived.notify_one();
    }

    /// The event that nobody has asked for yet.
    pub(super) fn take_back(&self) -> Option<FunctionCall> {
        self.current.take();
        self.pending.take()
    }

    /// Answers connections until it is dropped.
    pub(super) async fn serve(self: Rc<Self>, listener: TcpListener) {
        let Ok(local) = listener.local_addr() else { return };
        let mut connections = JoinSet::new();
        loop {
            while connections.len() >= CONNECTIONS {
                connections.join_next().await;
            }
            let (stream, peer) = tokio::select! {
                accepted = listener.accept() => match accepted {
                    Ok(accepted) => accepted,
                    Err(_) => continue,
                },
                Some(_) = connections.join_next() => continue,
            };
            if self.token.is_none() && !peer::is_of_this_user(peer, local) {
                self.output.note("a connection of another user to its Runtime API was refused");
                continue;
            }
            connections.spawn_local(Rc::clone(&self).connection(stream));
        }
    }

    async fn connection(self: Rc<Self>, stream: TcpStream) {
        // An answer is written in one piece; waiting for more would only delay it.
        let _ = stream.set_nodelay(true);
        let service = service_fn(move |request| {
            let api = Rc::clone(&self);
            async move { Ok::<_, Infallible>(api.answer(request).await) }
        });
        // A process that breaks its connection is seen by its end, or by the time that it takes.
        let _ = http1::Builder::new().serve_connection(TokioIo::new(stream), service).await;
    }

    async fn answer(&self, request: Request<Incoming>) -> Response<Full<Bytes>> {
        let shown = request.headers().get("x-portcullis-token").map(HeaderValue::as_bytes);
        if self.token.as_ref().is_some_and(|token| !is_same(token.as_bytes(), shown.unwrap_or(b"")))
        {
            return refused(StatusCode::FORBIDDEN, "InvalidToken", "this is not your Runtime API");
        }
        let path = request.uri().path().to_owned();
        let Some(path) = path.strip_prefix("/2018-06-01/runtime/") else {
            return not_found(&path);
        };
        let is_post = request.method() == Method::POST;
        match (path, path.strip_prefix("invocation/").and_then(|rest| rest.split_once('/'))) {
            ("invocation/next", _) if request.method() == Method::GET => self.next().await,
            ("init/error", _) if is_post => self.init_error(request).await,
            (_, Some((id, "response"))) if is_post => self.response(id, request).await,
            (_, Some((id, "error"))) if is_post => self.error(id, request).await,
            _ => not_found(path),
        }
    }

    /// The next event, when there is one.
    async fn next(&self) -> Response<Full<Bytes>> {
        // The other end waits for events as long as the process lives.
        let _ = self.events.send(Event::Ready);
        loop {
            let pending = self.pending.take();
            if let Some(call) = pending {
                return self.handed_out(call);
            }
            self.arrived.notified().await;
        }
    }

    fn handed_out(&self, call: FunctionCall) -> Response<Full<Bytes>> {
        let now = SystemClock::new().now();
        let deadline = now.wall.saturating_add(self.timeout).as_millis().to_string();
        let mut response = json(StatusCode::OK, call.payload);
        let headers = [
            ("lambda-runtime-aws-request-id", call.request_id.as_str()),
            ("lambda-runtime-deadline-ms", deadline.as_str()),
            ("lambda-runtime-invoked-function-arn", call.function.arn.as_str()),
            ("lambda-runtime-trace-id", call.trace_id.as_str()),
        ];
        for (name, value) in headers {
            if let Ok(value) = HeaderValue::from_str(value) {
                response.headers_mut().insert(HeaderName::from_static(name), value);
            }
        }
        let _ = self.events.send(Event::Taken(call.request_id));
        response
    }

    async fn response(&self, id: &str, request: Request<Incoming>) -> Response<Full<Bytes>> {
        if !self.is_current(id) {
            return unknown_id();
        }
        let mut body = request.into_body();
        let answer = match collect(&mut body, MAX_RESPONSE).await {
            Collected::Whole(bytes) => Answer::Payload(bytes),
            Collected::TooLarge => {
                discard(&mut body, DISCARDED).await;
                self.answered(id, Answer::Error(too_large()));
                let message =
                    format!("Exceeded maximum allowed payload size ({MAX_RESPONSE} bytes).");
                let status = StatusCode::PAYLOAD_TOO_LARGE;
                return refused(status, "RequestEntityTooLarge", &message);
            }
            Collected::Broken(_) => return broken(),
        };
        self.answered(id, answer);
        accepted()
    }

    async fn error(&self, id: &str, request: Request<Incoming>) -> Response<Full<Bytes>> {
        if !self.is_current(id) {
            return unknown_id();
        }
        let Some(document) = document(request).await else { return broken() };
        self.answered(id, Answer::Error(document));
        accepted()
    }

    async fn init_error(&self, request: Request<Incoming>) -> Response<Full<Bytes>> {
        let Some(document) = document(request).await else { return broken() };
        let _ = self.events.send(Event::InitError(document));
        accepted()
    }

    fn is_current(&self, id: &str) -> bool {
        self.current.borrow().as_deref() == Some(id)
    }

    /// An event is answered once; whoever comes later does not know its id any more.
    fn answered(&self, id: &str, answer: Answer) {
        if self.current.borrow_mut().take_if(|own| own == id).is_some() {
            let _ = self.events.send(Event::Answered(id.to_owned(), answer));
        }
    }
}

/// Compares without telling by its time how much is equal.
fn is_same(one: &[u8], other: &[u8]) -> bool {
    let differing = one.iter().zip(other).fold(0, |all, (one, other)| all | (one ^ other));
    one.len() == other.len() && differing == 0
}

/// An error document; what is no JSON object with a message is put into one.
async fn document(request: Request<Incoming>) -> Option<Bytes> {
    let mut body = request.into_body();
    let bytes = match collect(&mut body, MAX_ERROR).await {
        Collected::Whole(bytes) => bytes,
        Collected::TooLarge => {
            discard(&mut body, DISCARDED).await;
            return Some(Bytes::from_static(
                b"{\"errorType\":\"Unhandled\",\"errorMessage\":\"the error document is too large\"}",
            ));
        }
        Collected::Broken(_) => return None,
    };
    let is_object = serde_json::from_slice::<serde_json::Map<String, serde_json::Value>>(&bytes);
    if is_object.is_ok() {
        return Some(bytes);
    }
    let text = String::from_utf8_lossy(&bytes);
    let document = serde_json::json!({"errorType": "Unhandled", "errorMessage": text});
    Some(Bytes::from(document.to_string()))
}

/// Every answer has a type: clients read it without looking whether it is there.
fn json(status: StatusCode, body: Bytes) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::new(body));
    *response.status_mut() = status;
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response
}

fn accepted() -> Response<Full<Bytes>> {
    json(StatusCode::ACCEPTED, Bytes::from_static(b"{\"status\":\"OK\"}"))
}

fn refused(status: StatusCode, kind: &str, message: &str) -> Response<Full<Bytes>> {
    let document = serde_json::json!({"errorMessage": message, "errorType": kind});
    json(status, Bytes::from(document.to_string()))
}

fn unknown_id() -> Response<Full<Bytes>> {
    refused(StatusCode::BAD_REQUEST, "InvalidRequestID", "Invalid request ID")
}

fn broken() -> Response<Full<Bytes>> {
    refused(StatusCode::BAD_REQUEST, "InvalidRequest", "the body broke off")
}

fn not_found(path: &str) -> Response<Full<Bytes>> {
    refused(StatusCode::NOT_FOUND, "NotFound", &format!("the Runtime API has no `{path}`"))
}
