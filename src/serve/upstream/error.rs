//! Why an upstream gave no answer.

use std::io;

/// Why an upstream gave no answer, or not all of it.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub(super) enum CallError {
    /// The URL is none that can be called.
    #[error("invalid endpoint address")]
    Address,
    /// Nothing listens there.
    #[error("connection refused")]
    Refused,
    /// There is no way there: the name is unknown, or the network does not lead to it.
    #[error("cannot connect: {0}")]
    Connect(#[source] io::Error),
    /// The two could not agree on TLS, or the certificate is not accepted.
    #[error("TLS: {0}")]
    Tls(#[source] io::Error),
    /// The connection broke, or what came was not HTTP.
    #[error("{0}")]
    Http(#[source] hyper::Error),
    /// The integration timeout was over.
    #[error("timed out")]
    Timeout,
    /// The response body is larger than the service takes.
    #[error("response body larger than {0} bytes")]
    TooLarge(usize),
}

impl CallError {
    /// Tells a closed port from other faults: the service answers them differently.
    pub(super) fn from_connect(error: io::Error) -> Self {
        if error.kind() == io::ErrorKind::ConnectionRefused {
            Self::Refused
        } else {
            Self::Connect(error)
        }
    }
}

impl From<io::Error> for CallError {
    fn from(error: io::Error) -> Self {
        Self::Connect(error)
    }
}
