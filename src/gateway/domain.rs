//! The ways that lead to an API: its default endpoint, and custom domain names, of which some ask callers for
//! certificates (reference `access-control`, section 12, and `endpoints-domains-stages`, section 3).

use std::collections::BTreeMap;

use crate::bundle::Config;

use super::fault::Fault;
use super::unenforced::Control;

/// The connection that a request to a custom domain name came over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DomainConnection {
    /// The domain name, as the definition has it: `api.example.com`, or `*.example.com`.
    pub domain: String,
    /// The certificate that the caller has shown, where it was asked for one and it was found good.
    pub client_certificate: Option<ClientCertificate>,
}

/// The certificate of a caller: the members of `$context.identity.clientCert`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClientCertificate {
    /// The certificate in PEM.
    pub pem: String,
    /// Whose it is: `C=US,O=Example,CN=client`.
    pub subject_dn: String,
    /// Who has issued it.
    pub issuer_dn: String,
    /// Its number.
    pub serial_number: String,
    /// From when it is valid: `May 28 12:30:02 2019 GMT`.
    pub not_before: String,
    /// Until when.
    pub not_after: String,
}

/// The ways that lead to an API.
#[derive(Debug)]
pub(super) struct Entrances {
    /// Where callers are to go instead of the default endpoint; nothing where that is open.
    instead: Option<String>,
    /// Custom domain names, with whether they ask for certificates.
    domains: BTreeMap<String, bool>,
}

impl Entrances {
    /// The ways that `config` opens, without the controls that may be missing.
    pub(super) fn new(config: &Config, allow: &[String]) -> Self {
        let may_lack_certificate = allow.iter().any(|name| name == Control::MutualTls.name());
        let served = config.domains.iter().filter(|(_, own)| own.local.is_some());
        let domains: BTreeMap<String, bool> = served
            .map(|(name, own)| {
                let asks = own.mutual_tls_authentication.is_some() && !may_lack_certificate;
                (name.clone(), asks)
            })
            .collect();
        // Without a domain that is served here, only the default endpoint leads to the API at all.
        let is_off = config.rest_api.endpoint.disable_execute_api_endpoint && !may_lack_certificate;
        let instead = domains.keys().next().filter(|_| is_off).cloned();
        Self { instead, domains }
    }

    /// Lets a request come in that was sent to `host`, or says why not.
    pub(super) fn enter(
        &self,
        connection: Option<&DomainConnection>,
        host: &str,
    ) -> Result<(), Fault> {
        let Some(connection) = connection else {
            return match &self.instead {
                None => Ok(()),
                Some(domain) => Err(Fault::closed_entrance(format!(
                    "the default endpoint is off (disableExecuteApiEndpoint); ask `{domain}` over TLS"
                ))),
            };
        };
        let domain = connection.domain.as_str();
        match self.domains.get(domain) {
            None => Err(Fault::closed_entrance(format!(
                "no custom domain `{domain}` leads to this API"
            ))),
            Some(true) if connection.client_certificate.is_none() => Err(Fault::closed_entrance(
                format!("`{domain}` asks for a certificate, and the caller has shown none"),
            )),
            // A connection to one domain is not a way to another, which may ask for more.
            Some(_) if !is_host_of(domain, host) => Err(Fault::closed_entrance(format!(
                "the connection is one to `{domain}`, and the host that was asked is another"
            ))),
            Some(_) => Ok(()),
        }
    }
}

/// Whether `host`, which may have a port, is the domain, or one label below it where that begins with a star.
fn is_host_of(domain: &str, host: &str) -> bool {
    let name = match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => host,
    };
    match domain.strip_prefix("*.") {
        Some(parent) => {
            name.split_once('.').is_some_and(|(_, rest)| rest.eq_ignore_ascii_case(parent))
        }
        None => name.eq_ignore_ascii_case(domain),
    }
}

#[cfg(test)]
mod tests {
    use super::is_host_of;

    #[test]
    fn a_host_belongs_to_one_domain() {
        for (domain, host, wanted) in [
            ("api.example.com", "api.example.com", true),
            ("api.example.com", "API.example.com:8443", true),
            ("api.example.com", "other.example.com", false),
            ("api.example.com", "api.example.com.evil.example", false),
            ("*.example.com", "a.example.com", true),
            ("*.example.com", "a.b.example.com", false),
            ("*.example.com", "example.com", false),
        ] {
            assert_eq!(is_host_of(domain, host), wanted, "{domain} {host}");
        }
    }
}
