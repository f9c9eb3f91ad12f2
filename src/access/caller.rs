//! Who signed a request, and what that identity may do.

use crate::iam::{Context, GlobalKey, Identity, IdentityKind, Policy, State, Value};

use super::fact::Fact;

/// What policies can ask of an identity besides its ARN.
#[derive(Clone, Debug)]
pub struct CallerFacts {
    /// Its unique id.
    pub user_id: Fact<String>,
    /// Its organization.
    pub organization: Fact<String>,
    /// The places of its account in the organization.
    pub organization_paths: Fact<Vec<String>>,
    /// Its tags, all of them: name and value.
    pub tags: Fact<Vec<(String, String)>>,
    /// When its temporary credentials were issued, in seconds since 1970; absent for long-term keys.
    pub token_issued: Fact<i64>,
    /// Whether its temporary credentials were issued with a second factor; absent for long-term keys.
    pub has_second_factor: Fact<bool>,
    /// How many seconds ago it showed a second factor.
    pub second_factor_age: Fact<i64>,
}

impl Default for CallerFacts {
    fn default() -> Self {
        const NOT_GIVEN: &str = "nothing is said of the caller";
        Self {
            user_id: Fact::Unknown(NOT_GIVEN),
            organization: Fact::Unknown(NOT_GIVEN),
            organization_paths: Fact::Unknown(NOT_GIVEN),
            tags: Fact::Unknown(NOT_GIVEN),
            token_issued: Fact::Unknown(NOT_GIVEN),
            has_second_factor: Fact::Unknown(NOT_GIVEN),
            second_factor_age: Fact::Unknown(NOT_GIVEN),
        }
    }
}

/// An identity with what is known of it.
#[derive(Clone, Debug)]
pub struct Caller {
    /// Who it is.
    pub identity: Identity,
    /// Its own policies and those of its groups.
    pub policies: Fact<Vec<Policy>>,
    /// The most that its own policies can give it.
    pub permissions_boundary: Fact<Policy>,
    /// The most that its session can have.
    pub session_policy: Fact<Policy>,
    /// The most that its account can have.
    pub service_control_policy: Fact<Policy>,
    /// The rest.
    pub facts: CallerFacts,
}

impl Caller {
    /// An identity of which only its ARN is known. Nobody has said what it may do.
    pub fn new(identity: Identity) -> Self {
        const NOT_GIVEN: &str = "the policies of the caller were not given";
        // The account itself needs no policy to do what it wants.
        let policies = match identity.kind() {
            IdentityKind::Root => Fact::Absent,
            IdentityKind::User | IdentityKind::Role | IdentityKind::FederatedUser => {
                Fact::Unknown(NOT_GIVEN)
            }
        };
        Self {
            identity,
            policies,
            permissions_boundary: Fact::Unknown(NOT_GIVEN),
            session_policy: Fact::Unknown(NOT_GIVEN),
            service_control_policy: Fact::Unknown(NOT_GIVEN),
            facts: CallerFacts::default(),
        }
    }

    /// An identity that may do what `policies` say, and that nothing limits.
    pub fn with_policies(identity: Identity, policies: Vec<Policy>) -> Self {
        Self {
            policies: Fact::Known(policies),
            permissions_boundary: Fact::Absent,
            session_policy: Fact::Absent,
            service_control_policy: Fact::Absent,
            ..Self::new(identity)
        }
    }

    /// The condition keys that its signature brings (reference `access-control`, section 4).
    pub(super) fn describe<'a>(&'a self, cx: &mut Context<'a>) {
        let (own, facts) = (&self.identity, &self.facts);
        let kind = match own.kind() {
            IdentityKind::Root => "Account",
            IdentityKind::User => "User",
            IdentityKind::Role => "AssumedRole",
            IdentityKind::FederatedUser => "FederatedUser",
        };
        cx.set(GlobalKey::PrincipalType, State::text(kind));
        cx.set(GlobalKey::PrincipalArn, State::text(own.principal_arn()));
        cx.set(GlobalKey::PrincipalAccount, State::text(own.account()));
        cx.set(
            GlobalKey::Username,
            match own.kind() {
                IdentityKind::User => State::text(own.name()),
                IdentityKind::Root | IdentityKind::Role | IdentityKind::FederatedUser => {
                    State::Absent("the caller is no user")
                }
            },
        );
        let long_term = "the caller has no temporary credentials";
        let text = |fact: &'a Fact<String>, absent| state(fact, |own| State::text(own), absent);
        cx.set(GlobalKey::UserId, text(&facts.user_id, "the caller has no id"));
        let alone = "the account of the caller is in no organization";
        cx.set(GlobalKey::PrincipalOrgId, text(&facts.organization, alone));
        let paths = state(&facts.organization_paths, |own| State::Many(own), alone);
        cx.set(GlobalKey::PrincipalOrgPaths, paths);
        let issued = state(&facts.token_issued, |own| State::One(Value::Time(*own)), long_term);
        cx.set(GlobalKey::TokenIssueTime, issued);
        let factor =
            state(&facts.has_second_factor, |own| State::One(Value::Bool(*own)), long_term);
        cx.set(GlobalKey::MultiFactorAuthPresent, factor);
        let age = state(
            &facts.second_factor_age,
            |own| State::One(Value::Number(*own)),
            "the caller showed no second factor",
        );
        cx.set(GlobalKey::MultiFactorAuthAge, age);
        match &facts.tags {
            Fact::Unknown(why) => cx.set_other_tags(State::Unknown(why)),
            Fact::Absent => cx.set_other_tags(State::Absent("the caller has no tags")),
            Fact::Known(tags) => {
                cx.set_other_tags(State::Absent("the caller has no such tag"));
                for (name, value) in tags {
                    cx.set_tag(name, State::text(value));
                }
            }
        }
    }
}

fn state<'a, T>(
    fact: &'a Fact<T>,
    known: impl FnOnce(&'a T) -> State<'a>,
    absent: &'static str,
) -> State<'a> {
    match fact {
        Fact::Known(own) => known(own),
        Fact::Absent => State::Absent(absent),
        Fact::Unknown(why) => State::Unknown(why),
    }
}
