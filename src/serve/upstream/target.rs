//! Where an upstream listens, and how it is spoken to.

use http::Uri;
use http::uri::Scheme;

/// The place that a connection leads to. Two calls with equal targets may share a connection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Target {
    /// A name or an address, without brackets.
    pub(super) host: String,
    /// The port, also when the URL leaves it to the scheme.
    pub(super) port: u16,
    /// Plain or TLS.
    pub(super) protocol: Protocol,
}

/// What is spoken below HTTP.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Protocol {
    /// Nothing.
    Plain,
    /// TLS.
    Tls {
        /// Whether any issuer of certificates will do.
        any_issuer: bool,
        /// The name that the certificate must have, where it is not the host's.
        server_name: Option<String>,
    },
}

impl Target {
    /// The target of a URL; none when its scheme is not spoken or it names no host.
    pub(super) fn of(uri: &Uri, any_issuer: bool, server_name: Option<&str>) -> Option<Self> {
        let scheme = uri.scheme()?;
        let protocol = if *scheme == Scheme::HTTP {
            Protocol::Plain
        } else if *scheme == Scheme::HTTPS {
            Protocol::Tls { any_issuer, server_name: server_name.map(str::to_owned) }
        } else {
            return None;
        };
        let host = uri.host()?;
        let host =
            host.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(host);
        if host.is_empty() {
            return None;
        }
        let port = match (uri.port(), &protocol) {
            (Some(port), _) => port.as_u16(),
            (None, Protocol::Plain) => 80,
            (None, Protocol::Tls { .. }) => 443,
        };
        Some(Self { host: host.to_owned(), port, protocol })
    }
}
