//! Why an upstream gave no answer.

use std::io;

use super::fault::Fault;
use crate::gateway::{UpstreamFailure, UpstreamFailureKind};
use crate::source::io_reason;

/// Why an upstream gave no answer, or not all of it.
#[derive(Debug, thiserror::Error)]
pub(in crate::serve) enum CallError {
    /// The address or the path is none that can be called.
    #[error("invalid endpoint address")]
    Address,
    /// There is no way there: nothing listens, the name is unknown, or the network does not lead to it.
    #[error("cannot connect: {}", io_reason(.0))]
    Connect(#[source] io::Error),
    /// The two could not agree on TLS, or the certificate is not accepted.
    #[error("TLS: {0}")]
    Tls(#[source] io::Error),
    /// The connection broke, or what came was not HTTP.
    #[error("{0}")]
    Http(#[source] Fault),
    /// An answer that ends the use of HTTP, which was not asked for.
    #[error("unexpected status {0}")]
    Status(http::StatusCode),
    /// The integration timeout was over.
    #[error("timed out")]
    Timeout,
    /// The backend fell silent in the middle of a body that is passed on.
    #[error("no data for {} s", .0.as_secs())]
    Silence(std::time::Duration),
    /// The response body is larger than the service takes.
    #[error("response body larger than {0} bytes")]
    TooLarge(usize),
}

impl From<CallError> for UpstreamFailure {
    fn from(error: CallError) -> Self {
        let kind = match &error {
            CallError::Address => UpstreamFailureKind::InvalidAddress,
            CallError::Connect(source) if source.kind() == io::ErrorKind::ConnectionRefused => {
                UpstreamFailureKind::Refused
            }
            CallError::Connect(_)
            | CallError::Http(_)
            | CallError::Status(_)
            | CallError::Silence(_) => UpstreamFailureKind::Network,
            CallError::Tls(_) => UpstreamFailureKind::Tls,
            CallError::Timeout => UpstreamFailureKind::Timeout,
            CallError::TooLarge(_) => UpstreamFailureKind::TooLarge,
        };
        Self { kind, detail: error.to_string() }
    }
}
