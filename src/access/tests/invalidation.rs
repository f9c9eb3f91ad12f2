//! Who may have a cached answer made anew (reference `caching`, section 5).

use serde_json::json;

use super::*;

const ALL: &str = "arn:aws:execute-api:us-east-1:123456789012:a1b2c3d4e5/prod/GET/*";

/// Whether `arn` may, with a policy that allows `action` on `resource`.
fn may(arn: &str, action: &str, resource: &str) -> bool {
    let api = public(None);
    let statements = json!([{"Effect": "Allow", "Action": action, "Resource": resource}]);
    let policy = api.prepare(document(PolicyKind::Identity, &statements));
    let caller = Caller::with_policies(Identity::parse(arn).unwrap(), vec![policy]);
    let credentials = Credentials::Iam(Signature::Verified(&caller));
    Call::new(&api, &request(), credentials).may_invalidate_cache()
}

#[test]
fn a_permission_of_its_own_is_needed() {
    assert!(may(OWN, INVALIDATE_CACHE, ALL));
    assert!(may(OWN, "execute-api:*", "*"));
    assert!(!may(OWN, INVOKE, "*"));
    assert!(!may(OWN, INVALIDATE_CACHE, &ALL.replace("prod", "test")));
}

#[test]
fn no_other_account_may_and_nobody_without_a_signature() {
    let statements = json!([{
        "Effect": "Allow", "Principal": "*", "Action": "execute-api:*", "Resource": "*",
    }]);
    let api = public(Some(&statements));
    let may = |credentials| Call::new(&api, &request(), credentials).may_invalidate_cache();
    let own = caller(&api, OWN, Ruling::ImplicitDeny);
    let other = caller(&api, OTHER, Ruling::Allow);
    assert!(may(Credentials::Iam(Signature::Verified(&own))));
    assert!(!may(Credentials::Iam(Signature::Verified(&other))));
    assert!(!may(Credentials::Iam(Signature::Unknown("it was not looked at"))));
    assert!(!may(Credentials::None));
    let policy = authorizer_policy(&api, Ruling::Allow);
    assert!(!may(answered(AuthorizerOutcome::Policy(&policy))));
}
