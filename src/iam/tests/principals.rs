//! Whom a statement is about (reference `access-control`, section 3.2).

use super::*;

const ANN: &str = "arn:aws:iam::111122223333:user/staff/Ann";
const ROLE: &str = "arn:aws:iam::111122223333:role/path/Reader";
const SESSION: &str = "arn:aws:sts::111122223333:assumed-role/Reader/morning";
const EVENING: &str = "arn:aws:sts::111122223333:assumed-role/Reader/evening";
const FEDERATED: &str = "arn:aws:sts::111122223333:federated-user/Fay";
const ROOT: &str = "arn:aws:iam::111122223333:root";

fn decide(effect: &str, element: &str, who: &Json, caller: Option<&str>) -> Verdict {
    let policy = policy(&json!([
        {"Effect": effect, element: who, "Action": "execute-api:Invoke", "Resource": "*"},
    ]));
    let context = Context::new(State::Absent("not sent"));
    let identity = caller.map(|arn| Identity::parse(arn).unwrap());
    let principal = identity.as_ref().map_or(Principal::Anonymous, Principal::Identity);
    ask(&policy, &Request::new(principal, "execute-api:Invoke", PETS, &context))
}

#[track_caller]
fn check(who: &Json, caller: Option<&str>, wanted: Truth) {
    let found = decide("Allow", "Principal", who, caller).is(Decision::Allow);
    assert_eq!(found, wanted, "{who} and {caller:?}");
    let not = decide("Allow", "NotPrincipal", who, caller).is(Decision::Allow);
    assert_eq!(not, !wanted, "not {who} and {caller:?}");
}

#[test]
fn every_form_of_a_principal() {
    use Truth::{False, True, Unknown};
    let callers = [None, Some(ROOT), Some(ANN), Some(ROLE), Some(SESSION), Some(FEDERATED)];
    let table = [
        (json!("*"), [True; 6]),
        (json!({"AWS": "*"}), [True; 6]),
        (json!({"AWS": ["*"]}), [True; 6]),
        (json!({"AWS": "111122223333"}), [False, True, True, True, True, True]),
        (json!({"AWS": ROOT}), [False, True, True, True, True, True]),
        (json!({"AWS": "444455556666"}), [False; 6]),
        (json!({"AWS": ANN}), [False, False, True, False, False, False]),
        (json!({"AWS": "arn:aws:iam::111122223333:user/Ann"}), [False; 6]),
        (json!({"AWS": ROLE}), [False, False, False, True, True, False]),
        (
            json!({"AWS": "arn:aws:iam::111122223333:role/Reader"}),
            [False, False, False, True, True, False],
        ),
        (json!({"AWS": SESSION}), [False, False, False, Unknown, True, False]),
        (json!({"AWS": EVENING}), [False, False, False, Unknown, False, False]),
        (json!({"AWS": FEDERATED}), [False, False, False, False, False, True]),
        (json!({"AWS": ["444455556666", ANN]}), [False, False, True, False, False, False]),
        (json!({"Service": "apigateway.amazonaws.com"}), [False; 6]),
        (json!({"Federated": "cognito-identity.amazonaws.com"}), [False; 6]),
        (json!({"CanonicalUser": "0".repeat(64)}), [False; 6]),
        (
            json!({"Service": "apigateway.amazonaws.com", "AWS": ANN}),
            [False, False, True, False, False, False],
        ),
        (json!({"AWS": "AIDACKCEVSQ6C2EXAMPLE"}), [False; 6]),
    ];
    for (who, wanted) in table {
        for (caller, wanted) in callers.into_iter().zip(wanted) {
            check(&who, caller, wanted);
        }
    }
}

#[test]
fn a_service_is_a_principal_of_its_own() {
    let policy = policy(&json!([{
        "Effect": "Allow", "Principal": {"Service": "apigateway.amazonaws.com"},
        "Action": "execute-api:Invoke", "Resource": "*",
    }]));
    let context = Context::new(State::Absent("not sent"));
    let asked = |name| {
        let principal = Principal::Service(name);
        ask(&policy, &Request::new(principal, "execute-api:Invoke", PETS, &context)).decided()
    };
    assert_eq!(asked("apigateway.amazonaws.com"), Some(Decision::Allow));
    assert_eq!(asked("events.amazonaws.com"), Some(Decision::ImplicitDeny));
}

#[test]
fn a_deny_for_all_but_some_leaves_out_who_is_named_at_every_level() {
    let denies = |who: Json, caller| {
        decide("Deny", "NotPrincipal", &who, caller).decided() == Some(Decision::ExplicitDeny)
    };
    assert!(denies(json!({"AWS": ANN}), Some(ANN)), "the account is not named");
    assert!(!denies(json!({"AWS": [ANN, ROOT]}), Some(ANN)));
    assert!(denies(json!({"AWS": [ROLE, SESSION]}), Some(SESSION)));
    assert!(denies(json!({"AWS": [ROLE, ROOT]}), Some(SESSION)));
    assert!(!denies(json!({"AWS": [ROLE, SESSION, ROOT]}), Some(SESSION)));
    assert!(denies(json!({"AWS": [ROLE, SESSION, ROOT]}), Some(EVENING)));
    assert!(denies(json!({"AWS": [ROLE, SESSION, ROOT]}), None));
    assert!(!denies(json!("*"), None));
}

#[test]
fn a_caller_that_nobody_has_named_is_unknown() {
    let policy = policy(&json!([
        {"Effect": "Allow", "Principal": {"AWS": ANN}, "Action": "execute-api:Invoke", "Resource": "*"},
    ]));
    let context = Context::new(State::Absent("not sent"));
    let request = Request::new(Principal::Unknown, "execute-api:Invoke", PETS, &context);
    assert_eq!(ask(&policy, &request).decided(), None);
    assert_eq!(policy.trace(&request).needs(), [Need::Principal]);
}

#[test]
fn who_is_named_exactly_counts_beyond_a_boundary() {
    let by_name = |who: Json, caller: &str| {
        let policy = policy(&json!([
            {"Effect": "Allow", "Principal": who, "Action": "execute-api:Invoke", "Resource": "*"},
        ]));
        let identity = Identity::parse(caller).unwrap();
        let context = Context::new(State::Absent("not sent"));
        let principal = Principal::Identity(&identity);
        policy.allows_by_name(&Request::new(principal, "execute-api:Invoke", PETS, &context))
    };
    assert_eq!(by_name(json!({"AWS": ANN}), ANN), Truth::True);
    assert_eq!(by_name(json!({"AWS": SESSION}), SESSION), Truth::True);
    assert_eq!(by_name(json!({"AWS": [ROLE, ROOT]}), SESSION), Truth::False);
    assert_eq!(by_name(json!("*"), ANN), Truth::False);
}

#[test]
fn identities_are_read_from_their_arns() {
    let session = Identity::parse(SESSION).unwrap();
    assert_eq!(session.principal_arn(), "arn:aws:iam::111122223333:role/Reader");
    assert_eq!(
        (session.kind(), session.name(), session.session()),
        (IdentityKind::Role, "Reader", Some("morning"))
    );
    let ann = Identity::parse(ANN).unwrap();
    assert_eq!(
        (ann.kind(), ann.name(), ann.account()),
        (IdentityKind::User, "Ann", "111122223333")
    );
    for wrong in [
        "",
        "Ann",
        "arn:aws:iam::1:user/Ann",
        "arn:aws:iam::111122223333:user/",
        "arn:aws:s3:::bucket",
        "arn:aws:sts::111122223333:assumed-role/Reader",
        "arn:aws:sts::111122223333:assumed-role/Reader/",
    ] {
        assert!(Identity::parse(wrong).is_err(), "{wrong}");
    }
}
