//! What a connection is doing, as far as its timeouts care, and the socket that notes it.
//!
//! A timer of its own for every head of every request would cost more than the request. So the socket and the
//! request guard note times, and each connection has one timer that looks at the notes when it fires.

use std::cell::{Cell, RefCell};
use std::io::{self, IoSlice};
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use bytes::Bytes;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

use super::clock::now;
use super::options::Limits;
use crate::gateway::SentHead;

/// The notes of one connection.
#[derive(Debug)]
pub(super) struct Activity {
    /// When the connection was accepted or its last request was answered.
    idle_since: Cell<Instant>,
    /// When the first byte of a head came whose request has not been handed over yet.
    head_since: Cell<Option<Instant>>,
    /// Since when the caller has not taken what is written.
    blocked_since: Cell<Option<Instant>>,
    /// The first bytes of that request.
    head: RefCell<SentHead>,
    in_flight: Cell<u32>,
    /// Whether a request has come at all.
    asked: Cell<bool>,
    http2: Cell<bool>,
}

/// What a look at the notes says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// All is well until then.
    Wait(Instant),
    /// Nothing has been asked for a while; the connection may be closed in an orderly way.
    Idle,
    /// The caller is too slow; the connection is dropped.
    Slow,
}

impl Activity {
    /// The notes of a connection that was accepted just now.
    pub(super) fn new(now: Instant) -> Rc<Self> {
        Rc::new(Self {
            idle_since: Cell::new(now),
            head_since: Cell::new(None),
            head: RefCell::default(),
            blocked_since: Cell::new(None),
            in_flight: Cell::new(0),
            asked: Cell::new(false),
            http2: Cell::new(false),
        })
    }

    /// Notes that a request was handed over. It counts as in flight until the guard is dropped.
    pub(super) fn begin(self: &Rc<Self>, http2: bool) -> InFlight {
        self.head_since.set(None);
        self.asked.set(true);
        self.http2.set(http2);
        self.in_flight.set(self.in_flight.get().saturating_add(1));
        InFlight(Rc::clone(self))
    }

    /// What is to be done with the connection.
    pub(super) fn verdict(&self, now: Instant, limits: &Limits) -> Verdict {
        let over = |since: Instant, limit: Duration| now.saturating_duration_since(since) >= limit;
        if let Some(since) = self.blocked_since.get() {
            return if over(since, limits.write_timeout) {
                Verdict::Slow
            } else {
                Verdict::Wait(since + limits.write_timeout)
            };
        }
        if self.in_flight.get() > 0 {
            // The upstream's and the body's deadlines are theirs; the next look is for what comes after them.
            return Verdict::Wait(now + limits.look());
        }
        if let Some(since) = self.head_since.get() {
            return if over(since, limits.header_timeout) {
                Verdict::Slow
            } else {
                Verdict::Wait(since + limits.header_timeout)
            };
        }
        // Whoever has asked nothing yet is to begin soon.
        let limit = if self.asked.get() { limits.idle_timeout } else { limits.header_timeout };
        let since = self.idle_since.get();
        if over(since, limit) {
            Verdict::Idle
        } else {
            // A head may begin right after this look, and it is the shorter time that counts then.
            Verdict::Wait((since + limit).min(now + limits.look()))
        }
    }

    /// Whether the last request was answered at least `rest` ago, all of the answer was taken, and nothing of the next
    /// request has come.
    pub(super) fn is_at_rest(&self, now: Instant, rest: Duration) -> bool {
        self.in_flight.get() == 0
            && self.asked.get()
            && self.head_since.get().is_none()
            && self.blocked_since.get().is_none()
            && now.saturating_duration_since(self.idle_since.get()) >= rest
    }

    /// The head of the request that is handed over, as it came: nothing of HTTP/2, and nothing of a request that was read
    /// before the one in front of it had been answered.
    pub(super) fn take_head(&self) -> SentHead {
        let head = self.head.take();
        if self.http2.get() { SentHead::default() } else { head }
    }

    fn note_read(&self, bytes: &[u8]) {
        // HTTP/2 has frames outside of requests, so a read there does not begin a head.
        if self.in_flight.get() > 0 || self.http2.get() {
            return;
        }
        if self.head_since.get().is_none() {
            self.head_since.set(Some(now()));
            self.head.take();
        }
        self.head.borrow_mut().push(bytes);
    }

    fn note_write<T>(&self, written: &Poll<io::Result<T>>) {
        if written.is_pending() {
            if self.blocked_since.get().is_none() {
                self.blocked_since.set(Some(now()));
            }
        } else {
            self.blocked_since.set(None);
        }
    }
}

/// A request that is being answered.
#[derive(Debug)]
pub(super) struct InFlight(Rc<Activity>);

impl Drop for InFlight {
    fn drop(&mut self) {
        let left = self.0.in_flight.get().saturating_sub(1);
        self.0.in_flight.set(left);
        if left == 0 {
            self.0.idle_since.set(now());
        }
    }
}

/// A socket that notes reads and writes. What was read too early can be put back.
#[derive(Debug)]
pub(super) struct Noted<S> {
    stream: S,
    activity: Rc<Activity>,
    put_back: Bytes,
}

impl<S> Noted<S> {
    /// Notes what happens on `stream`.
    pub(super) const fn new(stream: S, activity: Rc<Activity>) -> Self {
        Self { stream, activity, put_back: Bytes::new() }
    }

    /// Has `bytes` read before everything else, once more.
    pub(super) fn put_back(&mut self, bytes: Bytes) {
        self.put_back = if self.put_back.is_empty() {
            bytes
        } else {
            Bytes::from([bytes, self.put_back.clone()].concat())
        };
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Noted<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        if !self.put_back.is_empty() {
            let length = self.put_back.len().min(buffer.remaining());
            buffer.put_slice(&self.put_back.split_to(length));
            if self.put_back.is_empty() {
                self.put_back = Bytes::new();
            }
            return Poll::Ready(Ok(()));
        }
        let before = buffer.filled().len();
        let read = Pin::new(&mut self.stream).poll_read(cx, buffer);
        if let Some(new @ [_, ..]) = buffer.filled().get(before..) {
            self.activity.note_read(new);
        }
        read
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Noted<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write(cx, bytes);
        self.activity.note_write(&written);
        written
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        slices: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write_vectored(cx, slices);
        self.activity.note_write(&written);
        written
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}
