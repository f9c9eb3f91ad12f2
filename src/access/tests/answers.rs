//! Answers of authorizers, names of APIs, and how a decision is told.

use super::*;

fn read(answer: &Json) -> Result<AuthorizerAnswer, AnswerFault> {
    AuthorizerAnswer::read(answer, &with_ruling(None))
}

fn answer() -> Json {
    json!({
        "principalId": "ann",
        "policyDocument": {"Version": "2012-10-17", "Statement": ruling(Ruling::Allow, false)},
        "context": {"name": "Ann", "age": 7, "is_admin": true, "nothing": null},
        "usageIdentifierKey": "0123456789abcdefghij",
    })
}

#[test]
fn an_answer_is_read_as_rest_apis_do() {
    let own = read(&answer()).unwrap();
    assert_eq!(own.principal_id, "ann");
    let context: Vec<(&str, &str)> =
        own.context.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    assert_eq!(context, [("name", "Ann"), ("age", "7"), ("is_admin", "true")]);
    assert_eq!(own.usage_identifier_key.as_deref(), Some("0123456789abcdefghij"));
    let api = with_ruling(None);
    let credentials = answered(AuthorizerOutcome::Policy(&own.policy));
    assert_eq!(outcome(&api, &request(), credentials), Some(Outcome::Allowed));
}

#[test]
fn answers_that_are_none() {
    let without = |name: &str, value: Option<Json>| {
        let mut own = answer();
        match value {
            Some(value) => own[name] = value,
            None => drop(own.as_object_mut().unwrap().remove(name)),
        }
        read(&own).unwrap_err()
    };
    assert_eq!(read(&json!("Allow")).unwrap_err(), AnswerFault::NotAnObject);
    assert_eq!(without("principalId", None), AnswerFault::PrincipalId);
    assert_eq!(without("principalId", Some(json!(7))), AnswerFault::PrincipalId);
    assert_eq!(without("policyDocument", None), AnswerFault::NoPolicy);
    let broken = json!({"Version": "2012-10-17", "Statement": [{"Effect": "Allow"}]});
    assert!(matches!(without("policyDocument", Some(broken)), AnswerFault::Policy(_)));
    let long = json!({"Version": "2012-10-17", "Statement": [
        statement("Allow", false, &format!("arn:aws:execute-api:*:*:*/{}", "a".repeat(500))),
    ]});
    assert_eq!(without("policyDocument", Some(long)), AnswerFault::ResourceTooLong);
    let nested = json!({"roles": ["admin"]});
    assert_eq!(without("context", Some(nested)), AnswerFault::Context("roles".to_owned()));
    assert_eq!(without("context", Some(json!([]))), AnswerFault::Context("context".to_owned()));
    assert_eq!(without("usageIdentifierKey", Some(json!(1))), AnswerFault::UsageIdentifierKey);
}

#[test]
fn the_names_of_an_api_come_from_where_they_are_said() {
    let names = |resources: Json, region: Option<&str>| {
        let mut allow = statement("Allow", true, "*");
        allow["Resource"] = resources;
        let policy = document(PolicyKind::Resource, &json!([allow]));
        ApiIdentity::new(region, None, "Pets", Some(&policy)).arn()
    };
    let made = api_id("Pets");
    let own = "arn:aws:execute-api:eu-central-1:111122223333:a1b2c3d4e5";
    assert_eq!(names(json!(format!("{own}/*")), None), own);
    assert_eq!(names(json!([format!("{own}/*"), "execute-api:/*", "*"]), None), own);
    let us = own.replace("eu-central-1", "us-west-2");
    assert_eq!(names(json!(format!("{own}/*")), Some("us-west-2")), us);
    let usual = format!("arn:aws:execute-api:us-east-1:123456789012:{made}");
    assert_eq!(names(json!("execute-api:/*"), None), usual);
    let two = json!([format!("{own}/*"), "arn:aws:execute-api:eu-central-1:111122223333:other/*"]);
    assert_eq!(names(two, None), own.replace("a1b2c3d4e5", &made), "nobody says which one it is");
    let tokens = json!("arn:aws:execute-api:${AWS::Region}:${AWS::AccountId}:${Pets}/*");
    assert_eq!(names(tokens, None), usual);
    let china = names(json!("*"), Some("cn-north-1"));
    assert!(china.starts_with("arn:aws-cn:execute-api:cn-north-1:"), "{china}");
}

#[test]
fn tokens_of_templates_that_name_the_api_itself() {
    let resource =
        "arn:${AWS::Partition}:execute-api:${AWS::Region}:${AWS::AccountId}:${Pets}/prod/GET/*";
    let api = public(Some(&json!([statement("Allow", true, resource)])));
    assert_eq!(outcome(&api, &request(), Credentials::None), Some(Outcome::Allowed));
    let post = Request { verb: "POST", ..request() };
    assert_eq!(outcome(&api, &post, Credentials::None), Some(Outcome::ImplicitDeny));
}

#[test]
fn an_explanation_tells_the_stages_in_order() {
    let api = with_ruling(Some(Ruling::Allow));
    let mut ann = caller(&api, OWN, Ruling::ImplicitDeny);
    ann.permissions_boundary = Fact::Known(authorizer_policy(&api, Ruling::Allow));
    let request = request();
    let call = Call::new(&api, &request, Credentials::Iam(Signature::Verified(&ann)));
    let explanation = call.explain();
    assert_eq!(explanation.flow, Flow::SameAccount);
    assert_eq!(explanation.method_arn, call.method_arn());
    let stages: Vec<(StageKind, Option<Ruling>)> = explanation
        .stages
        .iter()
        .map(|stage| (stage.kind, stage.verdict.and_then(crate::iam::Verdict::decided)))
        .collect();
    assert_eq!(
        stages,
        [
            (StageKind::Authentication, None),
            (StageKind::IdentityPolicies, Some(Ruling::ImplicitDeny)),
            (StageKind::PermissionsBoundary, Some(Ruling::Allow)),
            (StageKind::ResourcePolicy, Some(Ruling::Allow)),
        ]
    );
    let resource = &explanation.stages[3].policies[0];
    assert_eq!(resource.deciding().count(), 1);
}

#[test]
fn an_explanation_of_a_function_that_is_not_called() {
    let api = with_ruling(Some(Ruling::Allow));
    let sources =
        [IdentitySource { name: "method.request.header.Authorization", value: Fact::Absent }];
    let outcome = AuthorizerOutcome::Unknown("it was not called");
    let authorizer = AuthorizerCall { sources: &sources, validation: None, outcome };
    let request = request();
    let call = Call::new(&api, &request, Credentials::Custom(authorizer));
    let explanation = call.explain();
    let last = explanation.stages.last().unwrap();
    assert_eq!(last.kind, StageKind::IdentitySource);
    assert_eq!(last.result, StageResult::Refused(Outcome::Unauthenticated));
    assert!(
        last.note.contains("`method.request.header.Authorization` is missing"),
        "{}",
        last.note
    );
}
