//! The custom domain names of a project, as they are to be served.

use std::collections::BTreeMap;
use std::fmt;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use indexmap::IndexMap;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::pem::PemObject as _;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::rustls::server::danger::ClientCertVerifier;

use super::truststore::Truststore;
use crate::bundle::{Config, DomainConfig, LocalDomainConfig};
use crate::gateway::Control;
use crate::source::io_reason;

/// The custom domain names that are served on this machine.
#[derive(Clone, Default)]
pub struct DomainSet {
    domains: BTreeMap<String, Arc<Domain>>,
    files: Vec<PathBuf>,
    warnings: Vec<String>,
}

/// A domain with its certificate.
pub(super) struct Domain {
    pub(super) name: String,
    pub(super) tls: Arc<ServerConfig>,
}

/// A custom domain name that cannot be served.
#[derive(Debug, thiserror::Error)]
#[error("the custom domain `{domain}` cannot be served: {fault}")]
pub struct DomainError {
    /// The domain.
    pub domain: String,
    /// What is wrong.
    #[source]
    pub fault: DomainFault,
}

/// What is wrong with a domain.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum DomainFault {
    /// A file cannot be read.
    #[error("cannot read `{}`: {}", path.display(), io_reason(source))]
    Read {
        /// The file.
        path: PathBuf,
        /// What the operating system said.
        source: io::Error,
    },
    /// There is no certificate in the file.
    #[error("there is no certificate in `{}`; write it in PEM", .0.display())]
    NoCertificate(PathBuf),
    /// There is no private key in the file.
    #[error("there is no private key in `{}`; write it in PEM, without a password", .0.display())]
    NoPrivateKey(PathBuf),
    /// The certificate and the key do not belong together, or are of a kind that is not known.
    #[error("its certificate and its private key cannot be used: {0}")]
    Unusable(#[source] tokio_rustls::rustls::Error),
    /// Callers have to show certificates, and nothing says which are good.
    #[error(
        "it asks callers for certificates; name the file with the authorities in `local.domains.{0}.truststore`"
    )]
    NoTruststore(String),
    /// A truststore that nobody asks.
    #[error(
        "it has a truststore and asks nobody for a certificate; write `truststore` in `domains` as well"
    )]
    TruststoreInVain,
    /// The truststore has no authority.
    #[error("there is no certificate of a root authority in its truststore")]
    NoAuthority,
    /// A security policy that is none.
    #[error("`{0}` is no version of TLS; write `TLS_1_0` or `TLS_1_2`")]
    UnknownVersion(String),
    /// Mutual TLS with an old version, which the service refuses.
    #[error("mutual TLS needs `minimumTls: TLS_1_2`")]
    TooOld,
}

impl DomainSet {
    /// Reads what `config` names below `project`, without the controls that may be missing. A domain that names nothing
    /// is not served.
    pub fn new(config: &Config, project: &Path, allow: &[String]) -> Result<Self, DomainError> {
        let mut set = Self::default();
        let may_lack_certificate = allow.iter().any(|name| name == Control::MutualTls.name());
        for (name, domain) in &config.domains {
            let Some(local) = &domain.local else { continue };
            let tls = set
                .configuration(name, domain, local, project, may_lack_certificate)
                .map_err(|fault| DomainError { domain: name.clone(), fault })?;
            let domain = Domain { name: name.clone(), tls: Arc::new(tls) };
            set.domains.insert(name.to_ascii_lowercase(), Arc::new(domain));
        }
        Ok(set)
    }

    /// What keeps domains from being served here, of each the first fault.
    pub fn faults(domains: &IndexMap<String, DomainConfig>, project: &Path) -> Vec<DomainError> {
        let mut set = Self::default();
        let each = domains.iter().filter_map(|(name, domain)| {
            let local = domain.local.as_ref()?;
            let fault = set.configuration(name, domain, local, project, false).err()?;
            Some(DomainError { domain: name.clone(), fault })
        });
        each.collect()
    }

    /// The names.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.domains.values().map(|own| own.name.as_str())
    }

    /// Whether no domain is served.
    pub fn is_empty(&self) -> bool {
        self.domains.is_empty()
    }

    /// The files that were read.
    pub fn files(&self) -> &[PathBuf] {
        &self.files
    }

    /// What is odd about the files.
    pub fn warnings(&self) -> &[String] {
        &self.warnings
    }

    /// The domain of a host: that of its name, or the one with a star in the place of its first label.
    pub(super) fn find(&self, host: &str) -> Option<&Arc<Domain>> {
        let host = host.to_ascii_lowercase();
        let below = || Some(format!("*.{}", host.split_once('.')?.1));
        self.domains.get(&host).or_else(|| self.domains.get(&below()?))
    }

    fn configuration(
        &mut self,
        name: &str,
        domain: &DomainConfig,
        local: &LocalDomainConfig,
        project: &Path,
        may_lack_certificate: bool,
    ) -> Result<ServerConfig, DomainFault> {
        let version = domain.security_policy.as_deref().unwrap_or("TLS_1_2");
        if !matches!(version, "TLS_1_0" | "TLS_1_2") {
            return Err(DomainFault::UnknownVersion(version.to_owned()));
        }
        let asks = domain.mutual_tls_authentication.is_some();
        if asks && version == "TLS_1_0" {
            return Err(DomainFault::TooOld);
        }
        let verifier: Option<Arc<dyn ClientCertVerifier>> = match (&local.truststore, asks) {
            (None, false) => None,
            (Some(_), false) => return Err(DomainFault::TruststoreInVain),
            (_, true) if may_lack_certificate => None,
            (None, true) => return Err(DomainFault::NoTruststore(name.to_owned())),
            (Some(path), true) => {
                let (truststore, warnings) = Truststore::parse(&self.read(project, path)?)?;
                let told = warnings.iter().map(|own| format!("`{path}`: {own}"));
                self.warnings.extend(told);
                Some(Arc::new(truststore))
            }
        };
        let no_certificate = || DomainFault::NoCertificate(project.join(&local.certificate));
        let pem = self.read(project, &local.certificate)?;
        let chain: Vec<CertificateDer<'static>> = CertificateDer::pem_slice_iter(&pem)
            .collect::<Result<_, _>>()
            .map_err(|_| no_certificate())?;
        if chain.is_empty() {
            return Err(no_certificate());
        }
        let key = PrivateKeyDer::from_pem_slice(&self.read(project, &local.private_key)?)
            .map_err(|_| DomainFault::NoPrivateKey(project.join(&local.private_key)))?;
        configuration(chain, key, verifier).map_err(DomainFault::Unusable)
    }

    #[expect(clippy::disallowed_methods, reason = "certificates and keys are no sources")]
    fn read(&mut self, project: &Path, name: &str) -> Result<Vec<u8>, DomainFault> {
        let path = project.join(name);
        self.files.push(path.clone());
        std::fs::read(&path).map_err(|source| DomainFault::Read { path, source })
    }
}

/// Without the keys.
impl fmt::Debug for DomainSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.names()).finish()
    }
}

fn configuration(
    chain: Vec<CertificateDer<'static>>,
    key: PrivateKeyDer<'static>,
    verifier: Option<Arc<dyn ClientCertVerifier>>,
) -> Result<ServerConfig, tokio_rustls::rustls::Error> {
    let provider = Arc::new(ring::default_provider());
    let builder =
        ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions()?;
    let builder = match verifier {
        Some(verifier) => builder.with_client_cert_verifier(verifier),
        None => builder.with_no_client_auth(),
    };
    let mut configuration = builder.with_single_cert(chain, key)?;
    configuration.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    Ok(configuration)
}
