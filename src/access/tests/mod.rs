//! Who gets in.

mod answers;
mod invalidation;
mod private;
mod routes;
mod tables;
mod traps;
mod unknown;

use serde_json::{Value as Json, json};

use super::*;
use crate::iam::{Decision as Ruling, Document, Identity, Policy, PolicyKind};

const ACCOUNT: &str = "123456789012";
const OWN: &str = "arn:aws:iam::123456789012:user/Ann";
const OTHER: &str = "arn:aws:iam::111122223333:user/Bob";

/// The rulings in the order of the reference's tables.
const RULINGS: [Ruling; 3] = [Ruling::Allow, Ruling::ImplicitDeny, Ruling::ExplicitDeny];

fn identity() -> ApiIdentity {
    ApiIdentity {
        region: "us-east-1".to_owned(),
        account: ACCOUNT.to_owned(),
        id: "a1b2c3d4e5".to_owned(),
    }
}

fn document(kind: PolicyKind, statements: &Json) -> Document {
    let text = json!({"Version": "2012-10-17", "Statement": statements});
    Document::from_value(&text, kind).unwrap()
}

fn api_of(is_private: bool, policy: Option<&Json>, endpoint_policy: Option<&Json>) -> Api {
    Api::new(ApiParts {
        identity: identity(),
        is_private,
        policy: policy.map(|own| document(PolicyKind::Resource, own)),
        endpoint_policy: endpoint_policy.map(|own| document(PolicyKind::Endpoint, own)),
    })
}

fn public(policy: Option<&Json>) -> Api {
    api_of(false, policy, None)
}

/// A statement about all calls.
fn statement(effect: &str, principal: bool, resource: &str) -> Json {
    let mut own = json!({"Effect": effect, "Action": INVOKE, "Resource": resource});
    if principal {
        own["Principal"] = json!("*");
    }
    own
}

/// A policy that rules like that about everything but the stage `dev`.
fn ruling(ruling: Ruling, principal: bool) -> Json {
    let all = |effect| statement(effect, principal, "*");
    match ruling {
        Ruling::Allow => json!([all("Allow")]),
        Ruling::ImplicitDeny => {
            json!([statement("Allow", principal, "arn:aws:execute-api:*:*:*/dev/*")])
        }
        Ruling::ExplicitDeny => json!([all("Allow"), all("Deny")]),
    }
}

fn with_ruling(own: Option<Ruling>) -> Api {
    public(own.map(|own| ruling(own, true)).as_ref())
}

/// The rulings of a policy, and that there is none.
fn rulings_or_none() -> [Option<Ruling>; 4] {
    let [allow, silent, deny] = RULINGS.map(Some);
    [allow, silent, None, deny]
}

/// `GET /pets` of `prod` from the internet.
fn request() -> Request<'static> {
    Request {
        source_ip: Fact::Known("203.0.113.9".parse().unwrap()),
        vpc: Fact::Absent,
        vpc_endpoint: Fact::Absent,
        referer: Fact::Absent,
        user_agent: Fact::Absent,
        time: Fact::Known(1_675_243_815),
        ..Request::new("prod", "GET", "/pets")
    }
}

/// The same through a VPC endpoint.
fn through_endpoint() -> Request<'static> {
    Request {
        source_ip: Fact::Known("10.0.0.9".parse().unwrap()),
        vpc: Fact::Known("vpc-1"),
        vpc_endpoint: Fact::Known("vpce-1"),
        ..request()
    }
}

fn authorizer_policy(api: &Api, own: Ruling) -> Policy {
    api.prepare(document(PolicyKind::Authorizer, &ruling(own, false)))
}

fn caller(api: &Api, arn: &str, own: Ruling) -> Caller {
    let policy = api.prepare(document(PolicyKind::Identity, &ruling(own, false)));
    Caller::with_policies(Identity::parse(arn).unwrap(), vec![policy])
}

/// An authorizer whose one identity source is there.
fn answered(outcome: AuthorizerOutcome<'_>) -> Credentials<'_> {
    const SOURCE: &[IdentitySource<'_>] = &[IdentitySource {
        name: "method.request.header.Authorization",
        value: Fact::Known("token"),
    }];
    Credentials::Custom(AuthorizerCall { sources: SOURCE, validation: None, outcome })
}

/// Decides both ways, which agree.
#[track_caller]
fn decide(api: &Api, request: &Request<'_>, credentials: Credentials<'_>) -> Decision {
    let call = Call::new(api, request, credentials);
    let decision = call.decide();
    let explanation = call.explain();
    assert_eq!(explanation.decision, decision, "{explanation:?}");
    let is_decided = decision.outcome().is_some();
    assert_eq!(explanation.needs.is_empty(), is_decided, "{explanation:?}");
    assert_eq!(decision.refusal.is_none(), decision.is_allowed(), "{decision:?}");
    decision
}

#[track_caller]
fn outcome(api: &Api, request: &Request<'_>, credentials: Credentials<'_>) -> Option<Outcome> {
    decide(api, request, credentials).outcome()
}

fn status(decision: &Decision) -> u16 {
    decision.refusal.as_ref().map_or(200, |refusal| refusal.status)
}
