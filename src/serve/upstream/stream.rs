//! A body that is passed on as it comes.

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use tokio::time::{Instant, Sleep, sleep};

use super::framing::Framing;
use super::{CallError, Lease};
use crate::serve::clock::now;

/// How long an upstream may fall silent in the middle of a body that is passed on. AWS docs, "Stream the integration
/// response for your proxy integrations in API Gateway": five minutes for Regional and private endpoints.
const SILENCE: Duration = Duration::from_mins(5);

/// A body that is passed on as it comes. The connection is kept when the body has been read to its end, and closed
/// when the caller goes away before.
pub(in crate::serve) struct Stream {
    rest: Framing,
    lease: Option<Lease>,
    silence: Pin<Box<Sleep>>,
    broken: Option<CallError>,
}

impl Stream {
    pub(super) fn new(body: Framing, lease: Lease) -> Self {
        Self { rest: body, lease: Some(lease), silence: Box::pin(sleep(SILENCE)), broken: None }
    }

    /// The next piece.
    pub(in crate::serve) fn poll_piece(
        &mut self,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Bytes, CallError>>> {
        if let Some(error) = self.broken.take() {
            return Poll::Ready(Some(Err(error)));
        }
        let Some(lease) = &mut self.lease else { return Poll::Ready(None) };
        match self.rest.poll_piece(&mut lease.connection, cx) {
            Poll::Ready(Some(Ok(piece))) => {
                self.silence.as_mut().reset(Instant::from_std(now() + SILENCE));
                Poll::Ready(Some(Ok(piece)))
            }
            Poll::Ready(Some(Err(fault))) => self.breaks(CallError::Http(fault), cx),
            Poll::Ready(None) => {
                self.give_back();
                Poll::Ready(None)
            }
            Poll::Pending => match self.silence.as_mut().poll(cx) {
                Poll::Ready(()) => self.breaks(CallError::Silence(SILENCE), cx),
                Poll::Pending => Poll::Pending,
            },
        }
    }

    /// The error is told when this is polled again: what came before it is on its way to the caller by then, and would
    /// be thrown away with the connection otherwise.
    fn breaks(
        &mut self,
        error: CallError,
        cx: &Context<'_>,
    ) -> Poll<Option<Result<Bytes, CallError>>> {
        self.lease = None;
        self.broken = Some(error);
        cx.waker().wake_by_ref();
        Poll::Pending
    }

    /// Whether nothing more comes.
    pub(in crate::serve) fn is_end(&self) -> bool {
        self.rest.is_end()
    }

    /// How many bytes are to come, if the upstream said so.
    pub(in crate::serve) fn length(&self) -> Option<u64> {
        self.rest.length()
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
        if self.rest.is_end() {
            self.give_back();
        }
    }
}

impl fmt::Debug for Stream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Stream").field("rest", &self.rest).finish_non_exhaustive()
    }
}
