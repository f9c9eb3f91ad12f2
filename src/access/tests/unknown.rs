//! What nobody has said.

use super::*;
use crate::iam;

#[track_caller]
fn names(api: &Api, request: &Request<'_>, credentials: Credentials<'_>) -> Vec<String> {
    let call = Call::new(api, request, credentials);
    let explanation = call.explain();
    let needs = explanation.needs.iter().map(|need| match need {
        Need::Fact { name, .. } | Need::Policy { need: iam::Need::Key { name, .. }, .. } => {
            (*name).to_owned()
        }
        Need::Policy { need, .. } => format!("{need:?}"),
    });
    needs.collect()
}

fn by_agent() -> Api {
    let mut allow = statement("Allow", true, "execute-api:/prod/GET/*");
    allow["Condition"] = json!({"StringLike": {"aws:UserAgent": "curl/*"}});
    public(Some(&json!([allow])))
}

#[test]
fn a_key_that_is_needed_is_named() {
    let api = by_agent();
    let unknown = Request { user_agent: Fact::Unknown("no header was given"), ..request() };
    let found = decide(&api, &unknown, Credentials::None);
    assert_eq!(found.outcome(), None);
    assert!(!found.is_refused() && !found.is_allowed());
    assert_eq!(status(&found), 403, "nobody is let in on a guess");
    assert_eq!(names(&api, &unknown, Credentials::None), ["aws:UserAgent"]);
}

#[test]
fn a_key_that_changes_nothing_is_not_asked_for() {
    let unknown =
        Request { user_agent: Fact::Unknown("no header was given"), verb: "POST", ..request() };
    let found = decide(&by_agent(), &unknown, Credentials::None);
    assert_eq!(found.outcome(), Some(Outcome::ImplicitDeny));
}

#[test]
fn nothing_but_method_and_path() {
    let api = by_agent();
    let bare = Request::new("prod", "GET", "/pets");
    assert_eq!(names(&api, &bare, Credentials::None), ["aws:UserAgent"]);
    assert_eq!(outcome(&with_ruling(None), &bare, Credentials::None), Some(Outcome::Allowed));
}

#[test]
fn an_authorizer_that_was_not_asked() {
    let api = with_ruling(None);
    let credentials = answered(AuthorizerOutcome::Unknown("no answer was given"));
    let found = decide(&api, &request(), credentials);
    let possible: Vec<Outcome> = found.outcomes.iter().collect();
    assert_eq!(
        possible,
        [
            Outcome::Allowed,
            Outcome::ImplicitDeny,
            Outcome::ExplicitDeny,
            Outcome::Unauthenticated,
            Outcome::Failed
        ]
    );
    assert_eq!(names(&api, &request(), credentials), ["the answer of the authorizer"]);
    let denying = with_ruling(Some(Ruling::ExplicitDeny));
    assert_eq!(outcome(&denying, &request(), credentials), Some(Outcome::ExplicitDeny));
}

#[test]
fn an_identity_source_that_was_not_given() {
    let api = with_ruling(None);
    let answer = authorizer_policy(&api, Ruling::Allow);
    let name = "method.request.header.Authorization";
    let sources = [IdentitySource { name, value: Fact::Unknown("no header was given") }];
    let outcome = AuthorizerOutcome::Policy(&answer);
    let call = AuthorizerCall { sources: &sources, validation: None, outcome };
    let credentials = Credentials::Custom(call);
    let found = decide(&api, &request(), credentials);
    let possible: Vec<Outcome> = found.outcomes.iter().collect();
    assert_eq!(possible, [Outcome::Allowed, Outcome::Unauthenticated]);
    assert_eq!(names(&api, &request(), credentials), [name]);
    let before = Call::new(&api, &request(), credentials).before_authorizer().unwrap();
    assert_eq!(status(&before), 401, "no function is called on a guess");
}

#[test]
fn policies_of_a_caller_that_were_not_given() {
    let ann = Caller::new(Identity::parse(OWN).unwrap());
    let bob = Caller::new(Identity::parse(OTHER).unwrap());
    let signed = |caller| Credentials::Iam(Signature::Verified(caller));
    let ask = |policy, caller| outcome(&with_ruling(policy), &request(), signed(caller));
    // They may hold an explicit Deny, so an Allow of the resource policy is not enough.
    assert_eq!(ask(Some(Ruling::Allow), &ann), None);
    assert_eq!(ask(Some(Ruling::ExplicitDeny), &ann), Some(Outcome::ExplicitDeny));
    let found = decide(&with_ruling(None), &request(), signed(&bob));
    assert!(found.is_refused(), "another account needs the resource policy as well");
    let found = names(&with_ruling(None), &request(), signed(&ann));
    assert_eq!(
        found,
        [
            "the policies of the caller",
            "permissions boundary",
            "session policy",
            "service control policies"
        ]
    );
    let mut known = caller(&with_ruling(None), OWN, Ruling::Allow);
    known.permissions_boundary = Fact::Unknown("it was not given");
    let api = with_ruling(None);
    assert_eq!(names(&api, &request(), signed(&known)), ["permissions boundary"]);
}

#[test]
fn a_signer_that_nobody_has_named() {
    let unknown = Credentials::Iam(Signature::Unknown("nobody was named"));
    let found = decide(&with_ruling(Some(Ruling::Allow)), &request(), unknown);
    assert!(found.outcomes.may_be(Outcome::Allowed));
    let found = decide(&with_ruling(Some(Ruling::ExplicitDeny)), &request(), unknown);
    assert!(found.is_refused());
    let api = with_ruling(None);
    assert_eq!(names(&api, &request(), unknown), ["who signed the request"]);
}

#[test]
fn a_token_that_nobody_has_shown() {
    let unknown = Credentials::Cognito(TokenOutcome::Unknown("no token was given"));
    let found = decide(&with_ruling(None), &request(), unknown);
    let possible: Vec<Outcome> = found.outcomes.iter().collect();
    assert_eq!(possible, [Outcome::Allowed, Outcome::Unauthenticated]);
    let found = decide(&with_ruling(Some(Ruling::ImplicitDeny)), &request(), unknown);
    assert!(found.is_refused() && found.outcome().is_none(), "401 or 403");
}

#[test]
fn a_way_into_a_private_api_that_nobody_has_said() {
    let mut allow = statement("Allow", true, "*");
    allow["Condition"] = json!({"StringEquals": {"aws:SourceVpce": "vpce-1"}});
    let api = api_of(true, Some(&json!([allow])), None);
    let bare = Request::new("prod", "GET", "/pets");
    assert_eq!(names(&api, &bare, Credentials::None), ["aws:SourceVpce"]);
}
