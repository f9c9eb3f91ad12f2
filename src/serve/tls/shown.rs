//! A certificate that a caller shows without a connection: verified as a handshake would.

use std::path::{Path, PathBuf};

use tokio_rustls::rustls::pki_types::pem::PemObject as _;
use tokio_rustls::rustls::pki_types::{CertificateDer, UnixTime};
use tokio_rustls::rustls::server::danger::ClientCertVerifier as _;

use super::certificate;
use super::domains::DomainFault;
use super::handshake::fault_words;
use super::truststore::Truststore;
use crate::bundle::Config;
use crate::gateway::ClientCertificate;

/// Why a certificate lets nobody in.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ShownFault {
    /// The domain asks nobody for one.
    #[error("the domain asks nobody for a certificate")]
    NotAsked,
    /// The authorities are not on this machine.
    #[error("its truststore is not on this machine; name it in `local.domains`")]
    NoTruststore,
    /// The truststore cannot be used.
    #[error("its truststore cannot be used: {0}")]
    Truststore(#[source] DomainFault),
    /// There is no certificate.
    #[error("there is no certificate in it; write it in PEM")]
    NoCertificate,
    /// It is not one of the truststore's.
    #[error("{0}")]
    Refused(String),
}

/// What the first certificate in `pem` says, which has to lead to an authority of the truststore of `domain`, below
/// `project`. Those behind it are sent along.
#[expect(clippy::disallowed_methods, reason = "certificates are no sources")]
pub fn client_certificate(
    config: &Config,
    domain: &str,
    project: &Path,
    pem: &[u8],
) -> Result<ClientCertificate, ShownFault> {
    let own = config.domains.get(domain).ok_or(ShownFault::NotAsked)?;
    if own.mutual_tls_authentication.is_none() {
        return Err(ShownFault::NotAsked);
    }
    let local = own.local.as_ref().and_then(|own| own.truststore.as_ref());
    let path: PathBuf = project.join(local.ok_or(ShownFault::NoTruststore)?);
    let bundle = std::fs::read(&path)
        .map_err(|source| ShownFault::Truststore(DomainFault::Read { path, source }))?;
    let (truststore, _) = Truststore::parse(&bundle).map_err(ShownFault::Truststore)?;
    let chain: Vec<CertificateDer<'static>> = CertificateDer::pem_slice_iter(pem)
        .collect::<Result<_, _>>()
        .map_err(|_| ShownFault::NoCertificate)?;
    let (first, sent) = chain.split_first().ok_or(ShownFault::NoCertificate)?;
    truststore
        .verify_client_cert(first, sent, UnixTime::now())
        .map_err(|error| ShownFault::Refused(fault_words(&error)))?;
    certificate::describe(first).ok_or(ShownFault::NoCertificate)
}
