//! Every row of the decision tables (reference `access-control`, sections 2.1 to 2.5).

use super::*;

#[test]
fn table_2_1_methods_without_authorization() {
    let rows = [
        (None, Outcome::Allowed, Outcome::ImplicitDeny),
        (Some(Ruling::Allow), Outcome::Allowed, Outcome::Allowed),
        (Some(Ruling::ImplicitDeny), Outcome::ImplicitDeny, Outcome::ImplicitDeny),
        (Some(Ruling::ExplicitDeny), Outcome::ExplicitDeny, Outcome::ExplicitDeny),
    ];
    for (policy, on_public, on_private) in rows {
        let statements = policy.map(|own| ruling(own, true));
        let (open, closed) = (public(statements.as_ref()), api_of(true, statements.as_ref(), None));
        let found = decide(&open, &request(), Credentials::None);
        assert_eq!(found.outcome(), Some(on_public), "public, {policy:?}");
        assert_eq!(status(&found), if on_public == Outcome::Allowed { 200 } else { 403 });
        let found = decide(&closed, &through_endpoint(), Credentials::None);
        assert_eq!(found.outcome(), Some(on_private), "private, {policy:?}");
    }
}

#[test]
fn table_2_2_lambda_authorizers() {
    use Outcome::{Allowed, ExplicitDeny, ImplicitDeny};
    let answers = [
        // The authorizer's answer with a resource policy that allows, is silent, is absent, denies.
        (Ruling::Allow, [Allowed, Allowed, Allowed, ExplicitDeny]),
        (Ruling::ImplicitDeny, [Allowed, ImplicitDeny, ImplicitDeny, ExplicitDeny]),
        (Ruling::ExplicitDeny, [ExplicitDeny, ExplicitDeny, ExplicitDeny, ExplicitDeny]),
    ];
    for (answer, wanted) in answers {
        for (policy, wanted) in rulings_or_none().into_iter().zip(wanted) {
            let api = with_ruling(policy);
            let answer = authorizer_policy(&api, answer);
            let credentials = answered(AuthorizerOutcome::Policy(&answer));
            let found = outcome(&api, &request(), credentials);
            assert_eq!(found, Some(wanted), "{answer:?} and {policy:?}");
        }
    }
}

#[test]
fn table_2_2_answers_that_are_no_policy() {
    for policy in [None, Some(Ruling::Allow), Some(Ruling::ImplicitDeny)] {
        let api = with_ruling(policy);
        let rows = [
            (
                AuthorizerOutcome::Unauthorized,
                401,
                Outcome::Unauthenticated,
                "{\"message\":\"Unauthorized\"}",
            ),
            (
                AuthorizerOutcome::Failed("it did not answer"),
                500,
                Outcome::Failed,
                "{\"message\":null}",
            ),
            (
                AuthorizerOutcome::Misconfigured("it is no JSON"),
                500,
                Outcome::Failed,
                "{\"message\":null}",
            ),
        ];
        for (answer, wanted, outcome, body) in rows {
            let found = decide(&api, &request(), answered(answer));
            assert_eq!((status(&found), found.outcome()), (wanted, Some(outcome)), "{answer:?}");
            assert_eq!(found.refusal.unwrap().body(), body);
        }
    }
}

#[test]
fn table_2_2_the_first_phase_decides_whether_the_function_is_called() {
    let called = |policy: Option<Ruling>, sources: &[IdentitySource<'_>], validation| {
        let api = with_ruling(policy);
        let outcome = AuthorizerOutcome::Unknown("it was not called yet");
        let credentials = Credentials::Custom(AuthorizerCall { sources, validation, outcome });
        Call::new(&api, &request(), credentials).before_authorizer()
    };
    let source = |value| IdentitySource { name: "method.request.header.Authorization", value };
    let there = [source(Fact::Known("Bearer abc"))];
    for policy in [None, Some(Ruling::Allow), Some(Ruling::ImplicitDeny)] {
        assert_eq!(called(policy, &there, None), None, "{policy:?}");
    }
    let denied = called(Some(Ruling::ExplicitDeny), &there, None).unwrap();
    assert_eq!(denied.outcome(), Some(Outcome::ExplicitDeny));
    let both = [source(Fact::Known("a")), source(Fact::Absent)];
    for sources in [&[source(Fact::Absent)][..], &[source(Fact::Known(""))], &both] {
        let found = called(None, sources, None).unwrap();
        assert_eq!((status(&found), found.outcome()), (401, Some(Outcome::Unauthenticated)));
        // The resource policy is asked first.
        let found = called(Some(Ruling::ExplicitDeny), sources, None).unwrap();
        assert_eq!(found.outcome(), Some(Outcome::ExplicitDeny));
    }
    let bearer = crate::java_regex::JavaRegex::new("Bearer [a-z]+").unwrap();
    assert_eq!(called(None, &there, Some(&bearer)), None);
    let other = [source(Fact::Known("Basic abc"))];
    assert_eq!(status(&called(None, &other, Some(&bearer)).unwrap()), 401);
    assert_eq!(called(None, &[], None), None, "an authorizer may have no identity sources");
}

#[test]
fn table_2_3_a_callers_of_the_same_account() {
    use Outcome::{Allowed, ExplicitDeny, ImplicitDeny};
    let rows = [
        // The identity's policies with a resource policy that allows, is silent, is absent, denies.
        (Ruling::Allow, [Allowed, Allowed, Allowed, ExplicitDeny]),
        (Ruling::ImplicitDeny, [Allowed, ImplicitDeny, ImplicitDeny, ExplicitDeny]),
        (Ruling::ExplicitDeny, [ExplicitDeny, ExplicitDeny, ExplicitDeny, ExplicitDeny]),
    ];
    check_accounts(OWN, rows);
}

#[test]
fn table_2_3_b_callers_of_another_account() {
    use Outcome::{Allowed, ExplicitDeny, ImplicitDeny};
    let rows = [
        (Ruling::Allow, [Allowed, ImplicitDeny, ImplicitDeny, ExplicitDeny]),
        (Ruling::ImplicitDeny, [ImplicitDeny, ImplicitDeny, ImplicitDeny, ExplicitDeny]),
        (Ruling::ExplicitDeny, [ExplicitDeny, ExplicitDeny, ExplicitDeny, ExplicitDeny]),
    ];
    check_accounts(OTHER, rows);
}

#[track_caller]
fn check_accounts(arn: &str, rows: [(Ruling, [Outcome; 4]); 3]) {
    for (own, wanted) in rows {
        for (policy, wanted) in rulings_or_none().into_iter().zip(wanted) {
            let api = with_ruling(policy);
            let caller = caller(&api, arn, own);
            let credentials = Credentials::Iam(Signature::Verified(&caller));
            let found = decide(&api, &request(), credentials);
            assert_eq!(found.outcome(), Some(wanted), "{own:?} and {policy:?}");
            let Some(refusal) = found.refusal else { continue };
            assert_eq!((refusal.status, refusal.error_type), (403, "AccessDeniedException"));
            assert!(refusal.message.unwrap().contains(arn));
        }
    }
}

#[test]
fn table_2_3_a_wrong_signature_comes_first() {
    let refusal = Refusal {
        response_type: Some(crate::ir::ResponseType::MissingAuthenticationToken),
        status: 403,
        error_type: "MissingAuthenticationTokenException",
        message: Some("Missing Authentication Token".to_owned()),
    };
    for policy in rulings_or_none() {
        let credentials = Credentials::Iam(Signature::Refused(&refusal));
        let found = decide(&with_ruling(policy), &request(), credentials);
        assert_eq!(found.outcome(), Some(Outcome::Unauthenticated));
        assert_eq!(found.refusal.as_ref(), Some(&refusal));
    }
}

#[test]
fn table_2_3_limits_of_an_identity() {
    use Outcome::{Allowed, ExplicitDeny, ImplicitDeny};
    let limits: [fn(&mut Caller, Policy); 3] = [
        |caller, policy| caller.permissions_boundary = Fact::Known(policy),
        |caller, policy| caller.session_policy = Fact::Known(policy),
        |caller, policy| caller.service_control_policy = Fact::Known(policy),
    ];
    for limit in limits {
        for (ruled, wanted) in RULINGS.into_iter().zip([Allowed, ImplicitDeny, ExplicitDeny]) {
            let api = with_ruling(None);
            let mut caller = caller(&api, OWN, Ruling::Allow);
            limit(&mut caller, authorizer_policy(&api, ruled));
            let credentials = Credentials::Iam(Signature::Verified(&caller));
            assert_eq!(outcome(&api, &request(), credentials), Some(wanted), "{ruled:?}");
        }
    }
}

#[test]
fn table_2_3_who_is_named_is_not_limited_by_its_boundary() {
    let session = "arn:aws:sts::123456789012:assumed-role/Reader/one";
    let role = "arn:aws:iam::123456789012:role/Reader";
    let rows = [
        (OWN, json!({"AWS": OWN}), Outcome::Allowed),
        (session, json!({"AWS": session}), Outcome::Allowed),
        (session, json!({"AWS": role}), Outcome::ImplicitDeny),
        (OWN, json!("*"), Outcome::ImplicitDeny),
        (OWN, json!({"AWS": ACCOUNT}), Outcome::ImplicitDeny),
    ];
    for (arn, principal, wanted) in rows {
        let mut allow = statement("Allow", true, "*");
        allow["Principal"] = principal.clone();
        let api = public(Some(&json!([allow])));
        let mut caller = caller(&api, arn, Ruling::Allow);
        caller.permissions_boundary = Fact::Known(authorizer_policy(&api, Ruling::ImplicitDeny));
        let credentials = Credentials::Iam(Signature::Verified(&caller));
        assert_eq!(outcome(&api, &request(), credentials), Some(wanted), "{arn} by {principal}");
        // What limits the account limits everybody in it.
        caller.service_control_policy = Fact::Known(authorizer_policy(&api, Ruling::ImplicitDeny));
        let credentials = Credentials::Iam(Signature::Verified(&caller));
        assert_eq!(outcome(&api, &request(), credentials), Some(Outcome::ImplicitDeny));
    }
}

#[test]
fn table_2_3_the_account_itself_needs_no_policy() {
    let api = with_ruling(None);
    let root = Identity::parse("arn:aws:iam::123456789012:root").unwrap();
    let mut caller = Caller::with_policies(root, Vec::new());
    caller.policies = Fact::Absent;
    let credentials = Credentials::Iam(Signature::Verified(&caller));
    assert_eq!(outcome(&api, &request(), credentials), Some(Outcome::Allowed));
}

#[test]
fn table_2_4_user_pools() {
    use Outcome::{Allowed, ExplicitDeny, ImplicitDeny};
    let wanted = [Allowed, ImplicitDeny, Allowed, ExplicitDeny];
    for (policy, wanted) in rulings_or_none().into_iter().zip(wanted) {
        let api = with_ruling(policy);
        let found = outcome(&api, &request(), Credentials::Cognito(TokenOutcome::Valid));
        assert_eq!(found, Some(wanted), "{policy:?}");
        for refusal in [Refusal::unauthorized(), Refusal::expired_token()] {
            let credentials = Credentials::Cognito(TokenOutcome::Refused(&refusal));
            let found = decide(&api, &request(), credentials);
            assert_eq!((status(&found), found.outcome()), (401, Some(Outcome::Unauthenticated)));
            assert_eq!(found.refusal, Some(refusal));
        }
    }
}

/// A policy without an Allow, whose Deny is about something else.
#[test]
fn table_2_5_a_policy_that_only_denies() {
    let api = public(Some(&json!([statement("Deny", true, "execute-api:/dev/*")])));
    let ask = |credentials: Credentials<'_>| outcome(&api, &request(), credentials);
    assert_eq!(ask(Credentials::None), Some(Outcome::ImplicitDeny));
    let (allow, silent) =
        (authorizer_policy(&api, Ruling::Allow), authorizer_policy(&api, Ruling::ImplicitDeny));
    assert_eq!(ask(answered(AuthorizerOutcome::Policy(&allow))), Some(Outcome::Allowed));
    assert_eq!(ask(answered(AuthorizerOutcome::Policy(&silent))), Some(Outcome::ImplicitDeny));
    for (arn, own, wanted) in [
        (OWN, Ruling::Allow, Outcome::Allowed),
        (OWN, Ruling::ImplicitDeny, Outcome::ImplicitDeny),
        (OTHER, Ruling::Allow, Outcome::ImplicitDeny),
        (OTHER, Ruling::ImplicitDeny, Outcome::ImplicitDeny),
    ] {
        let caller = caller(&api, arn, own);
        assert_eq!(ask(Credentials::Iam(Signature::Verified(&caller))), Some(wanted));
    }
    let token = Credentials::Cognito(TokenOutcome::Valid);
    assert_eq!(ask(token), Some(Outcome::ImplicitDeny));
}

/// What callers are told (section 7.1).
#[test]
fn messages_of_refusals() {
    let arn = "arn:aws:execute-api:us-east-1:********9012:a1b2c3d4e5/prod/GET/pets";
    let body =
        |api: &Api, credentials| decide(api, &request(), credentials).refusal.unwrap().body();
    let silent = with_ruling(Some(Ruling::ImplicitDeny));
    let denying = with_ruling(Some(Ruling::ExplicitDeny));
    let anonymous = |tail: &str| {
        format!(
            "{{\"Message\":\"User: anonymous is not authorized to perform: execute-api:Invoke on resource: {arn}{tail}\"}}"
        )
    };
    assert_eq!(body(&silent, Credentials::None), anonymous(""));
    assert_eq!(body(&denying, Credentials::None), anonymous(" with an explicit deny"));
    let outcome = AuthorizerOutcome::Unknown("it was not called");
    let first = Call::new(&denying, &request(), answered(outcome)).before_authorizer().unwrap();
    assert_eq!(first.refusal.unwrap().body(), anonymous(" with an explicit deny"));
    let ann = caller(&silent, OWN, Ruling::ImplicitDeny);
    assert_eq!(
        body(&silent, Credentials::Iam(Signature::Verified(&ann))),
        format!(
            "{{\"Message\":\"User: {OWN} is not authorized to perform: execute-api:Invoke on resource: {arn}\"}}"
        )
    );
    let none = with_ruling(None);
    let answer = authorizer_policy(&none, Ruling::ImplicitDeny);
    let text = "{\"Message\":\"User is not authorized to access this resource";
    assert_eq!(body(&none, answered(AuthorizerOutcome::Policy(&answer))), format!("{text}\"}}"));
    let answer = authorizer_policy(&none, Ruling::ExplicitDeny);
    let wanted = format!("{text} with an explicit deny\"}}");
    assert_eq!(body(&none, answered(AuthorizerOutcome::Policy(&answer))), wanted);
}

#[test]
fn a_call_with_too_long_an_arn_is_not_decided() {
    let path = format!("/{}", "a".repeat(1_600));
    let long = Request { path: &path, ..request() };
    assert_eq!(outcome(&with_ruling(None), &long, Credentials::None), Some(Outcome::Allowed));
    let api = with_ruling(Some(Ruling::Allow));
    let found = decide(&api, &long, Credentials::None);
    assert_eq!((status(&found), found.outcome()), (414, Some(Outcome::TooLong)));
    assert_eq!(found.refusal.unwrap().body(), "{\"message\":\"Request URI too long\"}");
}

#[test]
fn api_keys_are_told_as_a_stage() {
    let kept_out = [
        ApiKeyOutcome::Missing(ApiKeyPlace::Header),
        ApiKeyOutcome::Missing(ApiKeyPlace::Authorizer),
        ApiKeyOutcome::UnknownKey,
        ApiKeyOutcome::Disabled,
        ApiKeyOutcome::InNoPlan,
        ApiKeyOutcome::InNoPlanOfStage,
    ];
    let mut reasons = std::collections::BTreeSet::new();
    for own in kept_out {
        assert_eq!(own.refusal().unwrap().body(), "{\"message\":\"Forbidden\"}");
        assert_eq!(own.stage().result, StageResult::Refused(Outcome::ImplicitDeny));
        assert!(reasons.insert(own.reason()), "{own:?}");
    }
    for own in [ApiKeyOutcome::NotRequired, ApiKeyOutcome::Accepted] {
        assert_eq!((own.refusal(), own.stage().result), (None, StageResult::Passed));
    }
}
