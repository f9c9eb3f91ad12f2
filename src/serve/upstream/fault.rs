//! What is wrong with an answer, or with the connection that it came by.

use std::io;

use crate::source::io_reason;

use super::response_head::{LARGEST_HEAD, MOST_HEADERS};

/// What is wrong with an answer, or with the connection that it came by.
#[derive(Debug, thiserror::Error)]
pub(in crate::serve) enum Fault {
    /// The connection was closed without an answer.
    #[error("connection closed before the response")]
    Unanswered,
    /// The connection was closed within an answer.
    #[error("connection closed before the end of the response")]
    Unfinished,
    /// The connection failed.
    #[error("{}", io_reason(.0))]
    Io(#[source] io::Error),
    /// What came does not begin as an answer of HTTP/1 does.
    #[error("not an HTTP/1.1 response")]
    NotHttp,
    /// The head is not as HTTP has it.
    #[error("invalid response head: {0}")]
    Head(#[source] httparse::Error),
    /// A name or a value of a header is not as HTTP has it.
    #[error("invalid response header `{0}`")]
    Header(String),
    /// The head is too large.
    #[error("response head larger than {LARGEST_HEAD} bytes")]
    LargeHead,
    /// There are too many headers.
    #[error("more than {MOST_HEADERS} response headers")]
    ManyHeaders,
    /// Interim answers without end.
    #[error("too many interim responses")]
    Interim,
    /// The length of the body is not a number, or there are two of them.
    #[error("invalid Content-Length of the response")]
    Length,
    /// The body is not in chunks as it should be.
    #[error("invalid chunk in the response")]
    Chunk,
}
