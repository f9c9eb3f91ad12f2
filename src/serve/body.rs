//! Bodies: those of callers are collected within a limit, those of answers are whole or passed through.

use std::future::poll_fn;
use std::mem;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::{Bytes, BytesMut};
use hyper::body::{Body, Frame, Incoming, SizeHint};

use super::activity::InFlight;
use super::report::Telling;
use super::upstream::{CallError, Stream};

/// The body of an answer.
#[derive(Debug)]
pub(super) enum AnswerBody {
    /// All of it.
    Whole(Bytes),
    /// What an upstream sends, as it comes. The request is in flight until the end of it, and told of then.
    Passing(
        Stream,
        Option<Box<Telling>>,
        #[expect(dead_code, reason = "the request is no longer in flight when this is dropped")]
        InFlight,
    ),
}

impl Body for AnswerBody {
    type Data = Bytes;
    type Error = CallError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, CallError>>> {
        match &mut *self {
            Self::Whole(bytes) if bytes.is_empty() => Poll::Ready(None),
            Self::Whole(bytes) => Poll::Ready(Some(Ok(Frame::data(mem::take(bytes))))),
            Self::Passing(stream, telling, _) => {
                let polled = stream.poll_piece(cx);
                if let (Poll::Ready(Some(Ok(piece))), Some(telling)) = (&polled, telling) {
                    telling.passed(piece.len());
                }
                polled.map_ok(Frame::data)
            }
        }
    }

    fn is_end_stream(&self) -> bool {
        match self {
            Self::Whole(bytes) => bytes.is_empty(),
            Self::Passing(stream, ..) => stream.is_end(),
        }
    }

    fn size_hint(&self) -> SizeHint {
        match self {
            Self::Whole(bytes) => {
                SizeHint::with_exact(u64::try_from(bytes.len()).unwrap_or(u64::MAX))
            }
            Self::Passing(stream, ..) => {
                stream.length().map_or_else(SizeHint::default, SizeHint::with_exact)
            }
        }
    }
}

/// What became of collecting a body.
#[derive(Debug)]
pub(super) enum Collected {
    /// It is whole.
    Whole(Bytes),
    /// It is larger than the limit.
    TooLarge,
    /// The connection broke before its end.
    Broken(hyper::Error),
}

/// A body as it comes together, piece by piece. Nothing is copied when it comes in one piece.
#[derive(Debug, Default)]
pub(super) struct Pieces {
    first: Bytes,
    rest: BytesMut,
}

impl Pieces {
    /// Adds what came next; false when all together is more than `limit` bytes, which is not kept.
    pub(super) fn add(&mut self, piece: Bytes, limit: usize) -> bool {
        if self.first.len() + self.rest.len() + piece.len() > limit {
            return false;
        }
        if self.first.is_empty() && self.rest.is_empty() {
            self.first = piece;
            return true;
        }
        if self.rest.is_empty() {
            self.rest.extend_from_slice(&self.first);
            self.first.clear();
        }
        self.rest.extend_from_slice(&piece);
        true
    }

    /// All of it.
    pub(super) fn whole(self) -> Bytes {
        if self.rest.is_empty() { self.first } else { self.rest.freeze() }
    }
}

/// Collects a body of at most `limit` bytes.
pub(super) async fn collect(body: &mut Incoming, limit: usize) -> Collected {
    let mut pieces = Pieces::default();
    while let Some(frame) = next_frame(body).await {
        let frame = match frame {
            Ok(frame) => frame,
            Err(error) => return Collected::Broken(error),
        };
        // Trailers are dropped: the service knows none.
        let Ok(data) = frame.into_data() else { continue };
        if !pieces.add(data, limit) {
            return Collected::TooLarge;
        }
    }
    Collected::Whole(pieces.whole())
}

/// Reads on and throws away, so that a caller who is still sending gets to read the answer; `limit` bounds it.
pub(super) async fn discard(body: &mut Incoming, limit: usize) {
    let mut seen = 0;
    while seen <= limit {
        match next_frame(body).await {
            Some(Ok(frame)) => seen += frame.data_ref().map_or(0, Bytes::len),
            Some(Err(_)) | None => return,
        }
    }
}

async fn next_frame(body: &mut Incoming) -> Option<Result<Frame<Bytes>, hyper::Error>> {
    poll_fn(|cx| Pin::new(&mut *body).poll_frame(cx)).await
}
