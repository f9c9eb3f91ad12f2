//! Calls of AWS services by `AWS` integrations: where they lead, and how they are signed (reference `pipeline`,
//! section 10.4).

use std::sync::Arc;

use http::{HeaderName, HeaderValue};

use crate::mapping::{IntegrationTarget, UriTemplate};
use crate::sigv4::{Credentials, Dialect, Request, Signer};

use super::roles::Role;
use super::target::{self, EndpointSettings, Instead, Target};
use super::{Moment, UpstreamCall};

/// Services whose calls the gateway gives an `X-Amz-Target`: what stands in it before the action, and the media type of
/// their protocol.
static TARGETS: [(&str, &str, &str); 4] = [
    ("dynamodb", "DynamoDB_20120810", "application/x-amz-json-1.0"),
    ("kinesis", "Kinesis_20131202", "application/x-amz-json-1.1"),
    ("ssm", "AmazonSSM", "application/x-amz-json-1.1"),
    ("states", "AWSStepFunctions", "application/x-amz-json-1.0"),
];

/// Services that go by another name in scopes than in ARNs.
static SCOPES: [(&str, &str); 4] = [
    ("appsync-api", "appsync"),
    ("bedrock-runtime", "bedrock"),
    ("email", "ses"),
    ("iotdata", "iotdata"),
];

/// Services that have one endpoint for all regions of a partition, and are signed for the first of them.
static GLOBAL: [&str; 4] = ["cloudfront", "iam", "organizations", "route53"];

/// A service as the URI of an integration names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Service {
    /// What stands before the service in the host: an account, a bucket, an API.
    subdomain: Option<String>,
    /// The name in ARNs, which `local.services` has as well.
    pub(super) name: String,
    pub(super) region: String,
    /// What is called, with the query that the URI has.
    path: String,
    action: Option<ActionHeaders>,
}

/// The headers that name the action in a protocol of JSON, unless mappings set them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct ActionHeaders {
    /// `X-Amz-Target`
    pub(super) amz_target: HeaderValue,
    /// `Content-Type`. API Gateway sends that of the caller, and AWS takes any; what stands in for AWS does not.
    pub(super) content_type: HeaderValue,
}

/// Where a service is called.
#[derive(Clone, Debug)]
pub(super) enum ServiceEndpoint {
    /// AWS itself.
    Aws,
    /// What stands in for it on this machine.
    Local {
        scheme: String,
        /// The host, with the port where the address has one.
        authority: String,
        host: String,
        port: u16,
        /// What stands before all paths.
        path: String,
    },
}

/// Who signs the calls of an integration.
#[derive(Clone, Debug)]
pub(super) enum CallSigner {
    /// Always the same.
    Fixed {
        /// What is signed with.
        credentials: Credentials,
        /// The role that the integration names and that is not assumed, and why.
        instead_of: Option<String>,
    },
    /// A session of the role that the integration names.
    Role(Arc<Role>),
    /// Whoever calls the API: `arn:aws:iam::*:user/*`.
    Caller,
}

/// An integration with a service, prepared for one stage.
#[derive(Debug)]
pub(super) struct ServiceTarget {
    /// Where it leads.
    pub(super) target: Target,
    pub(super) action: Option<ActionHeaders>,
    pub(super) signer: CallSigner,
    /// The service and the region where AWS itself is called.
    pub(super) called: Option<(String, String)>,
    region: String,
    /// The service as scopes name it.
    scope: String,
}

impl Service {
    /// The service that `uri` leads to, in which stage variables are resolved. `region` is that of the API, for a URI
    /// that leaves its own open.
    pub(super) fn behind(uri: &UriTemplate, region: &str) -> Option<Self> {
        let (own_region, service, path) = match uri.target() {
            IntegrationTarget::ServicePath { region, service, path } => {
                (region, service, format!("/{}", path.trim_start_matches('/')))
            }
            IntegrationTarget::ServiceAction { region, service, action } => {
                (region, service, format!("/?Action={action}"))
            }
            IntegrationTarget::Http
            | IntegrationTarget::Lambda { .. }
            | IntegrationTarget::Arn
            | IntegrationTarget::Unknown
            | IntegrationTarget::Invalid => return None,
        };
        if !is_host(service) {
            return None;
        }
        let (subdomain, name) = match service.rsplit_once('.') {
            Some((subdomain, name)) => (Some(subdomain.to_owned()), name),
            None => (None, service),
        };
        let action = match (&subdomain, uri.target()) {
            (None, IntegrationTarget::ServiceAction { action, .. }) => action_headers(name, action),
            _ => None,
        };
        let region = if is_host(own_region) { own_region } else { region };
        let (name, region) = (name.to_owned(), region.to_owned());
        Some(Self { subdomain, name, region, path, action })
    }

    /// The service that assumes roles, in `region`.
    pub(super) fn sts(region: &str) -> Self {
        Self {
            subdomain: None,
            name: "sts".to_owned(),
            region: region.to_owned(),
            path: "/".to_owned(),
            action: None,
        }
    }

    /// The host at AWS.
    fn host(&self) -> String {
        let suffix =
            if self.region.starts_with("cn-") { "amazonaws.com.cn" } else { "amazonaws.com" };
        let name = if self.name == "iotdata" { "iot" } else { &self.name };
        let host = if self.is_global() {
            format!("{name}.{suffix}")
        } else {
            format!("{name}.{}.{suffix}", self.region)
        };
        match &self.subdomain {
            Some(subdomain) => format!("{subdomain}.{host}"),
            None => host,
        }
    }

    fn is_global(&self) -> bool {
        GLOBAL.contains(&self.name.as_str())
    }

    /// Prepares the calls of the service at `endpoint`.
    pub(super) fn prepare(self, endpoint: &ServiceEndpoint, signer: CallSigner) -> ServiceTarget {
        let mut settings = EndpointSettings::default();
        let uri = match endpoint {
            ServiceEndpoint::Aws => format!("https://{}{}", self.host(), self.path),
            ServiceEndpoint::Local { scheme, authority, host, port, path } => {
                // What stands before the service says as much as the path does, a bucket for one. Whatever stands in
                // for the service finds it where it would be at AWS.
                let authority = if self.subdomain.is_some() {
                    settings.instead =
                        Some(Instead { host: host.clone(), port: Some(*port), is_tls: None });
                    &self.host()
                } else {
                    authority
                };
                format!("{scheme}://{authority}{path}{}", self.path)
            }
        };
        let called = match endpoint {
            ServiceEndpoint::Aws => Some((self.name.clone(), self.region.clone())),
            ServiceEndpoint::Local { .. } => None,
        };
        let scope = SCOPES.iter().find(|(name, _)| *name == self.name).map(|(_, scope)| *scope);
        let scope = scope.unwrap_or(&self.name).to_owned();
        let region = match self.is_global() {
            true if self.region.starts_with("cn-") => "cn-north-1".to_owned(),
            true => "us-east-1".to_owned(),
            false => self.region,
        };
        ServiceTarget {
            target: Target::new(UriTemplate::parse(&uri), settings),
            action: self.action,
            signer,
            called,
            region,
            scope,
        }
    }
}

impl ServiceEndpoint {
    /// What `address` in `local.services` leads to; nothing where it is no address.
    pub(super) fn local(address: &str) -> Option<Self> {
        let uri: http::Uri = address.parse().ok()?;
        let scheme = uri.scheme_str().filter(|scheme| matches!(*scheme, "http" | "https"))?;
        let authority = uri.authority().filter(|own| !own.as_str().contains('@'))?;
        let host = authority.host().trim_start_matches('[').trim_end_matches(']');
        if host.is_empty() || uri.query().is_some() {
            return None;
        }
        Some(Self::Local {
            scheme: scheme.to_owned(),
            authority: authority.as_str().to_owned(),
            host: host.to_owned(),
            port: target::port(authority, scheme == "https")?,
            path: uri.path().trim_end_matches('/').to_owned(),
        })
    }
}

impl ServiceTarget {
    /// The service, as traces name it: `sqs eu-central-1`.
    pub(super) fn name(&self) -> String {
        format!("{} {}", self.scope, self.region)
    }

    /// Signs `call` at `now`. Nothing where no header can have what the signature says.
    pub(super) fn sign(
        &self,
        call: &mut UpstreamCall,
        credentials: &Credentials,
        now: Moment,
    ) -> Option<()> {
        let headers: Vec<(&str, &[u8])> =
            call.headers.iter().map(|(name, value)| (name.as_str(), value.as_bytes())).collect();
        let request = Request {
            method: call.method.as_str(),
            path: call.target.path(),
            query: call.target.query().unwrap_or(""),
            headers: &headers,
            body: &call.body,
        };
        let signer = Signer {
            credentials,
            region: &self.region,
            service: &self.scope,
            dialect: Dialect::of(&self.scope),
        };
        let signed = signer.sign(&request, now.wall);
        for (name, value) in signed.headers {
            let mut value = HeaderValue::try_from(value).ok()?;
            value.set_sensitive(matches!(name, "authorization" | "x-amz-security-token"));
            call.headers.insert(HeaderName::from_static(name), value);
        }
        Some(())
    }
}

fn action_headers(service: &str, action: &str) -> Option<ActionHeaders> {
    let (_, prefix, media_type) = TARGETS.iter().find(|(name, ..)| *name == service)?;
    let action = action.split('&').next().unwrap_or(action);
    let is_name = !action.is_empty() && action.bytes().all(|byte| byte.is_ascii_alphanumeric());
    let amz_target = HeaderValue::try_from(format!("{prefix}.{action}")).ok()?;
    let content_type = HeaderValue::from_static(media_type);
    is_name.then_some(ActionHeaders { amz_target, content_type })
}

/// Whether `text` can be a part of the name of a host.
fn is_host(text: &str) -> bool {
    let is_part = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.');
    !text.is_empty() && text.bytes().all(is_part)
}

#[cfg(test)]
mod tests;
