//! One change.

use core::net::IpAddr;
use std::fmt;

use super::kinds::Kind;

/// What a change means for those who call the API.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Class {
    /// A caller that was right before gets an error, or an answer that it does not expect.
    Breaking,
    /// Somebody who was let in is let in no more.
    NarrowedAccess,
    /// Somebody is let in who was not.
    WidenedAccess,
    /// The same request is answered in another way, and no promise is broken.
    Behaviour,
    /// No caller notices.
    Compatible,
}

impl Class {
    /// All of them, the worst first.
    pub const ALL: [Self; 5] = [
        Self::Breaking,
        Self::NarrowedAccess,
        Self::WidenedAccess,
        Self::Behaviour,
        Self::Compatible,
    ];

    /// Its name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Breaking => "breaking",
            Self::NarrowedAccess => "narrowed-access",
            Self::WidenedAccess => "widened-access",
            Self::Behaviour => "behaviour",
            Self::Compatible => "compatible",
        }
    }

    /// What stands above changes of this class.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Breaking => "Breaking",
            Self::NarrowedAccess => "Narrowed access",
            Self::WidenedAccess => "Widened access",
            Self::Behaviour => "Behaviour",
            Self::Compatible => "Compatible",
        }
    }

    /// Whether somebody has to change a client for it. Whoever is let in no more has to.
    pub const fn breaks(self) -> bool {
        match self {
            Self::Breaking | Self::NarrowedAccess => true,
            Self::WidenedAccess | Self::Behaviour | Self::Compatible => false,
        }
    }
}

/// When a change takes effect (AWS docs, "Updating a REST API": resources, methods, integrations, authorizers, models,
/// validators, gateway responses and the API itself with a deployment; stages, usage plans and domain names at once).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Effect {
    /// With the next deployment.
    Deployment,
    /// At once.
    Immediate,
}

impl Effect {
    /// What it is called.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Deployment => "deployment",
            Self::Immediate => "immediate",
        }
    }
}

/// What is changed.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Subject {
    /// The API itself.
    Api,
    /// A method of a REST API, or a route of an HTTP API: `GET /pets/{petId}`.
    Operation(String),
    /// A model.
    Model(String),
    /// An authorizer.
    Authorizer(String),
    /// A request validator.
    RequestValidator(String),
    /// A gateway response.
    GatewayResponse(String),
    /// A stage.
    Stage(String),
    /// A usage plan.
    UsagePlan(String),
    /// An API key.
    ApiKey(String),
    /// A custom domain name.
    Domain(String),
}

impl Subject {
    /// What kind of thing it is.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Api => "api",
            Self::Operation(_) => "operation",
            Self::Model(_) => "model",
            Self::Authorizer(_) => "authorizer",
            Self::RequestValidator(_) => "request validator",
            Self::GatewayResponse(_) => "gateway response",
            Self::Stage(_) => "stage",
            Self::UsagePlan(_) => "usage plan",
            Self::ApiKey(_) => "API key",
            Self::Domain(_) => "domain",
        }
    }

    /// What it is called; the API itself has no other name.
    pub fn name(&self) -> Option<&str> {
        match self {
            Self::Api => None,
            Self::Operation(name)
            | Self::Model(name)
            | Self::Authorizer(name)
            | Self::RequestValidator(name)
            | Self::GatewayResponse(name)
            | Self::Stage(name)
            | Self::UsagePlan(name)
            | Self::ApiKey(name)
            | Self::Domain(name) => Some(name),
        }
    }

    /// When a change of it takes effect.
    pub const fn effect(&self) -> Effect {
        match self {
            Self::Api
            | Self::Operation(_)
            | Self::Model(_)
            | Self::Authorizer(_)
            | Self::RequestValidator(_)
            | Self::GatewayResponse(_) => Effect::Deployment,
            Self::Stage(_) | Self::UsagePlan(_) | Self::ApiKey(_) | Self::Domain(_) => {
                Effect::Immediate
            }
        }
    }
}

impl fmt::Display for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Api => f.write_str("API"),
            Self::Operation(name) => f.write_str(name),
            _ => write!(f, "{} {}", self.kind(), self.name().unwrap_or("")),
        }
    }
}

/// Where something is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The file.
    pub file: String,
    /// The line, from 1.
    pub line: Option<u32>,
}

impl Place {
    /// The place that a configuration names: `openapi.yaml:12`.
    pub(super) fn parse(origin: &str) -> Self {
        let parts =
            origin.rsplit_once(':').and_then(|(file, line)| Some((file, line.parse().ok()?)));
        match parts {
            Some((file, line)) => Self { file: file.to_owned(), line: Some(line) },
            None => Self { file: origin.to_owned(), line: None },
        }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.file)?;
        self.line.map_or(Ok(()), |line| write!(f, ":{line}"))
    }
}

/// A request that is decided otherwise. Both decisions are those of the evaluator that the runtime uses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Witness {
    /// The stage.
    pub stage: String,
    /// The verb.
    pub verb: String,
    /// The path, without the stage.
    pub path: String,
    /// Who signs it; nobody where nothing is said.
    pub caller: Option<String>,
    /// The caller's address.
    pub source_ip: Option<IpAddr>,
    /// The VPC endpoint that it comes through.
    pub vpc_endpoint: Option<String>,
    /// The VPC that it comes from.
    pub vpc: Option<String>,
    /// The headers that it depends on.
    pub headers: Vec<(&'static str, String)>,
    /// Whether the new edition lets it in. The old one does the opposite.
    pub is_allowed_now: bool,
}

impl fmt::Display for Witness {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} /{}{}", self.verb, self.stage, self.path)?;
        if let Some(caller) = &self.caller {
            write!(f, " as {caller}")?;
        }
        if let Some(address) = self.source_ip {
            write!(f, " from {address}")?;
        }
        if let Some(endpoint) = &self.vpc_endpoint {
            write!(f, " through {endpoint}")?;
        }
        if let Some(vpc) = &self.vpc {
            write!(f, " in {vpc}")?;
        }
        for (name, value) in &self.headers {
            write!(f, " with {name}: {value}")?;
        }
        Ok(())
    }
}

/// One change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// What kind of change it is.
    pub kind: Kind,
    /// What it means for callers.
    pub class: Class,
    /// What is changed.
    pub subject: Subject,
    /// A sentence that says what is so now, without the subject.
    pub message: String,
    /// When it takes effect.
    pub effect: Effect,
    /// Where it was written in the old edition.
    pub old: Option<Place>,
    /// Where it is written in the new one.
    pub new: Option<Place>,
    /// The operations that it reaches, of a change to what several of them share.
    pub operations: Vec<String>,
    /// A request that shows it.
    pub witness: Option<Witness>,
}

impl Change {
    /// A change of `subject`.
    pub(super) fn new(kind: Kind, class: Class, subject: Subject, message: String) -> Self {
        let effect = subject.effect();
        Self {
            kind,
            class,
            subject,
            message,
            effect,
            old: None,
            new: None,
            operations: Vec::new(),
            witness: None,
        }
    }

    /// The same with its places.
    #[must_use]
    pub(super) fn at(self, old: Option<&Place>, new: Option<&Place>) -> Self {
        Self { old: old.cloned(), new: new.cloned(), ..self }
    }

    /// Why it matters.
    pub const fn why(&self) -> &'static str {
        self.kind.why()
    }
}
