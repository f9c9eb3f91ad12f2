//! Where the integrations of a configuration lead in each of its stages.

use std::fmt;
use std::sync::Arc;

use crate::access::ApiIdentity;
use crate::bundle::{Config, IntegrationConfig, MethodConfig};
use crate::mapping::UriTemplate;
use crate::sigv4::Credentials;

use super::identities::Identities;
use super::integration_plan::IntegrationKind;
use super::method_plan::{MethodPlan, StagePlan};
use super::roles::{self, Role};
use super::service::{CallSigner, Service, ServiceEndpoint, ServiceTarget};
use super::target::{self, EndpointSettings, Instead, Target};
use super::{Function, PlanOptions};

/// What integrations can lead to.
#[derive(Debug)]
pub(super) struct Destinations<'c> {
    config: &'c Config,
    identity: ApiIdentity,
    identities: Identities,
    /// What the environment has for calls of AWS itself.
    credentials: Option<Credentials>,
}

/// A service that is called at AWS itself, and by whom.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct CalledService {
    /// The service, by its name in ARNs.
    pub service: String,
    /// The region.
    pub region: String,
    /// The role that is assumed for the calls.
    pub role: Option<String>,
    /// The access key that signs, or that assumes the role.
    pub access_key_id: String,
}

impl CalledService {
    /// What is to be told of a target that is at AWS itself.
    pub(super) fn of(target: &ServiceTarget) -> Option<Self> {
        let (service, region) = target.called.clone()?;
        let (role, access_key_id) = match &target.signer {
            CallSigner::Fixed { credentials, .. } => (None, credentials.access_key_id.as_str()),
            CallSigner::Role(role) => (Some(role.arn.clone()), role.assumed_by()),
            CallSigner::Caller => return None,
        };
        Some(Self { service, region, role, access_key_id: access_key_id.to_owned() })
    }
}

impl fmt::Display for CalledService {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { service, region, role, access_key_id } = self;
        write!(f, "calls of `{service}` go to AWS in {region}, signed ")?;
        match role {
            Some(role) => {
                write!(f, "for the role `{role}`, which the access key `{access_key_id}` assumes")
            }
            None => write!(f, "with the access key `{access_key_id}`"),
        }
    }
}

impl<'c> Destinations<'c> {
    /// What the integrations of `config` can lead to.
    pub(super) fn new(config: &'c Config, identities: &Identities, options: &PlanOptions) -> Self {
        let (region, account) = (config.region.as_deref(), config.account.as_deref());
        Self {
            config,
            identity: ApiIdentity::new(region, account, &config.name, None),
            identities: identities.clone(),
            credentials: options.credentials(),
        }
    }

    /// Where the integration of a method leads in a stage.
    pub(super) fn of(&self, method: &MethodPlan, own: &MethodConfig, stage: &StagePlan) -> Target {
        let variable = |name: &str| stage.variable(name);
        let integration = &own.integration;
        let uri = UriTemplate::parse(integration.uri.as_deref().unwrap_or(""));
        let uri = uri.with_stage_variables(variable);
        match method.integration.kind {
            IntegrationKind::Mock | IntegrationKind::Unserved(_) => Target::None,
            IntegrationKind::Function | IntegrationKind::FunctionProxy => self.function(&uri),
            IntegrationKind::Service => {
                let credentials = integration.credentials.as_deref().map(|own| {
                    UriTemplate::parse(own).with_stage_variables(variable).text().to_owned()
                });
                self.service(&uri, credentials.as_deref())
            }
            IntegrationKind::Http | IntegrationKind::HttpProxy => {
                let mut settings = EndpointSettings {
                    insecure_skip_verification: integration.insecure_skip_verification,
                    instead: None,
                };
                match self.link(integration, stage) {
                    Ok(instead) => settings.instead = instead,
                    Err(reason) => return Target::Unserved(reason),
                }
                Target::new(uri, settings)
            }
        }
    }

    /// The function that a URI leads to, in which stage variables are resolved.
    fn function(&self, uri: &UriTemplate) -> Target {
        let Some(function) = Function::behind(uri, &self.identity) else { return Target::Invalid };
        Target::Function(function.into())
    }

    /// Where a VPC link leads on this machine; nothing for an integration without one.
    fn link(
        &self,
        integration: &IntegrationConfig,
        stage: &StagePlan,
    ) -> Result<Option<Instead>, String> {
        if integration.connection_type.as_deref() != Some("VPC_LINK") {
            return Ok(None);
        }
        let Some(link) = integration.connection_id.as_deref() else {
            return Err("it uses a VPC link and names none".to_owned());
        };
        let link = UriTemplate::parse(link).with_stage_variables(|name| stage.variable(name));
        let link = link.text();
        let Some(address) = self.config.vpc_links.get(link) else {
            return Err(format!(
                "the VPC link `{link}` leads nowhere here; name it in `local.vpcLinks`"
            ));
        };
        match instead(address) {
            Some(found) => Ok(Some(found)),
            None => Err(format!("the VPC link `{link}` leads to `{address}`, which is no address")),
        }
    }

    /// The service that a URI leads to, in which stage variables are resolved.
    fn service(&self, uri: &UriTemplate, credentials: Option<&str>) -> Target {
        let Some(service) = Service::behind(uri, &self.identity.region) else {
            return Target::Unserved(format!("its URI `{}` is not that of a service", uri.text()));
        };
        let address = self.config.services.get(&service.name);
        let endpoint =
            address.map_or(Some(ServiceEndpoint::Aws), |own| ServiceEndpoint::local(own));
        let Some(endpoint) = endpoint else {
            return Target::Unserved(format!(
                "the service `{}` leads to `{}`, which is no address",
                service.name,
                address.map_or("", String::as_str)
            ));
        };
        match self.signer(credentials, &service, &endpoint) {
            Ok(signer) => Target::Service(Box::new(service.prepare(&endpoint, signer))),
            Err(reason) => Target::Unserved(reason),
        }
    }

    /// Who signs calls of `service` at `endpoint`: the caller where the integration says so, else a session of the role
    /// that it names. Credentials do not leave the world that they are from: at AWS itself that is the environment's, and
    /// the STS there; on this machine the manifest's, and what stands in for STS. Nobody assumes a role that has an access
    /// key in the manifest, and without an STS what stands in for a service takes any signature.
    fn signer(
        &self,
        credentials: Option<&str>,
        service: &Service,
        endpoint: &ServiceEndpoint,
    ) -> Result<CallSigner, String> {
        let is_local = matches!(endpoint, ServiceEndpoint::Local { .. });
        let Some(arn) = credentials else {
            return self.own_credentials(service, is_local).map(fixed);
        };
        if is_of_caller(arn) {
            return is_local.then_some(CallSigner::Caller).ok_or_else(|| {
                format!(
                    "nothing stands in for the service `{}`, which is called with the caller's credentials; name its \
                     address in `local.services`",
                    service.name
                )
            });
        }
        if let Some(role) = self.identities.of_arn(arn).filter(|_| is_local) {
            return Ok(fixed(role.credentials()));
        }
        let own = self.own_credentials(service, is_local)?;
        let sts = if is_local { self.local_sts()? } else { Some(ServiceEndpoint::Aws) };
        let why = match sts {
            _ if !roles::is_role(arn) => "it is not the ARN of one",
            _ if self.config.assume_roles == Some(false) => "`local.assumeRoles` is `false`",
            None => "`local.services` names no `sts`",
            Some(sts) => return role(arn, service, &sts, own),
        };
        let instead_of = Some(format!("The role {arn} is not assumed: {why}"));
        Ok(CallSigner::Fixed { credentials: own, instead_of })
    }

    /// What calls are signed with that no role is assumed for.
    fn own_credentials(&self, service: &Service, is_local: bool) -> Result<Credentials, String> {
        if is_local {
            return Ok(local());
        }
        self.credentials.clone().ok_or_else(|| {
            format!(
                "nothing stands in for the service `{}`; name its address in `local.services`, or set \
                 `AWS_ACCESS_KEY_ID` and `AWS_SECRET_ACCESS_KEY` for calls of AWS itself",
                service.name
            )
        })
    }

    /// What stands in for the service that assumes roles.
    fn local_sts(&self) -> Result<Option<ServiceEndpoint>, String> {
        let Some(address) = self.config.services.get("sts") else { return Ok(None) };
        match ServiceEndpoint::local(address) {
            Some(found) => Ok(Some(found)),
            None => Err(format!("the service `sts` leads to `{address}`, which is no address")),
        }
    }
}

/// A role that `own` assume at `sts` to call `service`.
fn role(
    arn: &str,
    service: &Service,
    sts: &ServiceEndpoint,
    own: Credentials,
) -> Result<CallSigner, String> {
    let asked = Service::sts(&service.region).prepare(sts, fixed(own.clone()));
    match Role::new(arn, asked, own) {
        Some(role) => Ok(CallSigner::Role(Arc::new(role))),
        None => Err(format!("no role is assumed in the region `{}`", service.region)),
    }
}

fn fixed(credentials: Credentials) -> CallSigner {
    CallSigner::Fixed { credentials, instead_of: None }
}

/// The access key and the secret for what stands in for a service, as its documentation usually has them.
fn local() -> Credentials {
    Credentials {
        access_key_id: "test".to_owned(),
        secret_access_key: "test".to_owned(),
        session_token: None,
    }
}

/// `credentials` that stand for those of the caller (reference `openapi-extensions`, section 1.11).
fn is_of_caller(credentials: &str) -> bool {
    credentials.starts_with("arn:") && credentials.ends_with(":iam::*:user/*")
}

/// Where an address leads: `host:port`, or a URL.
fn instead(address: &str) -> Option<Instead> {
    let uri: http::Uri = address.parse().ok()?;
    let is_tls = match uri.scheme_str() {
        None => None,
        Some("http") => Some(false),
        Some("https") => Some(true),
        Some(_) => return None,
    };
    let authority = uri.authority()?;
    let host = authority.host().trim_start_matches('[').trim_end_matches(']').to_owned();
    // What stands there and is no port makes it no address.
    target::port(authority, false)?;
    Some(Instead { host, port: authority.port_u16(), is_tls })
}
