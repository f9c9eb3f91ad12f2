//! Private APIs (reference `access-control`, section 2.6).

use super::*;

#[test]
fn both_policies_have_to_allow() {
    let wanted = [Outcome::Allowed, Outcome::ImplicitDeny, Outcome::ExplicitDeny];
    for (endpoint, on_endpoint) in RULINGS.into_iter().zip(wanted) {
        for (resource, on_resource) in RULINGS.into_iter().zip(wanted) {
            let api = api_of(true, Some(&ruling(resource, true)), Some(&ruling(endpoint, true)));
            let found = outcome(&api, &through_endpoint(), Credentials::None);
            let wanted = if endpoint == Ruling::Allow { on_resource } else { on_endpoint };
            assert_eq!(found, Some(wanted), "{endpoint:?} and {resource:?}");
        }
    }
}

#[test]
fn an_endpoint_that_lets_nothing_through_comes_before_everything() {
    let open = ruling(Ruling::Allow, true);
    let api = api_of(true, Some(&open), Some(&ruling(Ruling::ImplicitDeny, true)));
    let missing =
        [IdentitySource { name: "method.request.header.Authorization", value: Fact::Absent }];
    let authorizer = |sources| {
        let outcome = AuthorizerOutcome::Unknown("it was not called");
        Credentials::Custom(AuthorizerCall { sources, validation: None, outcome })
    };
    let expired = Refusal::expired_token();
    let everything = [
        Credentials::None,
        authorizer(&missing[..]),
        Credentials::Cognito(TokenOutcome::Refused(&expired)),
    ];
    for credentials in everything {
        let found = decide(&api, &through_endpoint(), credentials);
        assert_eq!((status(&found), found.outcome()), (403, Some(Outcome::ImplicitDeny)));
        let message = found.refusal.unwrap().message.unwrap();
        assert!(
            message
                .ends_with("because no VPC endpoint policy allows the execute-api:Invoke action"),
            "{message}"
        );
    }
    let before = Call::new(&api, &through_endpoint(), authorizer(&[])).before_authorizer();
    assert_eq!(before.unwrap().outcome(), Some(Outcome::ImplicitDeny));
    // Where the endpoint lets the call through, what comes after it counts.
    let api = api_of(true, Some(&open), Some(&open));
    let found = decide(&api, &through_endpoint(), authorizer(&missing[..]));
    assert_eq!(status(&found), 401);
}

#[test]
fn without_an_endpoint_nothing_gets_in() {
    let api = api_of(true, Some(&ruling(Ruling::Allow, true)), None);
    let found = decide(&api, &request(), Credentials::None);
    assert_eq!((status(&found), found.outcome()), (403, Some(Outcome::ImplicitDeny)));
    assert_eq!(found.refusal.unwrap().body(), "{\"message\":\"Forbidden\"}");
    assert_eq!(outcome(&api, &through_endpoint(), Credentials::None), Some(Outcome::Allowed));
}

#[test]
fn without_a_resource_policy_nothing_gets_in() {
    for endpoint in [None, Some(ruling(Ruling::Allow, true))] {
        let api = api_of(true, None, endpoint.as_ref());
        let answer = authorizer_policy(&api, Ruling::Allow);
        let caller = caller(&api, OWN, Ruling::Allow);
        for credentials in [
            Credentials::None,
            answered(AuthorizerOutcome::Policy(&answer)),
            Credentials::Cognito(TokenOutcome::Valid),
            Credentials::Iam(Signature::Verified(&caller)),
        ] {
            let found = outcome(&api, &through_endpoint(), credentials);
            assert_eq!(found, Some(Outcome::ImplicitDeny), "{credentials:?}");
        }
    }
}

#[test]
fn a_principal_in_the_endpoint_policy_is_for_signed_calls_alone() {
    let mut only_ann = statement("Allow", true, "*");
    only_ann["Principal"] = json!({"AWS": OWN});
    let api = api_of(true, Some(&ruling(Ruling::Allow, true)), Some(&json!([only_ann])));
    assert_eq!(outcome(&api, &through_endpoint(), Credentials::None), Some(Outcome::ImplicitDeny));
    let ann = caller(&api, OWN, Ruling::ImplicitDeny);
    let signed = Credentials::Iam(Signature::Verified(&ann));
    assert_eq!(outcome(&api, &through_endpoint(), signed), Some(Outcome::Allowed));
}

#[test]
fn keys_of_the_endpoint() {
    let on = |condition: Json| {
        let mut allow = statement("Allow", true, "execute-api:/*");
        allow["Condition"] = condition;
        let api = api_of(true, Some(&json!([allow])), None);
        outcome(&api, &through_endpoint(), Credentials::None)
    };
    assert_eq!(on(json!({"StringEquals": {"aws:SourceVpce": "vpce-1"}})), Some(Outcome::Allowed));
    assert_eq!(
        on(json!({"StringEquals": {"aws:SourceVpce": "vpce-2"}})),
        Some(Outcome::ImplicitDeny)
    );
    assert_eq!(on(json!({"StringEquals": {"aws:SourceVpc": "vpc-1"}})), Some(Outcome::Allowed));
    assert_eq!(on(json!({"IpAddress": {"aws:VpcSourceIp": "10.0.0.0/8"}})), Some(Outcome::Allowed));
    assert_eq!(
        on(json!({"IpAddress": {"aws:SourceIp": "10.0.0.0/8"}})),
        None,
        "the address is rewritten"
    );
}
