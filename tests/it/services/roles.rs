//! Roles that integrations call services with: assumed, kept, and assumed again.

use std::time::Duration;

use portcullis::gateway::{
    Step, Suspended, UpstreamCall, UpstreamFailure, UpstreamFailureKind, UpstreamOutcome,
};

use super::{ROLE, answer, api, called, document, fail, header};
use crate::authorization::api::{Answer, Api, answered};

const ARN: &str = "arn:aws:iam::123456789012:role/api";
const URI: &str = "uri: 'arn:aws:apigateway:us-east-1:sqs:path/123456789012/orders'";
const LOCAL: &str =
    "local: { services: { sqs: 'http://127.0.0.1:9324', sts: 'http://127.0.0.1:9325/below' } }\n";
const ENVIRONMENT: [(&str, &str); 3] = [
    ("AWS_ACCESS_KEY_ID", "AKIAENVIRONMENT"),
    ("AWS_SECRET_ACCESS_KEY", "secret-of-the-environment"),
    ("AWS_SESSION_TOKEN", "token-of-the-environment"),
];
const REFUSED: &str = "<ErrorResponse><Error><Type>Sender</Type><Code>AccessDenied</Code>\
    <Message>test is not authorized to perform: sts:AssumeRole</Message></Error></ErrorResponse>";

/// An API whose one method calls a queue for the role.
fn with_role(manifest: &str, environment: &[(&str, &str)]) -> Api {
    api(&document("post", &["httpMethod: POST", URI, ROLE]), manifest, environment)
}

fn step(api: &Api) -> Step {
    api.step("POST /dev/x", &[], "")
}

/// The answer of STS with the session of that number, which is good for an hour from the beginning of the test.
fn session(number: u8) -> String {
    format!(
        "<AssumeRoleResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><AssumeRoleResult><Credentials>
           <AccessKeyId>ASIASESSION{number}</AccessKeyId><SecretAccessKey>secret-of-session</SecretAccessKey>
           <SessionToken>token-of-session-{number}</SessionToken><Expiration>2023-11-14T23:13:20Z</Expiration>
         </Credentials></AssumeRoleResult></AssumeRoleResponse>"
    )
}

/// Goes on with an answer of STS.
fn given(api: &Api, suspended: Suspended, status: u16, body: &str) -> Step {
    let response = super::response(status, &[], body);
    suspended.resume(UpstreamOutcome::Response(response), api.moment())
}

/// The access key that a call is signed with, and the scope.
fn signer(call: &UpstreamCall) -> (String, String) {
    let authorization = header(call, "authorization");
    let credential = authorization.split_once("Credential=").unwrap().1.split(',').next().unwrap();
    let (key, scope) = credential.split_once('/').unwrap();
    (key.to_owned(), scope.to_owned())
}

/// The call of the queue, and the access key and the token that it is signed with.
fn queued(step: Step) -> (String, String) {
    let (call, _) = called(step);
    assert_eq!(call.target.path(), "/123456789012/orders");
    let (key, scope) = signer(&call);
    assert_eq!(scope, "20231114/us-east-1/sqs/aws4_request");
    (key, header(&call, "x-amz-security-token").to_owned())
}

/// The call that asks for a session.
fn asked(step: Step) -> (UpstreamCall, Suspended) {
    let (call, suspended) = called(step);
    let body = String::from_utf8(call.body.to_vec()).unwrap();
    assert!(body.starts_with("Action=AssumeRole&"), "{body}");
    (call, suspended)
}

fn refused(answer: &Answer, why: &str) {
    assert_eq!(answer.short(), (500, r#"{"message":"Internal server error"}"#));
    let expected = format!(
        "Execution failed due to configuration error: API Gateway does not have permission to assume the provided role \
         {ARN}: {why}"
    );
    assert_eq!(answer.cause, expected);
    assert!(answer.log.contains(&expected), "{}", answer.log);
}

#[test]
fn a_role_is_assumed_by_what_stands_in_for_sts() {
    // The credentials of the environment are for AWS itself.
    let api = with_role(LOCAL, &ENVIRONMENT);
    let (call, suspended) = asked(step(&api));
    assert_eq!((call.endpoint.host.as_str(), call.endpoint.port), ("127.0.0.1", 9325));
    assert_eq!((call.method.as_str(), call.target.as_str()), ("POST", "/below/"));
    assert_eq!(header(&call, "host"), "127.0.0.1:9325");
    assert_eq!(header(&call, "content-type"), "application/x-www-form-urlencoded; charset=utf-8");
    assert_eq!(signer(&call), ("test".into(), "20231114/us-east-1/sts/aws4_request".into()));
    assert_eq!(header(&call, "x-amz-security-token"), "");
    assert_eq!(
        call.body,
        "Action=AssumeRole&Version=2011-06-15&RoleArn=arn%3Aaws%3Aiam%3A%3A123456789012%3Arole%2Fapi\
         &RoleSessionName=BackplaneAssumeRoleSession&DurationSeconds=3600"
    );
    let (call, suspended) = called(given(&api, suspended, 200, &session(1)));
    assert_eq!((call.endpoint.host.as_str(), call.endpoint.port), ("127.0.0.1", 9324));
    assert_eq!(signer(&call).0, "ASIASESSION1");
    assert_eq!(header(&call, "x-amz-security-token"), "token-of-session-1");
    let answer = answer(&api, suspended, 200, &[], "{}");
    assert_eq!(answer.status, 200);
    let line = format!("The call is signed with the access key ASIASESSION1 of a session of {ARN}");
    assert!(answer.log.contains(&line), "{}", answer.log);
    for secret in ["secret-of-session", "token-of-session", "secret-of-the-environment"] {
        assert!(!answer.log.contains(secret), "{}", answer.log);
    }
}

#[test]
fn a_session_is_kept_until_shortly_before_its_end() {
    let mut api = with_role(LOCAL, &[]);
    let (_, suspended) = asked(step(&api));
    let first = queued(given(&api, suspended, 200, &session(1)));
    assert_eq!(first, ("ASIASESSION1".into(), "token-of-session-1".into()));
    api.now = Duration::from_secs(55 * 60 - 1);
    assert_eq!(queued(step(&api)), first);
    api.now = Duration::from_mins(55);
    let (_, suspended) = asked(step(&api));
    let second = session(2).replace("2023-11-14T23:13:20Z", "2023-11-15T00:08:20Z");
    assert_eq!(queued(given(&api, suspended, 200, &second)).0, "ASIASESSION2");
    api.now = Duration::from_mins(100);
    assert_eq!(queued(step(&api)).0, "ASIASESSION2");
}

#[test]
fn a_role_that_cannot_be_assumed_is_told_and_asked_for_again() {
    let mut api = with_role(LOCAL, &[]);
    let (_, suspended) = asked(step(&api));
    let why = "AccessDenied: test is not authorized to perform: sts:AssumeRole";
    refused(&answered(given(&api, suspended, 403, REFUSED)), why);
    // STS is not asked by each caller.
    api.now = Duration::from_millis(4999);
    refused(&answered(step(&api)), why);
    api.now = Duration::from_secs(5);
    let (_, suspended) = asked(step(&api));
    assert_eq!(queued(given(&api, suspended, 200, &session(1))).0, "ASIASESSION1");
}

#[test]
fn what_sts_does_wrong_is_told() {
    let answers = [
        (200, "{}", "what `127.0.0.1:9325` answers is no session"),
        (502, "<html>", "`127.0.0.1:9325` answers with status 502"),
        // A session that is over when it comes is none.
        (
            200,
            &session(1).replace("23:13:20", "22:13:20"),
            "what `127.0.0.1:9325` answers is no session",
        ),
    ];
    for (status, body, why) in answers {
        let api = with_role(LOCAL, &[]);
        let (_, suspended) = asked(step(&api));
        refused(&answered(given(&api, suspended, status, body)), why);
    }
    let failures = [
        (UpstreamFailureKind::Timeout, "`127.0.0.1:9325` does not answer in 5 s"),
        (UpstreamFailureKind::Refused, "`127.0.0.1:9325` cannot be reached: cannot connect"),
    ];
    for (kind, why) in failures {
        let api = with_role(LOCAL, &[]);
        let (_, suspended) = asked(step(&api));
        refused(&fail(&api, suspended, kind), why);
    }
}

#[test]
fn aws_itself_assumes_roles_for_calls_of_aws() {
    // What stands in for STS is not asked: its sessions are good for nothing there.
    let api = with_role(&LOCAL.replace("sqs: 'http://127.0.0.1:9324', ", ""), &ENVIRONMENT);
    let told: Vec<String> = api.plan().called_services().map(ToString::to_string).collect();
    assert_eq!(
        told,
        [format!(
            "calls of `sqs` go to AWS in us-east-1, signed for the role `{ARN}`, which the access key \
             `AKIAENVIRONMENT` assumes"
        )]
    );
    let (call, suspended) = asked(step(&api));
    assert_eq!(
        (call.endpoint.host.as_str(), call.endpoint.port),
        ("sts.us-east-1.amazonaws.com", 443)
    );
    assert!(call.endpoint.tls.is_some());
    assert_eq!(signer(&call).0, "AKIAENVIRONMENT");
    assert_eq!(header(&call, "x-amz-security-token"), "token-of-the-environment");
    let (call, suspended) = called(given(&api, suspended, 200, &session(1)));
    assert_eq!(call.endpoint.host, "sqs.us-east-1.amazonaws.com");
    assert_eq!(signer(&call).0, "ASIASESSION1");
    assert_eq!(answer(&api, suspended, 200, &[], "{}").status, 200);
    let shown = format!("{:?}", api.plan());
    assert!(!shown.contains("secret-of-the-environment"), "{shown}");
}

#[test]
fn who_signs_instead_of_a_role_is_told() {
    let local = "local: { services: { sqs: 'http://127.0.0.1:9324' } }\n";
    let off = LOCAL.replace("local: {", "local: { assumeRoles: false,");
    let at_aws = "local: { assumeRoles: false }\n";
    let cases = [
        (local, "`local.services` names no `sts`", "test"),
        (&off, "`local.assumeRoles` is `false`", "test"),
        (at_aws, "`local.assumeRoles` is `false`", "AKIAENVIRONMENT"),
    ];
    for (manifest, why, key) in cases {
        let api = with_role(manifest, &ENVIRONMENT);
        let (call, suspended) = called(step(&api));
        assert_eq!(signer(&call).0, key, "{manifest}");
        let log = answer(&api, suspended, 200, &[], "{}").log;
        let line = format!(
            "The role {ARN} is not assumed: {why}. The call is signed with the access key {key}"
        );
        assert!(log.contains(&line), "{log}");
    }
}

#[test]
fn what_is_no_role_is_not_assumed() {
    let stated = "credentials: 'arn:aws:iam::123456789012:${stageVariables.role}'";
    let document = document("post", &["httpMethod: POST", URI, stated]);
    let manifest = format!("stages: {{ dev: {{ variables: {{ role: user/George }} }} }}\n{LOCAL}");
    let (call, suspended) = called(step(&api(&document, &manifest, &[])));
    assert_eq!(signer(&call).0, "test");
    let api = api(&document, &manifest, &[]);
    let log = answer(&api, suspended, 200, &[], "{}").log;
    let line =
        "The role arn:aws:iam::123456789012:user/George is not assumed: it is not the ARN of one";
    assert!(log.contains(line), "{log}");
}

#[test]
fn an_sts_without_an_address_is_told() {
    let api = with_role(&LOCAL.replace("http://127.0.0.1:9325/below", "nowhere"), &[]);
    let told = api.plan().unserved().iter().map(ToString::to_string).collect::<String>();
    assert!(told.contains("the service `sts` leads to `nowhere`, which is no address"), "{told}");
    assert_eq!(answered(step(&api)).status, 500);
}

#[test]
fn a_call_of_sts_that_fails_is_not_that_of_the_integration() {
    let api = with_role(LOCAL, &[]);
    let (_, suspended) = asked(step(&api));
    // The service would answer a network error of the integration with 504 where the definition says so.
    let failure =
        UpstreamFailure { kind: UpstreamFailureKind::Network, detail: "reset".to_owned() };
    let step = suspended.resume(UpstreamOutcome::Failure(failure), api.moment());
    refused(&answered(step), "`127.0.0.1:9325` cannot be reached: reset");
}
