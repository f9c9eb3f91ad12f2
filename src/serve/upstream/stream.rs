//! A body that is passed on as it comes.

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use hyper::body::{Body, Frame, Incoming, SizeHint};
use tokio::time::{Instant, Sleep, sleep};

use super::{CallError, Lease};
use crate::serve::clock::now;

/// How long an upstream may fall silent in the middle of a body that is passed on. AWS docs, "Stream the integration
/// response for your proxy integrations in API Gateway": five minutes for Regional and private endpoints.
const SILENCE: Duration = Duration::from_mins(5);

/// A body that is passed on as it comes. The connection is kept when the body has been read to its end, and closed
/// when the caller goes away before.
pub(in crate::serve) struct Stream {
    body: Incoming,
    lease: Option<Lease>,
    silence: Pin<Box<Sleep>>,
}

impl Stream {
    pub(super) fn new(body: Incoming, lease: Lease) -> Self {
        Self { body, lease: Some(lease), silence: Box::pin(sleep(SILENCE)) }
    }

    /// The next piece.
    pub(in crate::serve) fn poll_frame(
        &mut self,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, CallError>>> {
        match Pin::new(&mut self.body).poll_frame(cx) {
            Poll::Ready(Some(Ok(frame))) => {
                self.silence.as_mut().reset(Instant::from_std(now() + SILENCE));
                Poll::Ready(Some(Ok(frame)))
            }
            Poll::Ready(Some(Err(error))) => {
                self.lease = None;
                Poll::Ready(Some(Err(CallError::Http(error))))
            }
            Poll::Ready(None) => {
                self.give_back();
                Poll::Ready(None)
            }
            Poll::Pending => self.silence.as_mut().poll(cx).map(|()| {
                self.lease = None;
                Some(Err(CallError::Silence(SILENCE)))
            }),
        }
    }

    /// Whether nothing more comes.
    pub(in crate::serve) fn is_end(&self) -> bool {
        self.body.is_end_stream()
    }

    /// How much there is to come, if the upstream said so.
    pub(in crate::serve) fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }

    fn give_back(&mut self) {
        if let Some(lease) = self.lease.take() {
            lease.give_back();
        }
    }
}

impl Drop for Stream {
    fn drop(&mut self) {
        // A body of known length is not asked once more after its last byte.
        if self.body.is_end_stream() {
            self.give_back();
        }
    }
}

impl fmt::Debug for Stream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Stream").field("body", &self.body).finish_non_exhaustive()
    }
}
