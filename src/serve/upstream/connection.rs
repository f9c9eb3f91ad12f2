//! One connection to an upstream: a request goes out, an answer comes in.
//!
//! Both are moved on by the task that asked. A client that gives each connection a task of its own, as hyper's does,
//! hands every request and every answer through a channel and wakes two tasks for it, which takes longer than all that
//! the gateway itself does with a request.

use std::future::Future;
use std::io::{self, IoSlice};
use std::mem;
use std::pin::{Pin, pin};
use std::task::{Context, Poll, Waker, ready};

use bytes::{Bytes, BytesMut};
use http::Method;
use tokio::io::{AsyncReadExt, AsyncWrite};

use super::fault::Fault;
use super::request_head;
use super::response_head::{LARGEST_HEAD, ResponseHead, find_end};
use super::transport::Transport;
use crate::gateway::UpstreamCall;

/// How much room there is for what is read next, at least.
const ROOM: usize = 8 * 1024;

/// With less room than this a buffer is made new.
const LEAST_ROOM: usize = 1024;

/// How many interim answers (`100 Continue`, `103 Early Hints`) may come before the answer itself.
const INTERIM: usize = 32;

/// A connection to an upstream.
#[derive(Debug)]
pub(super) struct Connection {
    transport: Transport,
    request: Outgoing,
    /// What came and was not taken yet.
    received: BytesMut,
    /// Up to where the end of a head was looked for in it.
    searched: usize,
    /// Whether anything of the answer has come.
    answered: bool,
    /// How many interim answers have come before it.
    interim: usize,
}

/// A request on its way out.
#[derive(Debug, Default)]
struct Outgoing {
    /// The buffer is kept for the next request.
    head: Vec<u8>,
    body: Bytes,
    sent: usize,
    progress: Progress,
}

#[derive(Debug, Default)]
enum Progress {
    #[default]
    Sent,
    Sending,
    /// Nothing more can be sent. The upstream may have answered all the same, so this counts when no answer comes.
    Failed(io::Error),
}

impl Connection {
    /// A connection that has just been made.
    pub(super) fn new(transport: Transport) -> Self {
        Self {
            transport,
            request: Outgoing::default(),
            received: BytesMut::new(),
            searched: 0,
            answered: false,
            interim: 0,
        }
    }

    /// Whether nothing came while it waited. What comes without having been asked for is the end of the connection, or
    /// belongs to no request.
    pub(super) fn is_quiet(&mut self) -> bool {
        let mut cx = Context::from_waker(Waker::noop());
        self.received.is_empty() && self.poll_read(&mut cx, ROOM).is_pending()
    }

    /// Starts a request. What `poll_head` and `poll_more` do moves it out.
    pub(super) fn begin(&mut self, call: &UpstreamCall) {
        self.request.head.clear();
        request_head::write(call, &mut self.request.head);
        self.request.body = call.body.clone();
        self.request.sent = 0;
        self.request.progress = Progress::Sending;
        self.searched = 0;
        self.answered = false;
        self.interim = 0;
    }

    /// The head of the answer to a request with `method`.
    pub(super) fn poll_head(
        &mut self,
        method: &Method,
        cx: &mut Context<'_>,
    ) -> Poll<Result<ResponseHead, Fault>> {
        self.send(cx);
        loop {
            if let Some(head) = self.take_head(method)? {
                if !head.is_interim() {
                    return Poll::Ready(Ok(head));
                }
                self.interim += 1;
                if self.interim > INTERIM {
                    return Poll::Ready(Err(Fault::Interim));
                }
            } else if ready!(self.poll_more(cx, ROOM))? == 0 {
                return Poll::Ready(Err(self.closed()));
            } else {
                self.answered = true;
            }
        }
    }

    /// Reads on, and tells how much came; nothing is the end of the connection. `room` says how much may come at once.
    pub(super) fn poll_more(
        &mut self,
        cx: &mut Context<'_>,
        room: usize,
    ) -> Poll<Result<usize, Fault>> {
        // An upstream may answer before it has read the whole request.
        self.send(cx);
        self.poll_read(cx, room).map_err(Fault::Io)
    }

    /// What came and was not taken yet.
    pub(super) fn received(&mut self) -> &mut BytesMut {
        &mut self.received
    }

    /// Whether another request can be sent once the answer has been read to its end.
    pub(super) fn is_at_rest(&self) -> bool {
        self.received.is_empty() && matches!(self.request.progress, Progress::Sent)
    }

    /// Whether the upstream cannot have acted on the request, or would do no harm by acting on it again.
    pub(super) fn may_be_asked_again(&self, method: &Method) -> bool {
        !self.answered && (self.request.sent == 0 || method.is_idempotent())
    }

    /// Why there is no whole answer, where the connection was closed.
    pub(super) fn closed(&mut self) -> Fault {
        match mem::take(&mut self.request.progress) {
            Progress::Failed(error) => Fault::Io(error),
            Progress::Sent | Progress::Sending if self.answered => Fault::Unfinished,
            Progress::Sent | Progress::Sending => Fault::Unanswered,
        }
    }

    fn take_head(&mut self, method: &Method) -> Result<Option<ResponseHead>, Fault> {
        if self.received.is_empty() {
            return Ok(None);
        }
        let end = find_end(&self.received, self.searched)?;
        if end.unwrap_or(self.received.len()) > LARGEST_HEAD {
            return Err(Fault::LargeHead);
        }
        let Some(end) = end else {
            self.searched = self.received.len();
            return Ok(None);
        };
        self.searched = 0;
        ResponseHead::parse(&self.received.split_to(end).freeze(), method).map(Some)
    }

    fn poll_read(&mut self, cx: &mut Context<'_>, room: usize) -> Poll<io::Result<usize>> {
        if self.received.capacity() - self.received.len() < LEAST_ROOM.max(room / 8) {
            self.received.reserve(room);
        }
        pin!(self.transport.read_buf(&mut self.received)).poll(cx)
    }

    fn send(&mut self, cx: &mut Context<'_>) {
        if !matches!(self.request.progress, Progress::Sending) {
            return;
        }
        match self.request.poll_send(&mut self.transport, cx) {
            Poll::Pending => {}
            Poll::Ready(sent) => {
                // It may be large, and the connection may wait for long.
                self.request.body = Bytes::new();
                self.request.progress = sent.map_or_else(Progress::Failed, |()| Progress::Sent);
            }
        }
    }
}

impl Outgoing {
    fn poll_send(&mut self, to: &mut Transport, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        while self.sent < self.head.len() + self.body.len() {
            let head = self.head.get(self.sent..).unwrap_or_default();
            let body =
                self.body.get(self.sent.saturating_sub(self.head.len())..).unwrap_or_default();
            let to = Pin::new(&mut *to);
            let written = if body.is_empty() {
                to.poll_write(cx, head)
            } else {
                to.poll_write_vectored(cx, &[IoSlice::new(head), IoSlice::new(body)])
            };
            match ready!(written)? {
                0 => return Poll::Ready(Err(io::ErrorKind::WriteZero.into())),
                more => self.sent += more,
            }
        }
        Pin::new(to).poll_flush(cx)
    }
}
