//! Calls that the engine asks for, and what came of them.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::uri::PathAndQuery;
use http::{HeaderMap, HeaderValue, Method, StatusCode};

use super::Body;

/// A call to an HTTP backend.
#[derive(Debug)]
pub struct UpstreamCall {
    /// The verb.
    pub method: Method,
    /// Where to connect. Prepared when the plan is made, except where a path parameter is part of the host.
    pub endpoint: Arc<Endpoint>,
    /// What stands in the request line.
    pub target: PathAndQuery,
    /// The headers, `Host` among them, without `Content-Length` and `Transfer-Encoding`, which are the shell's.
    pub headers: HeaderMap,
    /// The payload.
    pub body: Bytes,
    /// How long the backend may take: until the whole answer is there, or its head where it is streamed.
    pub timeout: Duration,
    /// Whether the payload of the answer may be passed on as it comes. Otherwise it is to be collected, up to
    /// [`super::MAX_PAYLOAD`] bytes.
    pub stream: bool,
}

/// One backend, as far as a connection knows of it. Connections to equal endpoints can be shared.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Endpoint {
    /// Whether TLS is spoken.
    pub tls: Option<TlsSettings>,
    /// The name or address to connect to, an IPv6 address without brackets.
    pub host: String,
    /// The port.
    pub port: u16,
    /// The `Host` header. With a VPC link it names another host than the one that is connected to.
    pub authority: HeaderValue,
}

/// How TLS to a backend is checked.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct TlsSettings {
    /// `insecureSkipVerification`: certificates of any issuer are taken.
    pub insecure_skip_verification: bool,
    /// `serverNameToVerify`: the name that the certificate must have; that of the host when absent.
    pub server_name: Option<String>,
}

/// What came of a call.
#[derive(Debug)]
pub enum UpstreamOutcome {
    /// The backend answered.
    Response(UpstreamResponse),
    /// It did not.
    Failure(UpstreamFailure),
}

/// The answer of a backend.
#[derive(Debug)]
pub struct UpstreamResponse {
    /// The status.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    /// The payload; [`Body::Upstream`] only where [`UpstreamCall::stream`] allowed it.
    pub body: Body,
}

/// Why a backend did not answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UpstreamFailure {
    /// What kind of failure it was.
    pub kind: UpstreamFailureKind,
    /// The details, for the log.
    pub detail: String,
}

/// The kinds of failures, as far as the service answers them differently (reference `pipeline`, section 10.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UpstreamFailureKind {
    /// The address is none that can be called.
    InvalidAddress,
    /// Nothing listens there.
    Refused,
    /// The network failed: an unknown name, a reset connection, an answer that is not HTTP.
    Network,
    /// TLS failed.
    Tls,
    /// The time was over.
    Timeout,
    /// The payload of the answer is too large.
    TooLarge,
}
