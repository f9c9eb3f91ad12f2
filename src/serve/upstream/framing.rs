//! How long the body of an answer is (RFC 9112, section 6.3), and its pieces.

use std::task::{Context, Poll, ready};

use bytes::{Buf, Bytes, BytesMut};
use http::header::{CONTENT_LENGTH, TRANSFER_ENCODING};
use http::{HeaderMap, HeaderValue, Method, StatusCode};
use httparse::{Status, parse_chunk_size};

use super::connection::Connection;
use super::fault::Fault;

/// How much is read at once of a body that is known to be long.
const LARGEST_PIECE: usize = 256 * 1024;

/// How much is read at once otherwise.
const PIECE: usize = 32 * 1024;

/// The longest line before a chunk or after the last one, in bytes.
const LONGEST_LINE: usize = 8 * 1024;

/// How much may follow the last chunk, in bytes. It is thrown away: the service knows no trailers.
const TRAILERS: usize = 64 * 1024;

/// What is still to come of a body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Framing {
    /// As many bytes.
    Length(u64),
    /// Chunks, each with its length before it.
    Chunked(Chunk),
    /// All that comes.
    UntilClose,
}

/// Where in the chunks a body is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Chunk {
    /// Before the line with a length.
    Size,
    /// In a chunk of which as many bytes are still to come.
    Data(u64),
    /// Before the end of the line that ends a chunk.
    End,
    /// After the last chunk, with as many bytes as may still come.
    Trailers(usize),
}

/// What can be taken of what came.
enum Taken {
    Piece(Bytes),
    /// The body is at its end.
    End,
    /// More has to come first.
    Nothing,
}

impl Framing {
    /// A body of which nothing is to come.
    const END: Self = Self::Length(0);

    /// How long the body is that belongs to an answer to a request with `method`.
    pub(super) fn of(
        status: StatusCode,
        headers: &HeaderMap,
        method: &Method,
    ) -> Result<Self, Fault> {
        let has_none = matches!(status, StatusCode::NO_CONTENT | StatusCode::NOT_MODIFIED);
        if *method == Method::HEAD || has_none || status.is_informational() {
            return Ok(Self::END);
        }
        if let Some(coding) = headers.get_all(TRANSFER_ENCODING).iter().next_back() {
            let is_chunked = is_chunked_last(coding);
            return Ok(if is_chunked { Self::Chunked(Chunk::Size) } else { Self::UntilClose });
        }
        let mut length = None;
        for value in headers.get_all(CONTENT_LENGTH) {
            for own in value.to_str().map_err(|_| Fault::Length)?.split(',') {
                let own = parse_length(own.trim())?;
                if length.is_some_and(|other| other != own) {
                    return Err(Fault::Length);
                }
                length = Some(own);
            }
        }
        Ok(length.map_or(Self::UntilClose, Self::Length))
    }

    /// Whether nothing more is to come.
    pub(super) fn is_end(self) -> bool {
        self == Self::END
    }

    /// How much is to come, if the upstream said so.
    pub(super) fn length(self) -> Option<u64> {
        match self {
            Self::Length(left) => Some(left),
            Self::Chunked(_) | Self::UntilClose => None,
        }
    }

    /// The next piece of the body that `connection` carries; none at its end.
    pub(super) fn poll_piece(
        &mut self,
        connection: &mut Connection,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Bytes, Fault>>> {
        loop {
            match self.take(connection.received()) {
                Ok(Taken::Piece(piece)) => return Poll::Ready(Some(Ok(piece))),
                Ok(Taken::End) => return Poll::Ready(None),
                Ok(Taken::Nothing) => {}
                Err(fault) => return Poll::Ready(Some(Err(fault))),
            }
            match ready!(connection.poll_more(cx, self.room())) {
                Err(fault) => return Poll::Ready(Some(Err(fault))),
                Ok(0) if *self == Self::UntilClose => {
                    *self = Self::END;
                    return Poll::Ready(None);
                }
                Ok(0) => return Poll::Ready(Some(Err(connection.closed()))),
                Ok(_) => {}
            }
        }
    }

    fn take(&mut self, received: &mut BytesMut) -> Result<Taken, Fault> {
        loop {
            match self {
                Self::Length(0) => return Ok(Taken::End),
                Self::UntilClose if received.is_empty() => return Ok(Taken::Nothing),
                Self::UntilClose => return Ok(Taken::Piece(received.split().freeze())),
                Self::Length(left) => return Ok(take_part(left, received)),
                Self::Chunked(chunk) => match chunk.take(received)? {
                    Some(Taken::End) => *self = Self::END,
                    Some(taken) => return Ok(taken),
                    None => {}
                },
            }
        }
    }

    fn room(self) -> usize {
        match self {
            Self::Length(left) | Self::Chunked(Chunk::Data(left)) => {
                usize::try_from(left).unwrap_or(LARGEST_PIECE).clamp(PIECE, LARGEST_PIECE)
            }
            Self::Chunked(_) | Self::UntilClose => PIECE,
        }
    }
}

impl Chunk {
    /// What can be taken; nothing where only the place has changed.
    fn take(&mut self, received: &mut BytesMut) -> Result<Option<Taken>, Fault> {
        match self {
            Self::Size => match parse_chunk_size(received).map_err(|_| Fault::Chunk)? {
                Status::Partial if received.len() > LONGEST_LINE => return Err(Fault::Chunk),
                Status::Partial => return Ok(Some(Taken::Nothing)),
                Status::Complete((line, size)) => {
                    received.advance(line);
                    *self = if size == 0 { Self::Trailers(TRAILERS) } else { Self::Data(size) };
                }
            },
            Self::Data(left) => {
                let taken = take_part(left, received);
                if *left == 0 {
                    *self = Self::End;
                }
                return Ok(Some(taken));
            }
            Self::End => match received.get(..2) {
                None => return Ok(Some(Taken::Nothing)),
                Some(b"\r\n") => {
                    received.advance(2);
                    *self = Self::Size;
                }
                Some(_) => return Err(Fault::Chunk),
            },
            Self::Trailers(left) => match memchr::memchr(b'\n', received) {
                None if received.len() > LONGEST_LINE.min(*left) => return Err(Fault::Chunk),
                None => return Ok(Some(Taken::Nothing)),
                Some(at) => {
                    let is_last = matches!(received.get(..at), Some(b"" | b"\r"));
                    *left = left.checked_sub(at + 1).ok_or(Fault::Chunk)?;
                    received.advance(at + 1);
                    return Ok(is_last.then_some(Taken::End));
                }
            },
        }
        Ok(None)
    }
}

fn take_part(left: &mut u64, received: &mut BytesMut) -> Taken {
    if received.is_empty() {
        return Taken::Nothing;
    }
    let length = usize::try_from(*left).map_or(received.len(), |left| left.min(received.len()));
    let piece = received.split_to(length).freeze();
    *left = left.saturating_sub(u64::try_from(length).unwrap_or(u64::MAX));
    Taken::Piece(piece)
}

fn is_chunked_last(coding: &HeaderValue) -> bool {
    let last = coding.to_str().ok().and_then(|all| all.rsplit(',').next());
    last.is_some_and(|last| last.trim().eq_ignore_ascii_case("chunked"))
}

fn parse_length(text: &str) -> Result<u64, Fault> {
    // A sign is none of it, though the parser of numbers takes one.
    if text.is_empty() || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(Fault::Length);
    }
    text.parse().map_err(|_| Fault::Length)
}
