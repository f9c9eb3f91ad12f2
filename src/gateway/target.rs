//! Where an integration leads: prepared for each stage, as far as the request does not decide.

use std::borrow::Cow;
use std::sync::Arc;

use http::uri::{Authority, PathAndQuery};
use http::{HeaderValue, Uri};
use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};

use crate::mapping::UriTemplate;

use super::service::ServiceTarget;
use super::{Endpoint, Function, TlsSettings};

/// What an address may not have.
const UNSAFE: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'<')
    .add(b'>')
    .add(b'`')
    .add(b'{')
    .add(b'}')
    .add(b'|')
    .add(b'\\')
    .add(b'^');
/// What a parameter that is put into an address may not have; everything else goes in as it is
/// (reference `pipeline`, section 10.2).
const UNSAFE_VALUE: &AsciiSet = &UNSAFE.add(b'#');

/// Where an integration leads.
#[derive(Debug)]
pub(super) enum Target {
    /// Nowhere: MOCK, or an integration that is not served.
    None,
    /// To one place for every request.
    Fixed(Address),
    /// To a place that parameters of the request are a part of.
    Template(Box<TemplateTarget>),
    /// To a function.
    Function(Arc<Function>),
    /// To a service of AWS.
    Service(Box<ServiceTarget>),
    /// Nowhere on this machine, and why.
    Unserved(String),
    /// The address is none.
    Invalid,
}

/// A place to call.
#[derive(Clone, Debug)]
pub(super) struct Address {
    pub(super) endpoint: Arc<Endpoint>,
    pub(super) path: PathAndQuery,
}

/// An address with placeholders.
#[derive(Debug)]
pub(super) struct TemplateTarget {
    uri: UriTemplate,
    /// The endpoint, when all placeholders stand behind the host, with the length of the text that leads to it.
    endpoint: Option<(Arc<Endpoint>, usize)>,
    settings: EndpointSettings,
}

/// What is known of an endpoint besides its address.
#[derive(Clone, Debug, Default)]
pub(super) struct EndpointSettings {
    /// Certificates of any issuer are taken.
    pub(super) insecure_skip_verification: bool,
    /// Where to connect instead, for VPC links.
    pub(super) instead: Option<Instead>,
}

/// Where a call goes that names another host.
#[derive(Clone, Debug)]
pub(super) struct Instead {
    pub(super) host: String,
    /// The port; the usual one of the scheme when absent.
    pub(super) port: Option<u16>,
    /// Whether TLS is spoken there; as the address of the call says when absent.
    pub(super) is_tls: Option<bool>,
}

impl Target {
    /// Prepares `uri`, in which stage variables are resolved.
    pub(super) fn new(uri: UriTemplate, settings: EndpointSettings) -> Self {
        if uri.placeholders().next().is_none() {
            return match address(uri.text(), &settings) {
                Some(address) => Self::Fixed(address),
                None => Self::Invalid,
            };
        }
        // An endpoint is fixed when the text in front of the first placeholder has all of it.
        let text = uri.text();
        let head = text.find('{').and_then(|at| text.get(..at)).unwrap_or("");
        let authority = head.split_once("://").and_then(|(scheme, rest)| {
            let end = rest.find(['/', '?'])?;
            head.get(..scheme.len() + "://".len() + end)
        });
        let endpoint = authority
            .and_then(|authority| Some((address(authority, &settings)?.endpoint, authority.len())));
        Self::Template(Box::new(TemplateTarget { uri, endpoint, settings }))
    }
}

impl TemplateTarget {
    /// The address with the parameters that `lookup` gives; nothing when that is none.
    pub(super) fn resolve<'v>(&self, lookup: impl Fn(&str) -> Option<&'v str>) -> Option<Address> {
        let encoded: Vec<(&str, Cow<'_, str>)> = self
            .uri
            .placeholders()
            .filter_map(|name| {
                Some((name, utf8_percent_encode(lookup(name)?, UNSAFE_VALUE).into()))
            })
            .collect();
        let find =
            |name: &str| encoded.iter().find(|(own, _)| *own == name).map(|(_, value)| &**value);
        let text = self.uri.with_parameters(find);
        // A placeholder without a value stays, and its braces have to be encoded.
        let text: Cow<'_, str> = utf8_percent_encode(&text, UNSAFE).into();
        match &self.endpoint {
            Some((endpoint, length)) => {
                let path = path(text.get(*length..)?)?;
                Some(Address { endpoint: Arc::clone(endpoint), path })
            }
            None => address(&text, &self.settings),
        }
    }
}

/// The address that `text` is.
pub(super) fn address(text: &str, settings: &EndpointSettings) -> Option<Address> {
    let uri: Uri = text.parse().ok()?;
    let is_tls = match uri.scheme_str()? {
        "http" => false,
        "https" => true,
        _ => return None,
    };
    let authority = uri.authority()?;
    let host = authority.host();
    if host.is_empty() {
        return None;
    }
    let own_port = port(authority, is_tls)?;
    // Names and passwords in an address are no part of the `Host` header.
    let named = match authority.port_u16() {
        Some(port) => format!("{host}:{port}"),
        None => host.to_owned(),
    };
    let plain = host.trim_start_matches('[').trim_end_matches(']').to_owned();
    // The certificate is that of the host that is named, wherever the connection leads.
    let (host, port, is_tls, server_name) = match &settings.instead {
        Some(Instead { host, port, is_tls: other }) => {
            let is_tls = other.unwrap_or(is_tls);
            (host.clone(), port.unwrap_or(usual_port(is_tls)), is_tls, Some(plain))
        }
        None => (plain, own_port, is_tls, None),
    };
    let tls = is_tls.then_some(TlsSettings {
        insecure_skip_verification: settings.insecure_skip_verification,
        server_name,
    });
    let endpoint = Endpoint { tls, host, port, authority: HeaderValue::from_str(&named).ok()? };
    let rest = uri.path_and_query().map_or("/", PathAndQuery::as_str);
    Some(Address { endpoint: Arc::new(endpoint), path: path(rest)? })
}

/// The port of an address, or the usual one; nothing where what stands there is none.
pub(super) fn port(authority: &Authority, is_tls: bool) -> Option<u16> {
    let named = authority.as_str().rsplit('@').next().unwrap_or("");
    match named.strip_prefix(authority.host())? {
        "" => Some(usual_port(is_tls)),
        port => port.strip_prefix(':')?.parse().ok(),
    }
}

const fn usual_port(is_tls: bool) -> u16 {
    if is_tls { 443 } else { 80 }
}

fn path(text: &str) -> Option<PathAndQuery> {
    let text = text.split('#').next().unwrap_or(text);
    if text.is_empty() {
        return Some(PathAndQuery::from_static("/"));
    }
    if text.starts_with('?') {
        return format!("/{text}").parse().ok();
    }
    text.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::{EndpointSettings, Target};
    use crate::mapping::UriTemplate;

    fn target(uri: &str) -> Target {
        Target::new(UriTemplate::parse(uri), EndpointSettings::default())
    }

    fn resolved(uri: &str, value: &str) -> Option<(String, u16, String)> {
        match target(uri) {
            Target::Template(template) => {
                let address = template.resolve(|name| (name == "p").then_some(value))?;
                Some((
                    address.endpoint.host.clone(),
                    address.endpoint.port,
                    address.path.to_string(),
                ))
            }
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn fixed_addresses_are_prepared() {
        let Target::Fixed(address) = target("https://user:pass@Example.com:8443/a?b=c#d") else {
            panic!()
        };
        assert_eq!(address.endpoint.authority, "Example.com:8443");
        assert_eq!(address.path, "/a?b=c");
        assert!(address.endpoint.tls.is_some());
        for uri in ["http://", "http:///path", "ftp://a/b", "", "/x", "http://?q", "http://a:b/"] {
            assert!(matches!(target(uri), Target::Invalid), "{uri}");
        }
        let Target::Fixed(address) = target("http://[::1]:81") else { panic!() };
        assert_eq!((address.endpoint.host.as_str(), address.path.as_str()), ("::1", "/"));
    }

    #[test]
    fn parameters_go_in_as_they_are() {
        let of = |value| resolved("http://a.test/x/{p}?y=1", value).map(|own| own.2);
        assert_eq!(of("b%2Fc/d").unwrap(), "/x/b%2Fc/d?y=1");
        assert_eq!(of("b c").unwrap(), "/x/b%20c?y=1");
        assert_eq!(of("\r\nX: y").unwrap(), "/x/%0D%0AX:%20y?y=1");
        let host = resolved("http://{p}.test/x", "b").unwrap();
        assert_eq!((host.0.as_str(), host.1, host.2.as_str()), ("b.test", 80, "/x"));
        assert_eq!(resolved("http://{p}/x", "a b"), None);
        assert_eq!(resolved("http://a.test/{other}", "").unwrap().2, "/%7Bother%7D");
    }

    #[test]
    fn a_parameter_cannot_leave_the_host() {
        let (host, _, path) = resolved("http://a.test/{p}", "//evil.test/x").unwrap();
        assert_eq!((host.as_str(), path.as_str()), ("a.test", "///evil.test/x"));
    }
}
