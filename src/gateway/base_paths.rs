//! Custom domain names lead to stages by base paths (reference `endpoints-domains-stages`, section 3.4).

use crate::bundle::Config;

/// The base path that is none.
const NONE: &str = "(none)";

/// The domains of an API with their base paths.
#[derive(Debug, Default)]
pub(super) struct BasePaths {
    domains: Vec<Domain>,
}

#[derive(Debug)]
struct Domain {
    /// `api.example.com`, or `*.example.com`.
    name: String,
    /// Whether only a caller that has shown a certificate gets in.
    asks_for_certificates: bool,
    /// Base paths without slashes at their ends, and the stages that they lead to: the longest first.
    mappings: Vec<(String, String)>,
}

/// Where the host of a request leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Led {
    /// The host is the default endpoint: the path begins with the stage.
    Default,
    /// To a stage, by a base path that the path begins with.
    Mapped { stage: String, base_path: String },
    /// To a custom domain that has no mapping for the path, or asks for a certificate that was not shown.
    Nowhere,
}

impl BasePaths {
    /// The mappings of `config`.
    pub(super) fn new(config: &Config) -> Self {
        let domains = config.domains.iter().map(|(name, own)| {
            let mut mappings: Vec<(String, String)> = own
                .base_path_mappings
                .iter()
                .map(|(base, stage)| {
                    let base = if base == NONE { "" } else { base.trim_matches('/') };
                    (base.to_owned(), stage.clone())
                })
                .collect();
            mappings.sort_by_key(|(base, _)| std::cmp::Reverse(base.len()));
            let asks_for_certificates = own.mutual_tls_authentication.is_some();
            Domain { name: name.to_ascii_lowercase(), asks_for_certificates, mappings }
        });
        let mut domains: Vec<Domain> = domains.collect();
        // A name that is written out goes before one with a star.
        domains.sort_by_key(|own| own.name.starts_with("*."));
        Self { domains }
    }

    /// Whether there are none.
    pub(super) fn is_empty(&self) -> bool {
        self.domains.is_empty()
    }

    /// Where a request for `path` of `host` leads. The longest base path of whole segments wins; what the API has is not
    /// looked at.
    pub(super) fn lead(&self, host: &str, path: &str, has_shown_certificate: bool) -> Led {
        let name = match host.rsplit_once(':') {
            Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
            _ => host,
        };
        let Some(domain) = self.domains.iter().find(|own| own.is_of(name)) else {
            return Led::Default;
        };
        if domain.asks_for_certificates && !has_shown_certificate {
            return Led::Nowhere;
        }
        if domain.mappings.is_empty() {
            // A mapping that names no stage leaves it to the path, and so does a domain without any.
            return Led::Default;
        }
        let path = path.trim_start_matches('/');
        let found = domain.mappings.iter().find(|(base, _)| below(path, base).is_some());
        match found {
            Some((base, stage)) => Led::Mapped { stage: stage.clone(), base_path: base.clone() },
            None => Led::Nowhere,
        }
    }
}

impl Domain {
    fn is_of(&self, host: &str) -> bool {
        match self.name.strip_prefix("*.") {
            Some(parent) => {
                host.split_once('.').is_some_and(|(_, rest)| rest.eq_ignore_ascii_case(parent))
            }
            None => host.eq_ignore_ascii_case(&self.name),
        }
    }
}

/// What is left of `path`, which has no slash in front, below a base path.
pub(super) fn below<'p>(path: &'p str, base: &str) -> Option<&'p str> {
    if base.is_empty() {
        return Some(path);
    }
    let rest = path.strip_prefix(base)?;
    if rest.is_empty() { Some(rest) } else { rest.strip_prefix('/') }
}

#[cfg(test)]
mod tests {
    use super::{BasePaths, Domain, Led, below};

    fn paths() -> BasePaths {
        let mapping = |base: &str, stage: &str| (base.to_owned(), stage.to_owned());
        let own = Domain {
            name: "api.example.com".to_owned(),
            asks_for_certificates: false,
            mappings: vec![
                mapping("orders/v2/items/categories", "four"),
                mapping("orders/v1/items", "two"),
                mapping("orders/v2/items", "three"),
                mapping("", "one"),
            ],
        };
        let star = Domain {
            name: "*.example.com".to_owned(),
            asks_for_certificates: true,
            mappings: vec![mapping("v1", "star")],
        };
        BasePaths { domains: vec![own, star] }
    }

    fn led(host: &str, path: &str) -> String {
        match paths().lead(host, path, host.starts_with("shown.")) {
            Led::Default => "default".to_owned(),
            Led::Nowhere => "nowhere".to_owned(),
            Led::Mapped { stage, base_path } => {
                let rest = below(path.trim_start_matches('/'), &base_path).unwrap();
                format!("{stage} /{rest}")
            }
        }
    }

    #[test]
    fn the_longest_base_path_wins() {
        for (path, expected) in [
            ("/orders/v1/items", "two /"),
            ("/orders/v1/items/123", "two /123"),
            ("/orders/v1/itemsets", "one /orders/v1/itemsets"),
            ("/orders/v2/items", "three /"),
            ("/orders/v2/items/categories/5", "four /5"),
            ("/customers", "one /customers"),
            ("/", "one /"),
        ] {
            assert_eq!(led("api.example.com", path), expected, "{path}");
        }
    }

    #[test]
    fn hosts_are_domains_or_the_default_endpoint() {
        assert_eq!(led("API.example.com:8080", "/customers"), "one /customers");
        assert_eq!(led("127.0.0.1:8080", "/dev/pets"), "default");
        assert_eq!(led("shown.example.com", "/v1/pets"), "star /pets");
        assert_eq!(led("shown.example.com", "/v2/pets"), "nowhere");
        assert_eq!(led("other.example.com", "/v1/pets"), "nowhere", "without a certificate");
        assert_eq!(led("a.b.example.com", "/v1/pets"), "default");
    }
}
