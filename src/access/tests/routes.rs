//! The rows of the table for HTTP and WebSocket APIs (reference `access-control`, section 2.7).

use super::*;

use RouteKind::{Connect, Http, Message};

fn route(kind: RouteKind, credentials: RouteCredentials<'_>) -> RouteDecision {
    let api = public(None);
    RouteCall::new(kind, &api, request(), credentials).decide()
}

/// The status and the body of a refusal, 200 and nothing where the request goes on.
fn answer(decision: &RouteDecision) -> (u16, String) {
    assert_eq!(decision.refusal.is_none(), decision.is_allowed(), "{decision:?}");
    decision.refusal.as_ref().map_or((200, String::new()), |own| (own.status, own.body()))
}

#[track_caller]
fn check(kind: RouteKind, credentials: RouteCredentials<'_>, status: u16, message: &str) {
    let body = if status == 200 { String::new() } else { format!("{{\"message\":\"{message}\"}}") };
    let decision = route(kind, credentials);
    assert_eq!(answer(&decision), (status, body), "{kind:?} {credentials:?}");
}

fn authorizer<'a>(
    sources: &'a [IdentitySource<'a>],
    outcome: AuthorizerOutcome<'a>,
) -> RouteCredentials<'a> {
    RouteCredentials::Custom(AuthorizerCall { sources, validation: None, outcome })
}

fn source(value: Fact<&str>) -> [IdentitySource<'_>; 1] {
    [IdentitySource { name: "$request.header.Authorization", value }]
}

fn unsigned(error_type: &'static str) -> Refusal {
    Refusal { response_type: None, status: 403, error_type, message: None }
}

#[test]
fn a_route_that_asks_for_nothing_is_open() {
    for kind in [Http, Connect, Message] {
        check(kind, RouteCredentials::None, 200, "");
    }
}

#[test]
fn tokens_are_wrong_or_lack_a_scope() {
    let of = |token| route(Http, RouteCredentials::Jwt(token));
    check(Http, RouteCredentials::Jwt(Jwt::Missing), 401, "Unauthorized");
    let wrong = Jwt::Wrong("the token does not have a valid audience");
    check(Http, RouteCredentials::Jwt(wrong), 401, "Unauthorized");
    assert_eq!(
        of(wrong).refusal.unwrap().www_authenticate.as_deref(),
        Some(
            "Bearer scope=\"\" error=\"invalid_token\" \
             error_description=\"the token does not have a valid audience\""
        )
    );
    let valid = |has, needs| RouteCredentials::Jwt(Jwt::Valid { has, needs });
    check(Http, valid(&[], &[]), 200, "");
    check(Http, valid(&["pets.write", "pets.read"], &["pets.read", "pets.all"]), 200, "");
    let lacking = valid(&["pets.write"], &["pets.read"]);
    check(Http, lacking, 403, "Forbidden");
    let challenge = route(Http, lacking).refusal.unwrap().www_authenticate.unwrap();
    assert!(challenge.contains("error=\"insufficient_scope\""), "{challenge}");
    assert!(challenge.contains("scope=\"pets.read\""), "{challenge}");
    let open = of(Jwt::Unknown("it was not looked at"));
    assert_eq!(open.outcome(), None);
    assert!(open.outcomes.may_be(Outcome::Allowed));
}

#[test]
fn every_fault_of_a_signature_is_forbidden() {
    let api = public(None);
    let missing = unsigned("MissingAuthenticationTokenException");
    let wrong = unsigned("InvalidSignatureException");
    check(Http, RouteCredentials::Iam(Signature::Refused(&missing)), 403, "Forbidden");
    check(Http, RouteCredentials::Iam(Signature::Refused(&wrong)), 403, "Forbidden");
    for (ruling, status) in
        [(Ruling::Allow, 200), (Ruling::ImplicitDeny, 403), (Ruling::ExplicitDeny, 403)]
    {
        let own = caller(&api, OWN, ruling);
        for kind in [Http, Connect, Message] {
            check(kind, RouteCredentials::Iam(Signature::Verified(&own)), status, "Forbidden");
        }
    }
    // There is no resource policy that could let another account in.
    let other = caller(&api, OTHER, Ruling::Allow);
    check(Http, RouteCredentials::Iam(Signature::Verified(&other)), 403, "Forbidden");
    // A connection is refused without an upgrade.
    check(Connect, RouteCredentials::Iam(Signature::Refused(&missing)), 401, "Unauthorized");
    check(Connect, RouteCredentials::Iam(Signature::Refused(&wrong)), 403, "Forbidden");
}

#[test]
fn authorizers_are_asked_when_all_sources_are_there() {
    let api = public(None);
    let policies = RULINGS.map(|own| (own, authorizer_policy(&api, own)));
    let there = source(Fact::Known("token"));
    for missing in [source(Fact::Absent), source(Fact::Known(""))] {
        for kind in [Http, Connect] {
            let outcome = AuthorizerOutcome::Policy(&policies[0].1);
            check(kind, authorizer(&missing, outcome), 401, "Unauthorized");
        }
    }
    for kind in [Http, Connect] {
        for (ruling, policy) in &policies {
            let status = if *ruling == Ruling::Allow { 200 } else { 403 };
            let asked = authorizer(&there, AuthorizerOutcome::Policy(policy));
            check(kind, asked, status, "Forbidden");
        }
        let failed = [
            AuthorizerOutcome::Failed("it did not answer in time"),
            AuthorizerOutcome::Misconfigured("its answer is no object"),
        ];
        for outcome in failed {
            check(kind, authorizer(&there, outcome), 500, "Internal Server Error");
        }
    }
    check(Http, RouteCredentials::Simple(true), 200, "");
    check(Http, RouteCredentials::Simple(false), 403, "Forbidden");
    let unauthorized = authorizer(&there, AuthorizerOutcome::Unauthorized);
    check(Http, unauthorized, 500, "Internal Server Error");
    check(Connect, unauthorized, 401, "Unauthorized");
    let open = route(Http, authorizer(&there, AuthorizerOutcome::Unknown("it was not asked")));
    assert_eq!(open.outcome(), None);
}

#[test]
fn messages_are_not_authorized_again() {
    let api = public(None);
    let denies = authorizer_policy(&api, Ruling::ExplicitDeny);
    let sources = source(Fact::Absent);
    check(Message, authorizer(&sources, AuthorizerOutcome::Policy(&denies)), 200, "");
    check(Message, RouteCredentials::Simple(false), 200, "");
}

#[test]
fn a_request_without_a_route_is_not_found() {
    let refusal = RouteRefusal::no_route();
    assert_eq!((refusal.status, refusal.body().as_str()), (404, "{\"message\":\"Not Found\"}"));
}
