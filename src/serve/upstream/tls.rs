//! TLS to upstreams: who is trusted, and what `insecureSkipVerification` leaves out.

use std::cell::OnceCell;
use std::sync::Arc;

use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::client::danger::{
    HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier,
};
use tokio_rustls::rustls::client::{WebPkiServerVerifier, verify_server_name};
use tokio_rustls::rustls::crypto::{CryptoProvider, ring};
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use tokio_rustls::rustls::server::ParsedCertificate;
use tokio_rustls::rustls::{
    CertificateError, ClientConfig, DigitallySignedStruct, Error, RootCertStore, SignatureScheme,
};

/// The two ways to speak TLS, each made when it is first asked for: the trusted authorities take a while to read,
/// and most local upstreams are plain HTTP.
#[derive(Default)]
pub(super) struct Tls {
    strict: OnceCell<TlsConnector>,
    any_issuer: OnceCell<TlsConnector>,
}

impl Tls {
    /// The connector that verifies all, or all but the issuer.
    pub(super) fn connector(&self, any_issuer: bool) -> Result<TlsConnector, Error> {
        let cell = if any_issuer { &self.any_issuer } else { &self.strict };
        if let Some(made) = cell.get() {
            return Ok(made.clone());
        }
        let made = TlsConnector::from(Arc::new(configuration(any_issuer)?));
        Ok(cell.get_or_init(|| made).clone())
    }
}

fn configuration(any_issuer: bool) -> Result<ClientConfig, Error> {
    let provider = Arc::new(ring::default_provider());
    let roots = Arc::new(RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() });
    let builder = ClientConfig::builder_with_provider(Arc::clone(&provider))
        .with_safe_default_protocol_versions()?;
    let mut configuration = if any_issuer {
        let verifier = AnyIssuer::new(roots, provider)?;
        builder
            .dangerous()
            .with_custom_certificate_verifier(Arc::new(verifier))
            .with_no_client_auth()
    } else {
        builder.with_root_certificates(roots).with_no_client_auth()
    };
    // Integrations are called with HTTP/1.1, as the service does.
    configuration.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(configuration)
}

/// Verifies all that a certificate says except who issued it, as AWS docs, "`x-amazon-apigateway-integration.tlsConfig`
/// object" has it for `insecureSkipVerification`: expiry and host name still count, private authorities and
/// self-signed certificates are accepted.
#[derive(Debug)]
struct AnyIssuer {
    strict: Arc<WebPkiServerVerifier>,
}

impl AnyIssuer {
    fn new(roots: Arc<RootCertStore>, provider: Arc<CryptoProvider>) -> Result<Self, Error> {
        let strict = WebPkiServerVerifier::builder_with_provider(roots, provider)
            .build()
            .map_err(|error| Error::General(error.to_string()))?;
        Ok(Self { strict })
    }
}

impl ServerCertVerifier for AnyIssuer {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let strictly = self.strict.verify_server_cert(
            end_entity,
            intermediates,
            server_name,
            ocsp_response,
            now,
        );
        match strictly {
            // The issuer is looked for after the certificate's own properties were found right. `Other` is what
            // a certificate that is an authority itself gives: most self-signed ones are.
            Err(Error::InvalidCertificate(
                CertificateError::UnknownIssuer | CertificateError::Other(_),
            )) => {
                verify_server_name(&ParsedCertificate::try_from(end_entity)?, server_name)?;
                Ok(ServerCertVerified::assertion())
            }
            verdict => verdict,
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.strict.verify_tls12_signature(message, certificate, signed)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.strict.verify_tls13_signature(message, certificate, signed)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.strict.supported_verify_schemes()
    }
}
