//! The policy language.

mod agreement;
mod conditions;
mod findings;
mod principals;
mod resources;
mod traces;

use std::sync::Arc;

use serde_json::{Value as Json, json};

use super::*;
use crate::diag::Sink;
use crate::source::{FileId, Fragment, Span, read_json, read_yaml};

const OWN: &str = "arn:aws:execute-api:us-east-1:123456789012:a1b2c3d4e5";
const PETS: &str = "arn:aws:execute-api:us-east-1:123456789012:a1b2c3d4e5/prod/GET/pets";

const SETTING: Setting<'_> = Setting { own: Some(OWN), tokens: &[("AWS::Region", "us-east-1")] };

/// A resource policy of the statements.
#[track_caller]
fn policy(statements: &Json) -> Policy {
    of_kind(PolicyKind::Resource, statements)
}

#[track_caller]
fn of_kind(kind: PolicyKind, statements: &Json) -> Policy {
    let document = json!({"Version": "2012-10-17", "Statement": statements});
    Policy::new(Document::from_value(&document, kind).unwrap(), &SETTING)
}

/// A statement that allows calls of the API on a condition.
fn allow_if(condition: &Json) -> Json {
    json!({
        "Effect": "Allow", "Principal": "*", "Action": "execute-api:Invoke", "Resource": "*",
        "Condition": condition,
    })
}

/// What a policy says about a call of `GET /pets` by nobody, with these keys.
fn verdict(policy: &Policy, keys: &[(&'static str, State<'_>)]) -> Verdict {
    let mut context = Context::new(State::Absent("not sent"));
    for (name, state) in keys {
        context.set_named(name, *state);
    }
    ask(policy, &Request::new(Principal::Anonymous, "execute-api:Invoke", PETS, &context))
}

/// Both ways to a decision, which agree.
fn ask(policy: &Policy, request: &Request<'_>) -> Verdict {
    let verdict = policy.evaluate(request);
    let trace = policy.trace(request);
    assert_eq!(trace.verdict, verdict, "{trace:?}");
    assert_eq!(trace.needs().is_empty(), verdict.decided().is_some(), "{trace:?}");
    verdict
}

/// Several values of a key.
fn many(values: &[&str]) -> State<'static> {
    State::Many(values.iter().map(|value| (*value).to_owned()).collect::<Vec<_>>().leak())
}

/// The truth of one condition, seen through a policy.
fn truth(condition: &Json, keys: &[(&'static str, State<'_>)]) -> Truth {
    verdict(&policy(&allow_if(condition)), keys).is(Decision::Allow)
}

/// The bytes that a finding or a trace points at.
fn at(text: &str, span: Span) -> &str {
    text.get(span.range()).unwrap()
}

#[test]
fn a_policy_decides_by_its_statements() {
    let allow = allow_if(&json!({}));
    let deny = json!({
        "Effect": "Deny", "Principal": "*", "Action": "execute-api:*", "Resource": "execute-api:/prod/*",
    });
    let other = json!({
        "Effect": "Deny", "Principal": "*", "Action": "*", "Resource": "execute-api:/dev/*",
    });
    let decided = |statements: Json| verdict(&policy(&statements), &[]).decided();
    assert_eq!(decided(json!([allow])), Some(Decision::Allow));
    assert_eq!(decided(allow.clone()), Some(Decision::Allow));
    assert_eq!(decided(json!([allow, other])), Some(Decision::Allow));
    assert_eq!(decided(json!([allow, deny])), Some(Decision::ExplicitDeny));
    assert_eq!(decided(json!([deny, allow])), Some(Decision::ExplicitDeny));
    assert_eq!(decided(json!([other])), Some(Decision::ImplicitDeny));
}

#[test]
fn what_is_unknown_matters_only_where_it_can_change_the_answer() {
    let allow = allow_if(&json!({}));
    let allow_some = allow_if(&json!({"StringEquals": {"aws:UserAgent": "a"}}));
    let mut deny_some = allow_some.clone();
    deny_some["Effect"] = json!("Deny");
    let unknown: &[(&str, State<'_>)] = &[("aws:UserAgent", State::Unknown("not given"))];
    let decided = |statements: Json| verdict(&policy(&statements), unknown).decided();
    assert_eq!(decided(json!([allow, allow_some])), Some(Decision::Allow));
    assert_eq!(decided(json!([allow_some])), None);
    assert_eq!(decided(json!([allow, deny_some])), None);
    let mut deny = allow.clone();
    deny["Effect"] = json!("Deny");
    assert_eq!(decided(json!([allow_some, deny_some, deny])), Some(Decision::ExplicitDeny));
    // A statement about another method does not apply, whatever the key is.
    allow_elsewhere(&mut deny_some);
    assert_eq!(decided(json!([allow, deny_some])), Some(Decision::Allow));
}

fn allow_elsewhere(statement: &mut Json) {
    statement["Resource"] = json!("execute-api:/prod/POST/*");
}

#[test]
fn verdicts_of_several_policies() {
    use Decision::{Allow, ExplicitDeny, ImplicitDeny};
    let all = |one: Decision, two: Decision| {
        let (one, two) = (Verdict::from(one), Verdict::from(two));
        (one.joined(two).decided(), one.limited_by(two).decided())
    };
    assert_eq!(all(Allow, ImplicitDeny), (Some(Allow), Some(ImplicitDeny)));
    assert_eq!(all(Allow, ExplicitDeny), (Some(ExplicitDeny), Some(ExplicitDeny)));
    assert_eq!(all(ImplicitDeny, ExplicitDeny), (Some(ExplicitDeny), Some(ExplicitDeny)));
    assert_eq!(all(Allow, Allow), (Some(Allow), Some(Allow)));
    let open = Verdict::new(Truth::Unknown, Truth::False);
    assert_eq!(open.joined(Allow.into()).decided(), Some(Allow));
    assert_eq!(open.limited_by(ImplicitDeny.into()).decided(), Some(ImplicitDeny));
    assert_eq!(open.joined(ImplicitDeny.into()).decided(), None);
}
