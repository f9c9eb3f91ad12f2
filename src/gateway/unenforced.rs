//! What this version does not enforce or serve, so that nothing is missing silently.

use std::fmt;

use crate::bundle::{Config, MethodConfig};

/// A control that a configuration can declare.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Control {
    /// `CUSTOM`: a Lambda authorizer.
    Custom,
    /// An API key that an authorizer returns.
    ApiKeyOfAuthorizer,
    /// The resource policy.
    ResourcePolicy,
    /// A private endpoint, which only VPC endpoints reach.
    PrivateEndpoint,
    /// The certificates that a custom domain name asks callers for.
    MutualTls,
}

impl Control {
    /// All of them.
    pub const ALL: [Self; 5] = [
        Self::Custom,
        Self::ApiKeyOfAuthorizer,
        Self::ResourcePolicy,
        Self::PrivateEndpoint,
        Self::MutualTls,
    ];

    /// The name by which it can be allowed to be missing.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Custom => "CUSTOM",
            Self::ApiKeyOfAuthorizer => "API_KEY_OF_AUTHORIZER",
            Self::ResourcePolicy => "RESOURCE_POLICY",
            Self::PrivateEndpoint => "PRIVATE_ENDPOINT",
            Self::MutualTls => "MUTUAL_TLS",
        }
    }

    /// The control of that name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|control| control.name() == name)
    }

    pub(super) fn list() -> String {
        Self::ALL.map(|control| format!("`{}`", control.name())).join(", ")
    }
}

impl fmt::Display for Control {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A control that is declared and not enforced.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unenforced {
    /// The control.
    pub control: Control,
    /// What it is declared for: `GET /pets`, or the stage, the plan or the API.
    pub subject: String,
    /// Where it was written, as `openapi.yaml:12`.
    pub place: String,
    /// Whether requests to it are refused; otherwise they pass without the control.
    pub refused: bool,
}

impl fmt::Display for Unenforced {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let outcome = if self.refused {
            "is not enforced by this version; requests are refused"
        } else {
            "is not enforced; requests pass without it"
        };
        write!(f, "{}: {} of `{}` {outcome}", self.place, self.control, self.subject)
    }
}

/// A method that cannot be answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unserved {
    /// The method, as `GET /pets`.
    pub method: String,
    /// Where it was written.
    pub place: String,
    /// Why.
    pub reason: String,
}

impl fmt::Display for Unserved {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: `{}` cannot be answered: {}", self.place, self.method, self.reason)
    }
}

/// What is declared for the whole API and not enforced, because it may be missing.
pub(super) fn of_api(config: &Config, allow: &[String]) -> Vec<Unenforced> {
    let api = &config.rest_api;
    let declared = [
        (Control::ResourcePolicy, api.policy.is_some(), "policy"),
        (Control::PrivateEndpoint, api.endpoint.endpoint_type == "PRIVATE", "endpoint"),
    ];
    let missing = declared
        .into_iter()
        .filter(|(control, is_declared, _)| *is_declared && !is_refused(*control, allow));
    missing
        .map(|(control, _, place)| Unenforced {
            control,
            subject: config.name.clone(),
            place: place.to_owned(),
            refused: false,
        })
        .chain(of_domains(config, allow))
        .collect()
}

/// Certificates that callers are not asked for. Where the default endpoint is open, it lets them in without one in the
/// service as well; where it is off, only a domain leads to the API, and without its files nobody asks there.
fn of_domains(config: &Config, allow: &[String]) -> impl Iterator<Item = Unenforced> {
    let is_missing = !is_refused(Control::MutualTls, allow);
    let is_only_way = config.rest_api.endpoint.disable_execute_api_endpoint;
    let asking = config.domains.iter().filter(|(_, own)| own.mutual_tls_authentication.is_some());
    let unserved =
        asking.filter(move |(_, own)| is_missing || (is_only_way && own.local.is_none()));
    unserved.map(move |(name, _)| Unenforced {
        control: Control::MutualTls,
        subject: name.clone(),
        place: "domains".to_owned(),
        refused: !is_missing,
    })
}

/// What is declared for one method and not enforced: by this version, or because it may be missing.
pub(super) fn of_method(
    config: &Config,
    method: &MethodConfig,
    subject: &str,
    place: &str,
    allow: &[String],
) -> Vec<Unenforced> {
    let is_missing = |control: &Control| !is_refused(*control, allow);
    let control = match method.authorization_type.as_str() {
        "CUSTOM" => Some(Control::Custom).filter(is_missing),
        _ => None,
    };
    let by_authorizer = method.api_key_required && config.rest_api.api_key_source == "AUTHORIZER";
    let by_authorizer = by_authorizer.then_some(Control::ApiKeyOfAuthorizer).filter(is_missing);
    let controls = control.into_iter().chain(by_authorizer);
    controls
        .map(|control| Unenforced {
            control,
            subject: subject.to_owned(),
            place: place.to_owned(),
            refused: is_refused(control, allow),
        })
        .collect()
}

fn is_refused(control: Control, allow: &[String]) -> bool {
    !allow.iter().any(|name| name == control.name())
}
