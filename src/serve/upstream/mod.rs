//! Calls to HTTP integrations: keep-alive connections of one worker, deadlines and bounds.
//!
//! Each worker has its own connections, so that neither a lock nor another thread stands between a request and its
//! upstream. Redirects are not followed, as the service does not (`pipeline.md` 10.2).

mod connect;
mod connection;
mod error;
mod fault;
mod framing;
mod pool;
mod request_head;
mod response_head;
mod stream;
mod tls;
mod transport;

use std::future::poll_fn;
use std::rc::Rc;
use std::sync::Arc;
use std::time::Instant;

use bytes::Bytes;
use http::StatusCode;
use tokio::select;
use tokio::sync::Semaphore;
use tokio::time::sleep;

use super::body::Pieces;
use super::clock::now;
use crate::gateway::{
    Body, Endpoint, MAX_PAYLOAD, UpstreamCall, UpstreamFailure, UpstreamOutcome, UpstreamResponse,
};
use connect::connect;
use connection::Connection;
use framing::Framing;
use pool::Pool;
use response_head::ResponseHead;
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
    pub(super) async fn call(self: &Rc<Self>, call: &UpstreamCall) -> Answered {
        let answered = select! {
            biased;
            answered = self.call_in_time(call) => answered,
            () = sleep(call.timeout) => Err(CallError::Timeout),
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

    async fn call_in_time(self: &Rc<Self>, call: &UpstreamCall) -> Result<Answered, CallError> {
        // The semaphore is never closed, so there always is a slot.
        let _slot = self.slots.acquire().await.ok();
        let (connection, head) = self.exchange(call).await?;
        if head.status == StatusCode::SWITCHING_PROTOCOLS {
            return Err(CallError::Status(head.status));
        }
        let lease = Lease {
            upstreams: Rc::clone(self),
            endpoint: Arc::clone(&call.endpoint),
            connection,
            is_kept: head.is_kept,
        };
        let (body, stream) = if call.stream {
            (Body::Upstream, Some(Stream::new(head.framing, lease)))
        } else {
            (Body::Whole(collect(head.framing, lease).await?), None)
        };
        let response = UpstreamResponse { status: head.status, headers: head.headers, body };
        Ok(Answered { outcome: UpstreamOutcome::Response(response), stream })
    }

    /// Sends the request on a kept connection or a new one. A kept connection may turn out to have been closed by
    /// the other side in the meantime; then the next one is tried, unless the upstream may have acted on the request.
    async fn exchange(
        &self,
        call: &UpstreamCall,
    ) -> Result<(Box<Connection>, ResponseHead), CallError> {
        while let Some(mut connection) = self.pool.take(&call.endpoint) {
            match ask(&mut connection, call).await {
                Ok(head) => return Ok((connection, head)),
                Err(_) if connection.may_be_asked_again(&call.method) => {}
                Err(error) => return Err(error),
            }
        }
        // What makes a connection takes much room, and most calls find one.
        let mut connection = Box::pin(connect(&call.endpoint, &self.tls)).await?;
        let head = ask(&mut connection, call).await?;
        Ok((connection, head))
    }
}

async fn ask(connection: &mut Connection, call: &UpstreamCall) -> Result<ResponseHead, CallError> {
    connection.begin(call);
    poll_fn(|cx| connection.poll_head(&call.method, cx)).await.map_err(CallError::Http)
}

/// A connection that is in use, to be kept when its answer has been read.
struct Lease {
    upstreams: Rc<Upstreams>,
    endpoint: Arc<Endpoint>,
    connection: Box<Connection>,
    is_kept: bool,
}

impl Lease {
    fn give_back(self) {
        if self.is_kept && self.connection.is_at_rest() {
            self.upstreams.pool.put(self.endpoint, self.connection, now());
        }
    }
}

/// The whole body of an answer.
async fn collect(mut rest: Framing, mut lease: Lease) -> Result<Bytes, CallError> {
    let is_too_large = |length| usize::try_from(length).map_or(true, |own| own > MAX_PAYLOAD);
    if rest.length().is_some_and(is_too_large) {
        return Err(CallError::TooLarge(MAX_PAYLOAD));
    }
    let mut pieces = Pieces::default();
    while !rest.is_end() {
        let next = poll_fn(|cx| rest.poll_piece(&mut lease.connection, cx)).await;
        let Some(piece) = next.transpose().map_err(CallError::Http)? else { break };
        if !pieces.add(piece, MAX_PAYLOAD) {
            return Err(CallError::TooLarge(MAX_PAYLOAD));
        }
    }
    lease.give_back();
    Ok(pieces.whole())
}

#[cfg(test)]
mod tests;
