//! The custom domain name that a request without a server is for, with the certificate of its caller.

use std::path::Path;

use crate::bundle::Config;
use crate::gateway::DomainConnection;
use crate::serve::client_certificate;

use super::error::CliError;
use super::project;

/// What was said of the way in.
#[derive(Clone, Copy, Debug)]
pub(super) struct Entrance<'a> {
    /// The domain.
    pub(super) domain: Option<&'a str>,
    /// The file with the certificate.
    pub(super) certificate: Option<&'a Path>,
}

impl Entrance<'_> {
    /// The connection that a request comes over; nothing for one to the default endpoint. A certificate has to be one
    /// that the truststore of the domain lets in, which is below `home`.
    pub(super) fn connection(
        self,
        config: &Config,
        home: &Path,
    ) -> Result<Option<DomainConnection>, CliError> {
        let Some(domain) = self.name(config)? else { return Ok(None) };
        let client_certificate = match self.certificate {
            None => None,
            Some(path) => {
                let pem = project::read_bytes(path)?;
                let shown = client_certificate(config, domain, home, &pem);
                Some(shown.map_err(|fault| CliError::Usage {
                    message: format!(
                        "`{}` does not let anybody in to `{domain}`: {fault}",
                        path.display()
                    ),
                    help: None,
                })?)
            }
        };
        Ok(Some(DomainConnection { domain: domain.to_owned(), client_certificate }))
    }

    fn name(self, config: &Config) -> Result<Option<&str>, CliError>
    where
        Self: Sized,
    {
        let Some(asked) = self.domain else {
            if self.certificate.is_none() {
                return Ok(None);
            }
            let mut asking = config
                .domains
                .iter()
                .filter(|(_, own)| own.mutual_tls_authentication.is_some())
                .map(|(name, _)| name.as_str());
            return match (asking.next(), asking.next()) {
                (Some(only), None) => Ok(Some(only)),
                (None, _) => Err(CliError::Usage {
                    message: "no custom domain asks callers for certificates".to_owned(),
                    help: Some("write `truststore` at one, under `domains`".to_owned()),
                }),
                (Some(_), Some(_)) => Err(CliError::Usage {
                    message: "several custom domains ask callers for certificates".to_owned(),
                    help: Some("name one with `--domain`".to_owned()),
                }),
            };
        };
        match config.domains.get_key_value(asked) {
            Some((name, _)) => Ok(Some(name)),
            None => Err(CliError::Unknown {
                kind: "custom domain",
                name: asked.to_owned(),
                help: Some(
                    "custom domains are written in the manifest, under `domains`".to_owned(),
                ),
            }),
        }
    }
}
