//! The traps of section 6 of the reference `access-control` that deciding can show.

use super::*;

fn allow_if(condition: &Json) -> Json {
    let mut own = statement("Allow", true, "execute-api:/*");
    own["Condition"] = condition.clone();
    own
}

fn deny_if(condition: &Json) -> Json {
    let mut own = allow_if(condition);
    own["Effect"] = json!("Deny");
    own
}

fn open_to(statements: &Json) -> Option<Outcome> {
    outcome(&public(Some(statements)), &request(), Credentials::None)
}

#[test]
fn a_principal_of_aws_never_matches_without_a_signature() {
    let mut only_ann = statement("Allow", true, "*");
    only_ann["Principal"] = json!({"AWS": OWN});
    let api = public(Some(&json!([only_ann])));
    let answer = authorizer_policy(&api, Ruling::ImplicitDeny);
    for credentials in [
        Credentials::None,
        Credentials::Cognito(TokenOutcome::Valid),
        answered(AuthorizerOutcome::Policy(&answer)),
    ] {
        let found = outcome(&api, &request(), credentials);
        assert_eq!(found, Some(Outcome::ImplicitDeny), "{credentials:?}");
    }
    let ann = caller(&api, OWN, Ruling::ImplicitDeny);
    let signed = Credentials::Iam(Signature::Verified(&ann));
    assert_eq!(outcome(&api, &request(), signed), Some(Outcome::Allowed));
}

#[test]
fn a_resource_that_ends_with_the_api_matches_nothing() {
    let arn = identity().arn();
    let allow = |resource: &str| json!([statement("Allow", true, resource)]);
    assert_eq!(open_to(&allow(&format!("{arn}/"))), Some(Outcome::ImplicitDeny));
    assert_eq!(open_to(&allow(&format!("{arn}/*"))), Some(Outcome::Allowed));
}

#[test]
fn keys_of_private_apis_on_a_public_one() {
    let vpce = json!({"StringEquals": {"aws:SourceVpce": "vpce-1"}});
    assert_eq!(open_to(&json!([allow_if(&vpce)])), Some(Outcome::ImplicitDeny));
    let not_vpce = json!({"StringNotEquals": {"aws:SourceVpce": "vpce-1"}});
    let everyone = statement("Allow", true, "*");
    let denied = json!([everyone, deny_if(&not_vpce)]);
    assert_eq!(open_to(&denied), Some(Outcome::ExplicitDeny));
    let not_inside = json!({"NotIpAddress": {"aws:VpcSourceIp": "10.0.0.0/8"}});
    assert_eq!(open_to(&json!([everyone, deny_if(&not_inside)])), Some(Outcome::ExplicitDeny));
}

#[test]
fn addresses_of_version_6_and_ranges_of_version_4() {
    let everyone = statement("Allow", true, "*");
    let allow = json!([allow_if(&json!({"IpAddress": {"aws:SourceIp": "0.0.0.0/0"}}))]);
    let deny = json!([everyone, deny_if(&json!({"NotIpAddress": {"aws:SourceIp": "0.0.0.0/0"}}))]);
    let six = Request { source_ip: Fact::Known("2001:db8::9".parse().unwrap()), ..request() };
    let ask = |statements| outcome(&public(Some(statements)), &six, Credentials::None);
    assert_eq!(ask(&allow), Some(Outcome::ImplicitDeny));
    assert_eq!(ask(&deny), Some(Outcome::ExplicitDeny));
    // A socket of both versions shows addresses of version 4 as such of version 6.
    let mapped =
        Request { source_ip: Fact::Known("::ffff:203.0.113.9".parse().unwrap()), ..request() };
    assert_eq!(outcome(&public(Some(&allow)), &mapped, Credentials::None), Some(Outcome::Allowed));
}

#[test]
fn private_ranges_never_match_callers_of_the_internet() {
    let office = json!([allow_if(
        &json!({"IpAddress": {"aws:SourceIp": ["10.0.0.0/8", "192.168.0.0/16"]}})
    )]);
    assert_eq!(open_to(&office), Some(Outcome::ImplicitDeny));
}

#[test]
fn every_call_comes_over_tls() {
    let plain = json!({"Bool": {"aws:SecureTransport": "false"}});
    let everyone = statement("Allow", true, "*");
    assert_eq!(open_to(&json!([everyone, deny_if(&plain)])), Some(Outcome::Allowed));
}

#[test]
fn headers_are_what_the_caller_says() {
    let from_us =
        json!([allow_if(&json!({"StringLike": {"aws:Referer": "https://example.com/*"}}))]);
    assert_eq!(open_to(&from_us), Some(Outcome::ImplicitDeny));
    let spoofed = Request { referer: Fact::Known("https://example.com/x"), ..request() };
    let api = public(Some(&from_us));
    assert_eq!(outcome(&api, &spoofed, Credentials::None), Some(Outcome::Allowed));
}

#[test]
fn a_role_has_no_user_name() {
    let ann = json!([allow_if(&json!({"StringEquals": {"aws:username": ["Ann", "Reader"]}}))]);
    let api = public(Some(&ann));
    let ask = |arn| {
        let caller = caller(&api, arn, Ruling::ImplicitDeny);
        outcome(&api, &request(), Credentials::Iam(Signature::Verified(&caller)))
    };
    assert_eq!(ask(OWN), Some(Outcome::Allowed));
    assert_eq!(
        ask("arn:aws:sts::123456789012:assumed-role/Reader/Ann"),
        Some(Outcome::ImplicitDeny)
    );
}

#[test]
fn a_missing_second_factor_of_long_term_keys() {
    let everyone = statement("Allow", true, "*");
    let ask = |operator: &str, factor| {
        let deny = deny_if(&json!({operator: {"aws:MultiFactorAuthPresent": "false"}}));
        let api = public(Some(&json!([everyone, deny])));
        let mut caller = caller(&api, OWN, Ruling::Allow);
        caller.facts.has_second_factor = factor;
        outcome(&api, &request(), Credentials::Iam(Signature::Verified(&caller)))
    };
    assert_eq!(ask("Bool", Fact::Absent), Some(Outcome::Allowed));
    assert_eq!(ask("BoolIfExists", Fact::Absent), Some(Outcome::ExplicitDeny));
    assert_eq!(ask("Bool", Fact::Known(false)), Some(Outcome::ExplicitDeny));
    assert_eq!(ask("BoolIfExists", Fact::Known(true)), Some(Outcome::Allowed));
}

#[test]
fn one_policy_for_all_stages() {
    let api = public(Some(&json!([statement("Allow", true, "execute-api:/prod/*")])));
    let ask = |stage| outcome(&api, &Request { stage, ..request() }, Credentials::None);
    assert_eq!((ask("prod"), ask("dev")), (Some(Outcome::Allowed), Some(Outcome::ImplicitDeny)));
}

#[test]
fn a_kept_answer_is_asked_about_each_method() {
    let api = with_ruling(None);
    let of_first = format!("{}/prod/GET/pets", identity().arn());
    let answer = json!([statement("Allow", false, &of_first)]);
    let answer = api.prepare(document(PolicyKind::Authorizer, &answer));
    let ask = |path| {
        let request = Request { path, ..request() };
        outcome(&api, &request, answered(AuthorizerOutcome::Policy(&answer)))
    };
    assert_eq!(
        (ask("/pets"), ask("/birds")),
        (Some(Outcome::Allowed), Some(Outcome::ImplicitDeny))
    );
}

#[test]
fn tags_and_organizations_of_callers() {
    let conditions = json!({
        "StringEquals": {"aws:PrincipalTag/Team": "blue", "aws:PrincipalOrgID": "o-1"},
        "ForAnyValue:StringLike": {"aws:PrincipalOrgPaths": "o-1/*"},
    });
    let api = public(Some(&json!([allow_if(&conditions)])));
    let mut caller = caller(&api, OWN, Ruling::ImplicitDeny);
    let ask =
        |caller: &Caller| outcome(&api, &request(), Credentials::Iam(Signature::Verified(caller)));
    assert_eq!(ask(&caller), None, "nothing is said of the caller");
    caller.facts.tags = Fact::Known(vec![("team".to_owned(), "blue".to_owned())]);
    caller.facts.organization = Fact::Known("o-1".to_owned());
    caller.facts.organization_paths = Fact::Known(vec!["o-1/r/a/".to_owned()]);
    assert_eq!(ask(&caller), Some(Outcome::Allowed));
    caller.facts.tags = Fact::Known(Vec::new());
    assert_eq!(ask(&caller), Some(Outcome::ImplicitDeny));
}

#[test]
fn a_policy_that_names_the_account_leaves_it_to_the_account() {
    let with = |principal: serde_json::Value| {
        public(Some(&json!([{
            "Effect": "Allow", "Principal": principal, "Action": INVOKE, "Resource": "*",
        }])))
    };
    let outcome_of = |principal: serde_json::Value, own: Ruling, arn: &str| {
        let api = with(principal);
        let caller = caller(&api, arn, own);
        outcome(&api, &request(), Credentials::Iam(Signature::Verified(&caller)))
    };
    for account in [json!({"AWS": ACCOUNT}), json!({"AWS": format!("arn:aws:iam::{ACCOUNT}:root")})]
    {
        let of = |own| outcome_of(account.clone(), own, OWN);
        assert_eq!(of(Ruling::Allow), Some(Outcome::Allowed));
        assert_eq!(of(Ruling::ImplicitDeny), Some(Outcome::ImplicitDeny));
        assert_eq!(of(Ruling::ExplicitDeny), Some(Outcome::ExplicitDeny));
    }
    // Whoever is named needs nothing else, and neither does everybody.
    for own in [json!({"AWS": OWN}), json!("*"), json!({"AWS": [ACCOUNT, OWN]})] {
        assert_eq!(outcome_of(own, Ruling::ImplicitDeny, OWN), Some(Outcome::Allowed));
    }
    // What is filled in later may be the caller, or its account.
    assert_eq!(outcome_of(json!({"AWS": "${Caller}"}), Ruling::ImplicitDeny, OWN), None);
    let other = json!({"AWS": "111122223333"});
    assert_eq!(outcome_of(other, Ruling::Allow, OTHER), Some(Outcome::Allowed));
}
