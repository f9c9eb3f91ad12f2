//! Which certificates of clients are good: those that an authority of the truststore has issued.

use std::sync::Arc;

use tokio_rustls::rustls::client::danger::HandshakeSignatureValid;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::pem::PemObject as _;
use tokio_rustls::rustls::pki_types::{CertificateDer, UnixTime};
use tokio_rustls::rustls::server::WebPkiClientVerifier;
use tokio_rustls::rustls::server::danger::{ClientCertVerified, ClientCertVerifier};
use tokio_rustls::rustls::{
    CertificateError, DigitallySignedStruct, DistinguishedName, Error, RootCertStore,
    SignatureScheme,
};
use x509_cert::Certificate;
use x509_cert::der::Decode as _;
use x509_cert::name::Name;

use super::domains::DomainFault;

/// The most certificates that lead from a client to its authority, both among them (reference `access-control`,
/// section 12).
const LONGEST_CHAIN: usize = 4;

/// The authorities of a domain.
#[derive(Debug)]
pub(super) struct Truststore {
    roots: Arc<dyn ClientCertVerifier>,
    /// The names of the authorities that have issued themselves.
    root_names: Vec<Name>,
    /// The authorities that others have issued.
    intermediates: Vec<CertificateDer<'static>>,
}

impl Truststore {
    /// Reads a bundle in PEM. A certificate in it that is none is left out, as the service does, and told.
    pub(super) fn parse(pem: &[u8]) -> Result<(Self, Vec<String>), DomainFault> {
        let mut warnings = Vec::new();
        let (mut roots, mut root_names) = (RootCertStore::empty(), Vec::new());
        let mut intermediates = Vec::new();
        for (at, section) in CertificateDer::pem_slice_iter(pem).enumerate() {
            let mut warn = |what: &str| warnings.push(format!("certificate {} {what}", at + 1));
            let Ok(der) = section else {
                warn("cannot be read");
                continue;
            };
            let Some(names) = names(&der) else {
                warn("is none of X.509");
                continue;
            };
            if names.subject != names.issuer {
                intermediates.push(der);
            } else if root_names.contains(&names.subject) {
                warn("has the name of one before it, which counts");
            } else if roots.add(der).is_err() {
                warn("is not one of an authority");
            } else {
                root_names.push(names.subject);
            }
        }
        if root_names.is_empty() {
            return Err(DomainFault::NoAuthority);
        }
        let provider = Arc::new(ring::default_provider());
        let roots = WebPkiClientVerifier::builder_with_provider(Arc::new(roots), provider)
            .build()
            .map_err(|_| DomainFault::NoAuthority)?;
        Ok((Self { roots, root_names, intermediates }, warnings))
    }

    /// How many certificates lead from a client to its authority, as far as names tell.
    fn chain_length(&self, client: &CertificateDer<'_>, sent: &[CertificateDer<'_>]) -> usize {
        let known: Vec<Names> =
            sent.iter().chain(&self.intermediates).filter_map(|der| names(der)).collect();
        let mut length = 1;
        let mut issuer = names(client).map(|own| own.issuer);
        while let Some(name) = issuer.take() {
            if length > LONGEST_CHAIN {
                break;
            }
            length += 1;
            if !self.root_names.contains(&name) {
                let next = known.iter().find(|own| own.subject == name);
                issuer = next.map(|own| own.issuer.clone());
            }
        }
        length
    }
}

impl ClientCertVerifier for Truststore {
    fn root_hint_subjects(&self) -> &[DistinguishedName] {
        self.roots.root_hint_subjects()
    }

    fn verify_client_cert(
        &self,
        client: &CertificateDer<'_>,
        sent: &[CertificateDer<'_>],
        now: UnixTime,
    ) -> Result<ClientCertVerified, Error> {
        if self.chain_length(client, sent) > LONGEST_CHAIN {
            let fault = CertificateError::ApplicationVerificationFailure;
            return Err(Error::InvalidCertificate(fault));
        }
        // Clients need not send what the truststore has.
        let own = self.intermediates.iter().map(|der| CertificateDer::from(&**der));
        let all: Vec<CertificateDer<'_>> =
            sent.iter().map(|der| CertificateDer::from(&**der)).chain(own).collect();
        self.roots.verify_client_cert(client, &all, now)
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.roots.verify_tls12_signature(message, certificate, signed)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.roots.verify_tls13_signature(message, certificate, signed)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.roots.supported_verify_schemes()
    }
}

/// Whose a certificate is, and who has issued it.
struct Names {
    subject: Name,
    issuer: Name,
}

fn names(der: &[u8]) -> Option<Names> {
    let certificate = Certificate::from_der(der).ok()?;
    let own = certificate.tbs_certificate();
    Some(Names { subject: own.subject().clone(), issuer: own.issuer().clone() })
}
