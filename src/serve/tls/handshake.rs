//! The handshake of a connection, up to who is on the other side.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;

use tokio::net::TcpStream;
use tokio::select;
use tokio::time::timeout;
use tokio_rustls::LazyConfigAcceptor;
use tokio_rustls::rustls::server::Acceptor;
use tokio_rustls::rustls::{CertificateError, Error};
use tokio_rustls::server::TlsStream;

use super::certificate;
use super::domains::DomainSet;
use crate::gateway::DomainConnection;
use crate::serve::access_log;
use crate::serve::server::Phase;
use crate::serve::worker::Worker;

/// A connection that is refused.
struct Refused {
    /// The host that was asked, as far as the caller has said it.
    host: Option<String>,
    reason: String,
}

/// Greets a caller of a custom domain name. One that is refused is noted in the access log.
pub(in crate::serve) async fn handshake(
    worker: &Worker,
    stream: TcpStream,
    peer: SocketAddr,
) -> Option<(TlsStream<TcpStream>, Arc<DomainConnection>)> {
    let shared = &worker.shared;
    let mut phase = shared.phase.subscribe();
    let limit = shared.options.limits.header_timeout;
    let domains = shared.domains.load_full();
    let outcome = select! {
        biased;
        _ = phase.wait_for(|phase| *phase != Phase::Serving) => return None,
        outcome = timeout(limit, greet(&domains, stream)) => outcome,
    };
    let slow = || Refused { host: None, reason: "the handshake took too long".to_owned() };
    match outcome.unwrap_or_else(|_| Err(slow())) {
        Ok(connected) => Some(connected),
        Err(refused) => {
            if shared.options.access_log {
                let host = refused.host.as_deref().unwrap_or("-");
                access_log::note_refused(&shared.logs, host, peer, &refused.reason);
            }
            None
        }
    }
}

async fn greet(
    domains: &DomainSet,
    stream: TcpStream,
) -> Result<(TlsStream<TcpStream>, Arc<DomainConnection>), Refused> {
    let hello = LazyConfigAcceptor::new(Acceptor::default(), stream);
    let hello = hello.await.map_err(|error| Refused { host: None, reason: words(&error) })?;
    let Some(host) = hello.client_hello().server_name().map(str::to_owned) else {
        let reason = "the caller has not named a host; a custom domain is asked by its name";
        return Err(Refused { host: None, reason: reason.to_owned() });
    };
    let refused = |reason: String| Refused { host: Some(host.clone()), reason };
    let Some(domain) = domains.find(&host) else {
        return Err(refused("no such custom domain is served".to_owned()));
    };
    let accepted = hello.into_stream(Arc::clone(&domain.tls)).await;
    let stream = accepted.map_err(|error| refused(words(&error)))?;
    let sent = stream.get_ref().1.peer_certificates().and_then(<[_]>::first);
    let client_certificate =
        match sent {
            None => None,
            // What rustls has verified can be read; if not, nobody is let in on it.
            Some(der) => Some(certificate::describe(der).ok_or_else(|| {
                refused("the certificate of the caller cannot be read".to_owned())
            })?),
        };
    let connection = DomainConnection { domain: domain.name.clone(), client_certificate };
    Ok((stream, Arc::new(connection)))
}

/// Why a handshake has failed, for the one who runs the server.
fn words(error: &io::Error) -> String {
    let fault = error.get_ref().and_then(|inner| inner.downcast_ref::<Error>());
    fault.map_or_else(|| error.to_string(), fault_words)
}

/// The same of what is wrong with TLS itself.
pub(super) fn fault_words(fault: &Error) -> String {
    let certificate = |what: &str| format!("the certificate of the caller {what}");
    match fault {
        Error::NoCertificatesPresented => "the caller has sent no certificate".to_owned(),
        Error::InvalidCertificate(fault) => match fault {
            CertificateError::Expired | CertificateError::ExpiredContext { .. } => {
                certificate("has expired")
            }
            CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => {
                certificate("is not valid yet")
            }
            CertificateError::UnknownIssuer => {
                certificate("was issued by no authority of the truststore")
            }
            CertificateError::ApplicationVerificationFailure => {
                certificate("is more than four certificates away from its authority")
            }
            other => certificate(&format!("is not good: {other}")),
        },
        Error::AlertReceived(alert) => {
            format!("the caller has ended the handshake ({alert:?})")
        }
        other => other.to_string(),
    }
}
