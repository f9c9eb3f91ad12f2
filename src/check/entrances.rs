//! What becomes of calls to a method, as far as the definition says: decisions of [`crate::access`] about a caller that
//! has all the method asks for, a signature, a valid token or the consent of the authorizer, and of whom nothing else
//! is known.

use std::collections::BTreeSet;

use crate::access::{
    Api, ApiIdentity, ApiParts, AuthorizerCall, AuthorizerOutcome, Call, Credentials, Need,
    Outcome, Request, Signature, StageKind, TokenOutcome,
};
use crate::iam::{self, Condition, Document, GlobalKey, Policy, PolicyKind, Setting, Verdict};
use crate::ir::{Authorization, AuthorizationType};

use super::Context;
use super::callers::{CallerOf, Callers};
use super::condition_keys::needs_vpc_endpoint;
use super::endpoint::Reach;
use super::policy::{self, MethodCalls, Sample};

/// What calls come to, with what the resource policy says to them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Came {
    /// Whether a call may be let in.
    pub(super) lets_in: bool,
    /// Why one may be refused.
    pub(super) refuses: Option<Outcome>,
    /// What the policy says; nothing where there is none.
    pub(super) policy: Option<Verdict>,
    /// The condition keys that it depends on.
    pub(super) keys: BTreeSet<String>,
    /// Whether it depends on a part of the policy that only a deployment knows.
    pub(super) is_open: bool,
}

impl Came {
    fn of(call: &Call<'_>) -> Self {
        let explanation = call.explain();
        let is_policy = |kind| {
            matches!(kind, StageKind::ResourcePolicy | StageKind::ResourcePolicyBeforeAuthorizer)
        };
        let policy = explanation.stages.iter().rev().find(|stage| is_policy(stage.kind));
        let mut own = Self { policy: policy.and_then(|stage| stage.verdict), ..Self::default() };
        for outcome in explanation.decision.outcomes.iter() {
            match outcome {
                Outcome::Allowed => own.lets_in = true,
                refused => own.refuses = own.refuses.or(Some(refused)),
            }
        }
        for need in &explanation.needs {
            let Need::Policy { need, .. } = need else { continue };
            match need {
                iam::Need::Key { name, .. } => drop(own.keys.insert((*name).to_owned())),
                iam::Need::Part { .. } | iam::Need::Policy => own.is_open = true,
                iam::Need::Principal => {}
            }
        }
        own
    }

    /// Calls of which each comes to one of the two.
    fn or(mut self, other: Self) -> Self {
        self.lets_in |= other.lets_in;
        self.refuses = self.refuses.or(other.refuses);
        self.policy = match (self.policy, other.policy) {
            (Some(one), Some(other)) => Some(one.either(other)),
            (one, other) => one.or(other),
        };
        self.keys.extend(other.keys);
        self.is_open |= other.is_open;
        self
    }
}

/// The API before its methods, in each form that it may have: of a definition that does not say whether it is private,
/// or whose policy names several APIs, nobody knows which it is.
#[derive(Debug)]
pub(super) struct Entrances<'a> {
    apis: Vec<Api>,
    policy: Option<&'a Document>,
    /// The answer of an authorizer that lets the caller in.
    consent: Policy,
}

impl<'a> Entrances<'a> {
    /// The API of `cx`; nothing where it is no REST API, or its policy could not be read.
    pub(super) fn of(cx: &'a Context<'_>) -> Option<Self> {
        let own = cx.definition().rest()?;
        let policy = cx.policy();
        if policy.is_some_and(Document::is_broken) {
            return None;
        }
        let privacy: &[bool] = match Reach::of(own) {
            Reach::Public => &[false],
            Reach::Private => &[true],
            Reach::Unknown => by_policy(cx),
        };
        let api = |identity: ApiIdentity, is_private: bool| {
            Api::new(ApiParts {
                identity,
                is_private,
                policy: policy.cloned(),
                endpoint_policy: None,
            })
        };
        let identities = ApiIdentity::possible(cx.definition());
        let forms = identities.into_iter().flat_map(|identity| {
            privacy.iter().map(move |is_private| (identity.clone(), *is_private))
        });
        let everything = serde_json::json!({
            "Version": "2012-10-17",
            "Statement": [{ "Effect": "Allow", "Action": "*", "Resource": "*" }],
        });
        let consent = Document::from_value(&everything, PolicyKind::Authorizer).ok()?;
        Some(Self {
            apis: forms.map(|(identity, is_private)| api(identity, is_private)).collect(),
            policy,
            consent: Policy::new(consent, &Setting::default()),
        })
    }

    /// What a caller has who has all that a method asks for.
    fn credentials(&self, authorization: &Authorization) -> Credentials<'_> {
        match authorization.authorization_type {
            AuthorizationType::None => Credentials::None,
            AuthorizationType::AwsIam => {
                Credentials::Iam(Signature::Unknown("nobody has said who signs"))
            }
            AuthorizationType::CognitoUserPools | AuthorizationType::Jwt => {
                Credentials::Cognito(TokenOutcome::Valid)
            }
            AuthorizationType::Custom => Credentials::Custom(AuthorizerCall {
                sources: &[],
                validation: None,
                outcome: AuthorizerOutcome::Policy(&self.consent),
            }),
        }
    }

    /// Requests to the method of which the policy tells no other ones apart; nothing where that cannot be said.
    pub(super) fn samples(&self, own: &MethodCalls<'_>) -> Option<Vec<Sample>> {
        own.samples(self.policy)
    }

    /// Whether no caller whatsoever gets in to the method, in any stage. Where that cannot be told, somebody may.
    pub(super) fn admit_nobody(&self, own: &MethodCalls<'_>) -> bool {
        let Some(samples) = self.samples(own) else { return false };
        let credentials = self.credentials(&own.at.method.authorization);
        self.apis.iter().all(|api| {
            let callers = self.policy.map(|policy| Callers::of(policy, api.is_private()));
            samples.iter().all(|sample| {
                let refused = |request: &Request<'_>| {
                    Call::new(api, request, credentials).decide().is_refused()
                };
                let request = Request::new(&sample.stage, sample.verb, &sample.path);
                refused(&request)
                    || callers.as_ref().is_some_and(|callers| {
                        callers.iter().all(|caller| refused(&with(request, caller)))
                    })
            })
        })
    }

    /// Whether everybody who has what the method asks for gets in, in every stage and for certain.
    pub(super) fn admit_everybody(&self, own: &MethodCalls<'_>) -> bool {
        let Some(samples) = self.samples(own) else { return false };
        let credentials = self.credentials(&own.at.method.authorization);
        self.apis.iter().all(|api| {
            samples.iter().all(|sample| {
                let request = Request::new(&sample.stage, sample.verb, &sample.path);
                Call::new(api, &request, credentials).decide().is_allowed()
            })
        })
    }

    /// What requests to a method come to, for each form of the API; nothing without requests.
    pub(super) fn came(&self, authorization: &Authorization, samples: &[&Sample]) -> Vec<Came> {
        let credentials = self.credentials(authorization);
        let of = |api: &Api| {
            let each = samples.iter().map(|sample| {
                let request = Request::new(&sample.stage, sample.verb, &sample.path);
                Came::of(&Call::new(api, &request, credentials))
            });
            each.reduce(Came::or)
        };
        self.apis.iter().filter_map(of).collect()
    }
}

/// Whether an API is private of which the definition does not say it: what its policy asks for tells it. One without a
/// policy could not be deployed as a private one.
fn by_policy(cx: &Context<'_>) -> &'static [bool] {
    let asks = |of: fn(&Condition) -> bool| policy::conditions(cx).any(|(_, own)| of(own));
    let for_address = asks(|own| own.global_key() == Some(GlobalKey::SourceIp));
    match (asks(needs_vpc_endpoint), for_address) {
        (false, _) => &[false],
        (true, false) => &[true],
        (true, true) => &[false, true],
    }
}

fn with<'r>(request: Request<'r>, caller: CallerOf<'r>) -> Request<'r> {
    let CallerOf { address, vpc, vpc_endpoint, referer, user_agent } = caller;
    Request { source_ip: address, vpc, vpc_endpoint, referer, user_agent, ..request }
}
