//! One request: from hyper to the engine, to the upstream where the engine asks for it, and back.

use std::net::SocketAddr;
use std::rc::Rc;
use std::sync::Arc;

use bytes::Bytes;
use http::header::{CONTENT_TYPE, EXPECT};
use http::request::Parts;
use http::uri::PathAndQuery;
use http::{HeaderMap, HeaderValue, Response as HttpResponse, StatusCode, Version};
use hyper::body::{Body as _, Incoming};
use tokio::time::timeout;

use super::activity::{Activity, InFlight};
use super::body::{AnswerBody, Collected, collect, discard};
use super::options::Limits;
use super::report::{self, Telling};
use super::upstream::Stream;
use super::worker::Worker;
use crate::gateway::{
    Body, CacheUse, Clock, DomainConnection, Request, RequestBody, RequestHeaders, Response, Step,
};

/// How much of a body over the limit is read and thrown away, so that its sender comes to read the answer.
const DISCARDED: usize = 64 * 1024 * 1024;

/// The caller left, or was too slow. There is nobody to answer to, and the connection is closed.
#[derive(Debug, thiserror::Error)]
pub(super) enum Gone {
    /// The connection broke before the end of the body.
    #[error("the caller left before the end of the body")]
    Left(#[source] hyper::Error),
    /// The body took too long.
    #[error("the caller did not send its body in time")]
    Slow,
}

/// Answers one request.
pub(super) async fn answer(
    worker: &Worker,
    activity: &Rc<Activity>,
    peer: SocketAddr,
    domain: Option<Arc<DomainConnection>>,
    request: http::Request<Incoming>,
) -> Result<HttpResponse<AnswerBody>, Gone> {
    let in_flight = activity.begin(request.version() == Version::HTTP_2);
    let sent = activity.take_head();
    let begun = worker.clock.now();
    let (head, body) = request.into_parts();
    let body = read(&head, body, &worker.shared.options.limits).await?;
    let request = Request {
        target: head.uri.path_and_query().cloned().unwrap_or_else(root),
        authority: head.uri.authority().cloned(),
        method: head.method,
        headers: RequestHeaders::Map(head.headers, sent),
        body,
        source_ip: peer.ip(),
        vpc_endpoint: worker.shared.options.vpc_endpoint.clone(),
        domain,
        id: worker.ids.next(),
        log: None,
    };
    let mut stream = None;
    let mut step = worker.shared.engine.load().start(request, begun);
    let response = loop {
        match step {
            Step::Respond(response) => break response,
            Step::Call(call, mut suspended) => {
                suspended.called(worker.clock.now());
                let answered = worker.upstreams.call(&call).await;
                stream = answered.stream;
                step = suspended.resume(answered.outcome, worker.clock.now());
            }
            Step::Invoke(call, mut suspended) => {
                suspended.called(worker.clock.now());
                let outcome = worker.shared.functions.invoke(*call).await;
                step = suspended.resume(outcome, worker.clock.now());
            }
        }
    };
    let response = match (response.ticket, &worker.shared.options.counts) {
        (Some(ticket), Some(counts)) if !counts.kept(ticket).await => {
            stream = None;
            uncounted(response)
        }
        _ => response,
    };
    let response =
        if worker.shared.options.cache_header { with_cache_use(response) } else { response };
    Ok(respond(worker, response, stream, in_flight))
}

/// The whole body, if it is not larger than the limit.
async fn read(head: &Parts, mut body: Incoming, limits: &Limits) -> Result<RequestBody, Gone> {
    if body.is_end_stream() {
        return Ok(RequestBody::Whole(Bytes::new()));
    }
    let announced = body.size_hint().lower();
    if usize::try_from(announced).map_or(true, |length| length > limits.body) {
        // A caller that waits to be asked for its body is simply not asked.
        if !head.headers.contains_key(EXPECT) {
            let _ = timeout(limits.body_timeout, discard(&mut body, DISCARDED)).await;
        }
        return Ok(RequestBody::TooLarge);
    }
    let collected = async {
        let collected = collect(&mut body, limits.body).await;
        if matches!(collected, Collected::TooLarge) {
            discard(&mut body, DISCARDED).await;
        }
        collected
    };
    match timeout(limits.body_timeout, collected).await {
        Ok(Collected::Whole(bytes)) => Ok(RequestBody::Whole(bytes)),
        Ok(Collected::TooLarge) => Ok(RequestBody::TooLarge),
        Ok(Collected::Broken(error)) => Err(Gone::Left(error)),
        Err(_) => Err(Gone::Slow),
    }
}

fn respond(
    worker: &Worker,
    mut response: Response,
    stream: Option<Stream>,
    in_flight: InFlight,
) -> HttpResponse<AnswerBody> {
    let mut status = response.status;
    if status.is_informational() {
        // Mappings can name any status; one that announces another answer cannot be the last.
        status = StatusCode::INTERNAL_SERVER_ERROR;
    }
    let (transcript, cause) = (response.transcript.take(), response.cause.take());
    let body = match (response.body, stream) {
        (Body::Upstream, Some(stream)) => {
            let telling = transcript.map(|own| Telling::new(&worker.shared, own, status, cause));
            AnswerBody::Passing(stream, telling.map(Box::new), in_flight)
        }
        (body, _) => {
            let bytes = match body {
                Body::Whole(bytes) => bytes,
                // The engine passes on only what it was given to pass on.
                Body::Upstream => Bytes::new(),
            };
            if let Some(mut transcript) = transcript {
                let length = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
                report::tell(&worker.shared, &mut transcript, status, length, cause.as_deref());
            }
            AnswerBody::Whole(bytes)
        }
    };
    let mut answer = HttpResponse::new(body);
    *answer.headers_mut() = response.headers;
    *answer.status_mut() = status;
    answer
}

/// The answer with a header that says whether it came from the cache: `hit; ttl=41` or `miss`.
fn with_cache_use(mut response: Response) -> Response {
    let text = match response.cache {
        None => return response,
        Some(CacheUse::Miss) => "miss".to_owned(),
        Some(CacheUse::Hit { left }) => format!("hit; ttl={}", left.as_secs()),
    };
    if let Ok(value) = HeaderValue::try_from(text) {
        response.headers.insert("x-portcullis-cache", value);
    }
    response
}

/// What a caller gets whose request could not be counted: the answer is there, and would be lost from the count.
fn uncounted(response: Response) -> Response {
    let mut headers = HeaderMap::with_capacity(4);
    for name in ["x-amzn-requestid", "x-amz-apigw-id"] {
        if let Some(value) = response.headers.get(name) {
            headers.insert(name, value.clone());
        }
    }
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    headers.insert("x-amzn-errortype", HeaderValue::from_static("InternalServerErrorException"));
    Response {
        status: StatusCode::INTERNAL_SERVER_ERROR,
        headers,
        body: Body::Whole(Bytes::from_static(b"{\"message\": \"Internal server error\"}")),
        ..response
    }
}

fn root() -> PathAndQuery {
    PathAndQuery::from_static("/")
}
