//! Calls to HTTP integrations: keep-alive connections of one worker, deadlines and bounds.
//!
//! Each worker has its own connections, so that neither a lock nor another thread stands between a request and its
//! upstream. Redirects are not followed, as the service does not (`pipeline.md` 10.2).

mod connect;
mod error;
mod pool;
mod stream;
mod tls;

use std::rc::Rc;
use std::sync::Arc;
use std::time::Instant;

use bytes::Bytes;
use http::header::HOST;
use http::{Request, Response, StatusCode, Uri};
use http_body_util::Full;
use hyper::body::Incoming;
use tokio::sync::Semaphore;
use tokio::time::timeout;

use super::body::{Collected, collect};
use super::clock::now;
use crate::gateway::{
    Body, Endpoint, MAX_PAYLOAD, UpstreamCall, UpstreamFailure, UpstreamOutcome, UpstreamResponse,
};
use connect::{Sender, connect};
use pool::Pool;
use tls::Tls;

pub(super) use error::CallError;
pub(super) use stream::Stream;

/// How many calls one worker has under way at once. Further ones wait, and their deadlines with them.
const CALLS: usize = 1024;

/// What came of a call, and the body that is still to come where the call allowed that.
#[derive(Debug)]
pub(super) struct Answered {
    pub(super) outcome: UpstreamOutcome,
    pub(super) stream: Option<Stream>,
}

/// The upstream connections of one worker.
pub(super) struct Upstreams {
    pool: Pool,
    tls: Tls,
    slots: Semaphore,
}

impl Upstreams {
    /// No connections yet.
    pub(super) fn new() -> Rc<Self> {
        Rc::new(Self { pool: Pool::default(), tls: Tls::default(), slots: Semaphore::new(CALLS) })
    }

    /// Calls an upstream and returns what came of it, within the call's time.
    pub(super) async fn call(self: &Rc<Self>, call: UpstreamCall) -> Answered {
        let limit = call.timeout;
        let answered = match timeout(limit, self.call_in_time(call)).await {
            Ok(answered) => answered,
            Err(_) => Err(CallError::Timeout),
        };
        answered.unwrap_or_else(|error| Answered {
            outcome: UpstreamOutcome::Failure(UpstreamFailure::from(error)),
            stream: None,
        })
    }

    /// Closes connections that have been idle for too long.
    pub(super) fn sweep(&self, now: Instant) {
        self.pool.sweep(now);
    }

    async fn call_in_time(self: &Rc<Self>, call: UpstreamCall) -> Result<Answered, CallError> {
        let (endpoint, streams) = (Arc::clone(&call.endpoint), call.stream);
        let request = request(call);
        // The semaphore is never closed, so there always is a slot.
        let _slot = self.slots.acquire().await.ok();
        let (sender, response) = self.exchange(&endpoint, request).await?;
        let (head, body) = response.into_parts();
        if head.status == StatusCode::SWITCHING_PROTOCOLS {
            return Err(CallError::Status(head.status));
        }
        let lease = Lease { upstreams: Rc::clone(self), endpoint, sender };
        let (body, stream) = if streams {
            (Body::Upstream, Some(Stream::new(body, lease)))
        } else {
            (Body::Whole(finish(body, lease).await?), None)
        };
        let response = UpstreamResponse { status: head.status, headers: head.headers, body };
        Ok(Answered { outcome: UpstreamOutcome::Response(response), stream })
    }

    /// Sends the request on a kept connection or a new one. A kept connection may turn out to have been closed by
    /// the other side in the meantime; then the next one is tried, unless the upstream may have acted on the request.
    async fn exchange(
        &self,
        endpoint: &Arc<Endpoint>,
        mut request: Request<Full<Bytes>>,
    ) -> Result<(Sender, Response<Incoming>), CallError> {
        while let Some(mut sender) = self.pool.take(endpoint) {
            if sender.ready().await.is_err() {
                continue;
            }
            let again = request.method().is_idempotent().then(|| request.clone());
            match sender.try_send_request(request).await {
                Ok(response) => return Ok((sender, response)),
                Err(mut failed) => match failed.take_message().or(again) {
                    Some(unanswered) => request = unanswered,
                    None => return Err(CallError::Http(failed.into_error())),
                },
            }
        }
        let mut sender = connect(endpoint, &self.tls).await?;
        let response = sender.send_request(request).await.map_err(CallError::Http)?;
        Ok((sender, response))
    }
}

/// A connection that is in use, to be kept when its answer has been read.
struct Lease {
    upstreams: Rc<Upstreams>,
    endpoint: Arc<Endpoint>,
    sender: Sender,
}

impl Lease {
    fn give_back(self) {
        self.upstreams.pool.put(self.endpoint, self.sender, now());
    }
}

async fn finish(mut body: Incoming, lease: Lease) -> Result<Bytes, CallError> {
    match collect(&mut body, MAX_PAYLOAD).await {
        Collected::Whole(bytes) => {
            lease.give_back();
            Ok(bytes)
        }
        Collected::TooLarge => Err(CallError::TooLarge(MAX_PAYLOAD)),
        Collected::Broken(error) => Err(CallError::Http(error)),
    }
}

fn request(call: UpstreamCall) -> Request<Full<Bytes>> {
    let mut request = Request::new(Full::new(call.body));
    *request.method_mut() = call.method;
    *request.headers_mut() = call.headers;
    // Only the path goes out: the host is on the other end of the connection.
    *request.uri_mut() = Uri::from(call.target);
    if !request.headers().contains_key(HOST) {
        request.headers_mut().insert(HOST, call.endpoint.authority.clone());
    }
    request
}

#[cfg(test)]
mod tests;
