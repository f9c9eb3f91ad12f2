//! Actions and resources (reference `access-control`, sections 3.3 and 3.4).

use super::*;

fn about(kind: PolicyKind, element: &str, values: &Json, resource: &str) -> Truth {
    let mut statement = json!({"Effect": "Allow", "Action": "execute-api:Invoke", element: values});
    if kind == PolicyKind::Resource || kind == PolicyKind::Endpoint {
        statement["Principal"] = json!("*");
    }
    let policy = of_kind(kind, &json!([statement]));
    let mut context = Context::new(State::Absent("not sent"));
    context.set_named("aws:username", State::text("ann"));
    let request = Request::new(Principal::Anonymous, "execute-api:Invoke", resource, &context);
    ask(&policy, &request).is(Decision::Allow)
}

#[track_caller]
fn check(pattern: &str, path: &str, wanted: bool) {
    let resource = format!("{OWN}/{path}");
    let found = about(PolicyKind::Resource, "Resource", &json!(pattern), &resource);
    assert_eq!(found, Truth::from(wanted), "{pattern} over {resource}");
    let not = about(PolicyKind::Resource, "NotResource", &json!([pattern]), &resource);
    assert_eq!(not, Truth::from(!wanted), "not {pattern} over {resource}");
}

#[test]
fn every_form_of_a_resource() {
    check("*", "prod/GET/pets", true);
    check("arn:aws:execute-api:*:*:*", "prod/GET/pets", true);
    check(&format!("{OWN}/*"), "prod/GET/pets", true);
    check(&format!("{OWN}/*/GET/pets"), "prod/GET/pets", true);
    check(&format!("{OWN}/*/GET/pets"), "prod/POST/pets", false);
    check(&format!("{OWN}/prod/*/pets/*"), "prod/GET/pets/1/toys", true);
    check(&format!("{OWN}/prod/*/pets/*"), "prod/GET/pets", false);
    check(&format!("{OWN}/prod/GET/"), "prod/GET/", true);
    check("arn:aws:execute-api:us-east-1:123456789012:other/*", "prod/GET/pets", false);
    check("arn:aws:execute-api:us-?ast-1:*:a1*/prod/*", "prod/GET/pets", true);
    check("execute-api:/*", "prod/GET/pets", true);
    check("execute-api:/prod/GET/pets", "prod/GET/pets", true);
    check("execute-api:/prod/get/pets", "prod/GET/pets", false);
    check("execute-api:/prod/GET/pets/?", "prod/GET/pets/1", true);
    check("execute-api:/prod/GET/pets/?", "prod/GET/pets/12", false);
    check("execute-api:/prod/GET/a:b", "prod/GET/a:b", true);
}

#[test]
fn traps_of_resources() {
    // A resource that ends with the API's id and a slash matches no method.
    check(&format!("{OWN}/"), "prod/GET/pets", false);
    // The path of the request counts and not the template of the resource.
    check("execute-api:/prod/GET/pets/{petId}", "prod/GET/pets/1", false);
    // `ANY` is no verb of a request.
    check("execute-api:/prod/ANY/pets", "prod/GET/pets", false);
}

#[test]
fn a_variable_in_a_resource() {
    let mine = json!("execute-api:/prod/GET/users/${aws:username}/*");
    let own = |path: &str| about(PolicyKind::Resource, "Resource", &mine, &format!("{OWN}/{path}"));
    assert_eq!(own("prod/GET/users/ann/orders"), Truth::True);
    assert_eq!(own("prod/GET/users/bob/orders"), Truth::False);
    let missing = json!("execute-api:/prod/GET/${aws:userid}");
    let found = about(PolicyKind::Resource, "Resource", &missing, &format!("{OWN}/prod/GET/"));
    assert_eq!(found, Truth::False, "without a value it matches nothing");
}

#[test]
fn what_a_deployment_fills_in_is_unknown_where_it_matters() {
    let ask = |text: &str| about(PolicyKind::Resource, "Resource", &json!(text), PETS);
    assert_eq!(
        ask("arn:aws:execute-api:${AWS::Region}:*:*/prod/GET/*"),
        Truth::True,
        "the setting knows it"
    );
    assert_eq!(ask("arn:aws:execute-api:${AWS::Region}:*:${Api}/prod/GET/*"), Truth::Unknown);
    assert_eq!(ask("arn:aws:execute-api:${AWS::Region}:*:${Api}/prod/POST/*"), Truth::False);
    assert_eq!(ask("${ApiArn}/prod/GET/*"), Truth::Unknown);
    assert_eq!(ask("${ApiArn}/prod/GET/birds"), Truth::False);
}

#[test]
fn actions_have_no_case_and_have_wildcards() {
    let by = |element: &str, action: &str| {
        let policy = of_kind(
            PolicyKind::Identity,
            &json!([{"Effect": "Allow", element: action, "Resource": "*"}]),
        );
        let context = Context::new(State::Absent("not sent"));
        ask(&policy, &Request::new(Principal::Anonymous, "execute-api:Invoke", PETS, &context))
            .is(Decision::Allow)
            == Truth::True
    };
    for action in
        ["execute-api:Invoke", "EXECUTE-API:invoke", "execute-api:*", "execute-api:In?oke", "*"]
    {
        assert!(by("Action", action), "{action}");
        assert!(!by("NotAction", action), "{action}");
    }
    for action in ["execute-api:ManageConnections", "s3:*", "execute-api:Invok"] {
        assert!(!by("Action", action), "{action}");
        assert!(by("NotAction", action), "{action}");
    }
}

#[test]
fn an_identity_is_not_asked_for_principals_and_has_no_short_resources() {
    let whole = json!(format!("{OWN}/*"));
    assert_eq!(about(PolicyKind::Identity, "Resource", &whole, PETS), Truth::True);
    assert_eq!(about(PolicyKind::Authorizer, "Resource", &whole, PETS), Truth::True);
    let short = json!({"Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "Action": "execute-api:Invoke", "Resource": "execute-api:/*"},
    ]});
    for kind in [PolicyKind::Identity, PolicyKind::Authorizer] {
        let error = Document::from_value(&short, kind).unwrap_err().to_string();
        assert!(error.contains("short"), "{error}");
    }
}

#[test]
fn a_policy_of_wildcards_is_decided_at_once() {
    let stars = "*a".repeat(1_050);
    let questions = "*a?".repeat(650);
    let document = json!([
        {"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": format!("execute-api:/{stars}")},
        {"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": format!("execute-api:/{questions}b")},
        {"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*",
         "Condition": {"StringLike": {"aws:UserAgent": [stars, questions]}}},
    ]);
    assert!(document.to_string().len() > 8_000);
    let policy = policy(&document);
    let path = format!("prod/GET/{}", "a".repeat(1_500));
    let resource = format!("{OWN}/{path}");
    let agent = "a".repeat(8_000);
    let mut context = Context::new(State::Absent("not sent"));
    context.set(GlobalKey::UserAgent, State::text(&agent));
    let request = Request::new(Principal::Anonymous, "execute-api:Invoke", &resource, &context);
    for _ in 0..20 {
        assert_eq!(policy.evaluate(&request).decided(), Some(Decision::Allow));
    }
}
