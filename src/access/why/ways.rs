//! All ways in to a method: what has to hold, whatever the request at hand has.

use crate::access::{Call, StageKind};
use crate::iam::{Effect, Element, Policy, PolicyTrace, StatementTrace, Truth};

use super::account::known;
use super::keys::KeyChain;
use super::report::{Requirement, Way, WaysIn};
use super::subject::Found;
use super::{Case, Question, Signer, words};

impl Case<'_> {
    /// All ways in to the method of a call, with what of it holds for this one.
    pub(super) fn ways_in(
        &self,
        question: &Question,
        found: &Found<'_>,
        call: &Call<'_>,
        chain: &KeyChain,
    ) -> WaysIn {
        let mut ways = WaysIn::default();
        let mut all: Vec<(&str, &Policy, bool)> = Vec::new();
        let api = &self.subject.api;
        let resource = StageKind::ResourcePolicy.title();
        all.extend(api.policy().map(|policy| (resource, policy, true)));
        let endpoint = StageKind::VpcEndpointPolicy.title();
        all.extend(api.endpoint_policy().map(|policy| (endpoint, policy, false)));
        match found.method.authorization_type.as_str() {
            "AWS_IAM" => self.by_signature(question, &mut all, &mut ways),
            "CUSTOM" => self.by_authorizer(found, &mut ways),
            "COGNITO_USER_POOLS" => {
                ways.all_of.push(requirement("a valid token of the user pool", None));
            }
            _ if api.is_open() => ways.any_of.push(Way {
                title: "the method asks for nothing of its callers".to_owned(),
                place: self.place(self.subject.place_of(found)),
                requirements: Vec::new(),
            }),
            _ => {}
        }
        for (title, policy, lets_in) in all {
            let trace = policy.trace(&call.asked());
            self.of_policy(title, &trace, lets_in, &mut ways);
        }
        if api.is_private() {
            let way = "the request comes through a VPC endpoint";
            ways.all_of.push(requirement(way, holds(&question.vpc_endpoint)));
        }
        if found.method.api_key_required {
            let plans = words::joined(chain.plans.iter().map(String::as_str));
            let what = if chain.plans.is_empty() {
                format!("an API key, and no usage plan is for the stage `{}`", question.stage)
            } else {
                format!("an API key of the usage plans {plans}")
            };
            let holds = chain.outcome.map(|own| own.refusal().is_none());
            ways.all_of.push(Requirement { what, holds });
        }
        ways
    }

    fn by_signature<'q>(
        &self,
        question: &'q Question,
        all: &mut Vec<(&'static str, &'q Policy, bool)>,
        ways: &mut WaysIn,
    ) {
        let signed = match &question.signer {
            Signer::Caller(_) => Some(true),
            Signer::Nobody | Signer::Wrong(..) => Some(false),
            Signer::Unknown => None,
        };
        ways.all_of.push(requirement("a signature of an identity that AWS knows", signed));
        let Signer::Caller(caller) = &question.signer else { return };
        let caller = &caller.caller;
        if caller.identity.account() != self.subject.api.identity().account {
            let what = "the caller is of another account, so that its own policies and the resource policy both allow it";
            ways.all_of.push(requirement(what, None));
        }
        let own = caller.policies.known().map_or(&[][..], Vec::as_slice);
        all.extend(own.iter().map(|policy| (StageKind::IdentityPolicies.title(), policy, true)));
        let limits = [
            (StageKind::PermissionsBoundary, &caller.permissions_boundary),
            (StageKind::SessionPolicy, &caller.session_policy),
            (StageKind::ServiceControlPolicy, &caller.service_control_policy),
        ];
        for (kind, limit) in limits {
            all.extend(limit.known().map(|policy| (kind.title(), policy, false)));
        }
        if own.is_empty() {
            ways.any_of.push(Way {
                title:
                    "a policy of the caller that allows `execute-api:Invoke` on the ARN of the call"
                        .to_owned(),
                place: None,
                requirements: Vec::new(),
            });
        }
    }

    fn by_authorizer(&self, found: &Found<'_>, ways: &mut WaysIn) {
        let Some((name, authorizer)) = self.subject.authorizer(found.method) else { return };
        let sources: Vec<&str> = super::case::source_names(authorizer).collect();
        if !sources.is_empty() {
            let sources = words::joined(sources.into_iter());
            ways.all_of.push(requirement(&format!("the request has {sources}"), None));
        }
        ways.any_of.push(Way {
            title: format!("the authorizer `{name}` answers with a policy that allows the call"),
            place: self.place(self.subject.place_of_authorizer(name)),
            requirements: Vec::new(),
        });
    }

    fn of_policy(&self, title: &str, trace: &PolicyTrace<'_>, lets_in: bool, ways: &mut WaysIn) {
        for own in trace.statements.iter().filter(|own| is_about(own)) {
            let name = match own.sid {
                Some(sid) => format!("statement `{sid}`"),
                None => format!("statement {}", own.index + 1),
            };
            let way = |verb: &str| Way {
                title: format!("{name} of the {title} {verb}"),
                place: self.place(own.span),
                requirements: Self::requirements(own),
            };
            match own.effect {
                Some(Effect::Deny) => ways.unless.push(way("denies")),
                Some(Effect::Allow) if lets_in => ways.any_of.push(way("allows")),
                Some(Effect::Allow) => {
                    let own = way("allows");
                    let holds =
                        own.requirements.iter().try_fold(true, |all, one| Some(all && one.holds?));
                    ways.all_of.push(Requirement { what: own.title, holds });
                }
                None => {}
            }
        }
    }

    /// What a statement asks besides the method, which it is about.
    fn requirements(own: &StatementTrace<'_>) -> Vec<Requirement> {
        let asked = own
            .elements
            .iter()
            .filter(|own| !matches!(own.element, Element::Action | Element::Resource));
        asked
            .map(|own| {
                let list = words::list(own);
                let what = match own.element {
                    Element::Principal if own.negated => format!("the caller is none of {list}"),
                    Element::Principal if own.values.iter().any(|value| value.written == "*") => {
                        "the caller is anybody".to_owned()
                    }
                    Element::Principal => format!("the caller is {list}"),
                    Element::Condition { operator, key } => format!("`{key}` {operator} {list}"),
                    Element::Action | Element::Resource | Element::Open(_) => {
                        words::sentence(own, "")
                    }
                };
                Requirement { what, holds: known(own.truth) }
            })
            .collect()
    }
}

/// Whether a statement is about the method at all.
fn is_about(own: &StatementTrace<'_>) -> bool {
    own.elements.iter().all(|own| {
        !matches!(own.element, Element::Action | Element::Resource) || own.truth != Truth::False
    })
}

fn requirement(what: &str, holds: Option<bool>) -> Requirement {
    Requirement { what: what.to_owned(), holds }
}

fn holds<T>(fact: &crate::access::Fact<T>) -> Option<bool> {
    match fact {
        crate::access::Fact::Known(_) => Some(true),
        crate::access::Fact::Absent => Some(false),
        crate::access::Fact::Unknown(_) => None,
    }
}
