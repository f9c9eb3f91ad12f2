//! Who gets in: for each method what it asks for, what the resource policy adds, and what both come to.
//!
//! The answers are those of `entrances`, where rules have theirs from. What the outcome depends on is told: condition
//! keys by their names, and what only a deployment knows as unknown.

use std::fmt;
use std::time::Duration;

use crate::access::Outcome;
use crate::iam::{Decision, Verdict};
use crate::ir::{
    ApiKeySource, Authorization, AuthorizationType, Authorizer, AuthorizerType, DEFAULT_STAGE,
    Definition, DomainName, EndpointType, UsagePlan,
};
use crate::source::SpannedMap;

use super::authorizers::answers_kept;
use super::endpoint::Reach;
use super::entrances::{Came, Entrances};
use super::policy::{MethodCalls, Sample};
use super::{Context, MethodAt, RouteAt};

/// Who gets in to one method in one stage.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccessInForce {
    /// The stage.
    pub stage: String,
    /// The method, as `GET /pets`, or the key of the route.
    pub method: String,
    /// The authorization type.
    pub authorization: AuthorizationType,
    /// The authorizer.
    pub authorizer: Option<AuthorizerInForce>,
    /// The scopes, of which a token must have one.
    pub scopes: Vec<String>,
    /// Where the API key has to be; nothing where none is needed.
    pub key: Option<ApiKeySource>,
    /// What the resource policy says to such a caller; nothing where there is none.
    pub policy: Option<PolicySays>,
    /// From where the API is reached, in the service's words; nothing where the definition does not say it.
    pub endpoint: Option<&'static str>,
    /// Whether only callers with a certificate reach the stage (mutual TLS).
    pub needs_certificate: bool,
    /// The condition keys of the policy that decide.
    pub keys: Vec<String>,
    /// What it comes to.
    pub entry: Entry,
}

/// The authorizer of a method.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuthorizerInForce {
    /// Its name.
    pub name: String,
    /// Its type; nothing where it is not defined.
    pub authorizer_type: Option<AuthorizerType>,
    /// How long its answers are kept; nothing where they are not.
    pub kept: Option<Duration>,
}

/// What a resource policy says to a caller of whom nothing is known but that it has what the method asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PolicySays {
    /// It allows the call.
    Allows,
    /// It allows some calls, by what they carry.
    AllowsSome,
    /// It allows the call, unless what it carries makes it deny.
    DeniesSome,
    /// It says nothing about the call.
    Nothing,
    /// It denies the call.
    Denies,
}

impl PolicySays {
    fn of(verdict: Verdict) -> Self {
        let may = |decision| verdict.may_be(decision);
        match (may(Decision::Allow), may(Decision::ImplicitDeny), may(Decision::ExplicitDeny)) {
            (true, false, false) => Self::Allows,
            (true, true, _) => Self::AllowsSome,
            (true, false, true) | (false, true, true) => Self::DeniesSome,
            (false, true, false) => Self::Nothing,
            (false, false, _) => Self::Denies,
        }
    }

    /// The words for it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Allows => "allows",
            Self::AllowsSome => "allows some",
            Self::DeniesSome => "denies some",
            Self::Nothing => "says nothing",
            Self::Denies => "denies",
        }
    }

    const fn may_allow(self) -> bool {
        match self {
            Self::Allows | Self::AllowsSome | Self::DeniesSome => true,
            Self::Nothing | Self::Denies => false,
        }
    }
}

/// Who gets in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Entry {
    /// Everybody.
    Open,
    /// Everybody whom the resource policy lets in, by an address, a VPC endpoint or the like.
    Restricted,
    /// Whoever has an API key.
    Keyed,
    /// Whoever has shown who it is.
    Authenticated,
    /// Nobody, and why.
    Nobody(&'static str),
    /// It is not known, and why.
    Unknown(&'static str),
}

impl Entry {
    /// One word for it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Restricted => "restricted",
            Self::Keyed => "keyed",
            Self::Authenticated => "authenticated",
            Self::Nobody(_) => "nobody",
            Self::Unknown(_) => "unknown",
        }
    }

    /// Why nobody gets in, or why nobody knows.
    pub const fn reason(self) -> Option<&'static str> {
        match self {
            Self::Nobody(why) | Self::Unknown(why) => Some(why),
            Self::Open | Self::Restricted | Self::Keyed | Self::Authenticated => None,
        }
    }
}

/// Who gets in, in words.
impl fmt::Display for AccessInForce {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.entry {
            Entry::Nobody(why) => return write!(f, "nobody: {why}"),
            Entry::Unknown(why) => return write!(f, "unknown: {why}"),
            Entry::Open | Entry::Restricted | Entry::Keyed | Entry::Authenticated => {}
        }
        match (self.authorization, &self.authorizer) {
            (AuthorizationType::None, _) if self.endpoint == Some("PRIVATE") => {
                f.write_str("everybody in a VPC")?;
            }
            (AuthorizationType::None, _) => f.write_str("everybody")?,
            (AuthorizationType::AwsIam, _) => {
                // What another account is allowed has to stand in the policy as well.
                let is_own_alone = !self.policy.is_some_and(PolicySays::may_allow);
                f.write_str(if is_own_alone { "signers of the account" } else { "signers" })?;
            }
            (AuthorizationType::Custom, Some(own)) => write!(f, "whom `{}` allows", own.name)?,
            (AuthorizationType::Custom, None) => f.write_str("whom the authorizer allows")?,
            (AuthorizationType::CognitoUserPools | AuthorizationType::Jwt, _)
                if self.scopes.is_empty() =>
            {
                f.write_str("holders of a token")?;
            }
            (AuthorizationType::CognitoUserPools | AuthorizationType::Jwt, _) => {
                f.write_str("holders of a token with a scope")?;
            }
        }
        let has = [(self.needs_certificate, "a certificate"), (self.key.is_some(), "an API key")];
        let mut word = "with";
        for (_, what) in has.into_iter().filter(|(is_needed, _)| *is_needed) {
            write!(f, " {word} {what}")?;
            word = "and";
        }
        for (place, key) in self.keys.iter().enumerate() {
            write!(f, "{} `{key}`", if place == 0 { ", by" } else { " and" })?;
        }
        Ok(())
    }
}

/// Who gets in to each method, or route, of a definition, in each of its stages.
pub fn access(cx: &Context<'_>) -> Vec<AccessInForce> {
    let entrances = Entrances::of(cx);
    let samples = |own| entrances.as_ref().and_then(|entrances| entrances.samples(own));
    let methods: Vec<Method<'_, '_>> = cx
        .calls()
        .iter()
        .map(|own| Method { cx, entrances: entrances.as_ref(), own, samples: samples(own) })
        .collect();
    let of_stage = |stage| {
        let routes = cx.routes().map(move |at| of_route(stage, at));
        let rows = methods.iter().flat_map(move |method| method.rows(stage)).chain(routes);
        let needs_certificate = needs_certificate(cx.definition(), stage);
        rows.map(move |row| AccessInForce { needs_certificate, ..row })
    };
    stages(cx.definition()).into_iter().flat_map(of_stage).collect()
}

/// Whether every way to the stage asks for a certificate: the default endpoint is off, and all domains that lead to it
/// have a truststore.
fn needs_certificate(definition: &Definition, stage: &str) -> bool {
    let leads = |own: &&DomainName| own.mappings.values().any(|own| own.as_str() == stage);
    let mut domains = definition.domains.values().filter(leads).peekable();
    definition.endpoint().is_default_off()
        && domains.peek().is_some()
        && domains.all(|own| own.truststore.is_some())
}

fn stages(definition: &Definition) -> Vec<&str> {
    let named: Vec<&str> = definition.stages.keys().map(|name| name.as_str()).collect();
    if named.is_empty() { vec![DEFAULT_STAGE] } else { named }
}

fn row(
    authorization: &Authorization,
    authorizers: &SpannedMap<Authorizer>,
    is_rest: bool,
) -> AccessInForce {
    let authorizer = authorization.authorizer.as_ref().map(|name| {
        let own = authorizers.get(name.as_str());
        AuthorizerInForce {
            name: name.to_string(),
            authorizer_type: own.map(|own| *own.authorizer_type),
            // Without anything that tells callers apart, there is nothing to keep an answer under.
            kept: own
                .filter(|own| !own.identity_sources.is_empty())
                .and_then(|own| answers_kept(own, is_rest)),
        }
    });
    AccessInForce {
        stage: String::new(),
        method: String::new(),
        authorization: authorization.authorization_type,
        authorizer,
        scopes: authorization.scopes.iter().map(ToString::to_string).collect(),
        key: None,
        policy: None,
        endpoint: None,
        needs_certificate: false,
        keys: Vec::new(),
        entry: Entry::Open,
    }
}

/// A route of an HTTP API, which has neither a resource policy nor API keys.
fn of_route(stage: &str, at: RouteAt<'_>) -> AccessInForce {
    let is_none = at.route.authorization.authorization_type == AuthorizationType::None;
    AccessInForce {
        stage: stage.to_owned(),
        method: at.key.to_string(),
        entry: if is_none { Entry::Open } else { Entry::Authenticated },
        ..row(&at.route.authorization, &at.api.authorizers, false)
    }
}

/// A method with requests to it.
struct Method<'c, 'a> {
    cx: &'c Context<'a>,
    entrances: Option<&'c Entrances<'c>>,
    own: &'c MethodCalls<'a>,
    samples: Option<Vec<Sample>>,
}

impl Method<'_, '_> {
    /// The method in a stage: the verbs that differ from most, and then all others as one.
    fn rows(&self, stage: &str) -> Vec<AccessInForce> {
        let at = self.own.at;
        let source = at.api.api_key_source.as_deref().copied().unwrap_or(ApiKeySource::Header);
        let all = AccessInForce {
            stage: stage.to_owned(),
            key: at.method.api_key_required.then_some(source),
            endpoint: endpoint(at),
            ..row(&at.method.authorization, &at.api.authorizers, true)
        };
        let of_verb = |verb: &&'static str| (*verb, self.of_verb(verb, all.clone()));
        let each: Vec<(&str, AccessInForce)> = self.own.verbs().iter().map(of_verb).collect();
        let as_many =
            |own: &&(&str, AccessInForce)| each.iter().filter(|(_, row)| *row == own.1).count();
        let Some((_, most)) = each.iter().max_by_key(as_many) else { return Vec::new() };
        let named = |verb: &str, row: &AccessInForce| AccessInForce {
            method: format!("{verb} {}", at.resource.path),
            ..row.clone()
        };
        let others = each.iter().filter(|(_, row)| row != most).map(|(verb, row)| named(verb, row));
        others.chain([named(at.method.http_method.name(), most)]).collect()
    }

    fn of_verb(&self, verb: &str, row: AccessInForce) -> AccessInForce {
        let Some(entrances) = self.entrances else {
            return AccessInForce { entry: Entry::Unknown("the policy cannot be read"), ..row };
        };
        let Some(samples) = &self.samples else {
            let why = "the policy tells paths of the method apart that cannot be told here";
            return AccessInForce { entry: Entry::Unknown(why), ..row };
        };
        // A definition without stages may have any.
        let has_any_stage = self.cx.definition().stages.is_empty();
        let is_own =
            |sample: &&Sample| sample.verb == verb && (has_any_stage || sample.stage == row.stage);
        let samples: Vec<&Sample> = samples.iter().filter(is_own).collect();
        let came = entrances.came(&self.own.at.method.authorization, &samples);
        decided(self.cx, row, &came)
    }
}

fn endpoint(at: MethodAt<'_>) -> Option<&'static str> {
    match at.api.endpoint.endpoint_type.as_deref() {
        Some(EndpointType::Edge) => Some("EDGE"),
        Some(EndpointType::Regional) => Some("REGIONAL"),
        Some(EndpointType::Private) => Some("PRIVATE"),
        None => (Reach::of(at.api) == Reach::Private).then_some("PRIVATE"),
    }
}

/// The row with what the decisions come to; where they differ between the forms that the API may have, nobody knows.
fn decided(cx: &Context<'_>, row: AccessInForce, came: &[Came]) -> AccessInForce {
    let mut forms = came.iter().map(|came| of_came(cx, row.clone(), came));
    let Some(first) = forms.next() else {
        return AccessInForce { entry: Entry::Unknown("no request reaches the method"), ..row };
    };
    if forms.all(|other| other == first) {
        return first;
    }
    let why = "the definition does not say which API it is, or whether it is private";
    AccessInForce { entry: Entry::Unknown(why), ..row }
}

fn of_came(cx: &Context<'_>, row: AccessInForce, came: &Came) -> AccessInForce {
    let is_none = row.authorization == AuthorizationType::None;
    let entry = if !came.lets_in {
        Entry::Nobody(match came.refuses {
            Some(Outcome::ExplicitDeny) => "the resource policy denies it",
            _ => "the resource policy does not allow it",
        })
    } else if row.key.is_some() && !has_plan(cx, &row.stage) {
        Entry::Nobody("no usage plan covers the stage")
    } else if came.is_open {
        Entry::Unknown("a part of the policy is known only after a deployment")
    } else if !is_none {
        Entry::Authenticated
    } else if row.key.is_some() {
        Entry::Keyed
    } else if came.refuses.is_some() {
        Entry::Restricted
    } else {
        Entry::Open
    };
    let keys = came.keys.iter().cloned().collect();
    AccessInForce { policy: came.policy.map(PolicySays::of), keys, entry, ..row }
}

/// Whether a usage plan covers the stage, as far as the definition says anything of plans.
fn has_plan(cx: &Context<'_>, stage: &str) -> bool {
    let definition = cx.definition();
    let covers = |own: &UsagePlan| own.stages.iter().any(|name| name.as_str() == stage);
    definition.stages.is_empty() || definition.usage_plans.values().any(covers)
}
