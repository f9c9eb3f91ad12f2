//! Who signs the calls of services.

use portcullis::bundle::Config;
use portcullis::gateway::{Plan, PlanOptions};
use portcullis::sigv4::{Credentials, Dialect, Request, Signer};

use super::{ROLE, api, called, document, header};
use crate::authorization::api::{Answer, Api, answered};

const URI: &str = "uri: 'arn:aws:apigateway:us-east-1:sqs:path/123456789012/orders'";
const LOCAL: &str = "  services: { sqs: 'http://127.0.0.1:9324' }\n";
const CALLER: &str = "credentials: 'arn:aws:iam::*:user/*'";
const IDENTITIES: &str = "  identities:
    api: { arn: 'arn:aws:iam::123456789012:role/api', accessKeyId: AKIAROLE, secretAccessKey: '${env:ROLE_SECRET}', sessionToken: '${env:ROLE_TOKEN}' }
    george: { arn: 'arn:aws:iam::123456789012:user/George', accessKeyId: AKIAGEORGE, secretAccessKey: '${env:GEORGE_SECRET}', policies: [all.json] }
";
const SECRETS: [(&str, &str); 3] = [
    ("ROLE_SECRET", "secret-of-the-role"),
    ("ROLE_TOKEN", "token-of-the-role"),
    ("GEORGE_SECRET", "secret-of-george"),
];
const ENVIRONMENT: [(&str, &str); 3] = [
    ("AWS_ACCESS_KEY_ID", "AKIAENVIRONMENT"),
    ("AWS_SECRET_ACCESS_KEY", "secret-of-the-environment"),
    ("AWS_SESSION_TOKEN", "token-of-the-environment"),
];

fn method(credentials: &str) -> String {
    document("post", &["httpMethod: POST", URI, credentials])
}

/// The access key and the token that a call is signed with, and where it goes.
fn signed(api: &Api, headers: &[(&str, &str)]) -> (String, String, String) {
    let (call, _) = called(api.step("POST /dev/x", headers, ""));
    let authorization = header(&call, "authorization");
    let key = authorization.split_once("Credential=").unwrap().1.split('/').next().unwrap();
    let token = header(&call, "x-amz-security-token");
    (key.to_owned(), token.to_owned(), call.endpoint.host.clone())
}

fn answer(api: &Api) -> Answer {
    answered(api.step("POST /dev/x", &[], ""))
}

#[test]
fn what_stands_in_for_a_service_needs_no_credentials() {
    // Those of the environment are for AWS itself, and go nowhere else.
    let api = api(&method(ROLE), &format!("local:\n{LOCAL}"), &ENVIRONMENT);
    assert_eq!(signed(&api, &[]), ("test".into(), String::new(), "127.0.0.1".into()));
    // What was built runs in the same way.
    let built: Config = serde_json::from_str(&serde_json::to_string(&api.config).unwrap()).unwrap();
    assert_eq!(built.services["sqs"], "http://127.0.0.1:9324");
    assert_eq!(Plan::new(&built, &PlanOptions::default()).unwrap().unserved(), []);
    assert_eq!(api.plan().called_services().count(), 0);
}

#[test]
fn a_role_signs_with_the_key_that_it_has_here() {
    let local = api(
        &method(ROLE),
        &format!("local:\n{LOCAL}{IDENTITIES}").replace(", policies: [all.json]", ""),
        &SECRETS,
    );
    assert_eq!(
        signed(&local, &[]),
        ("AKIAROLE".into(), "token-of-the-role".into(), "127.0.0.1".into())
    );
    let by_stage = method("credentials: 'arn:aws:iam::123456789012:${stageVariables.role}'");
    let manifest = format!(
        "stages: {{ dev: {{ variables: {{ role: role/api }} }} }}\nlocal:\n{LOCAL}{IDENTITIES}"
    );
    let local = api(&by_stage, &manifest.replace(", policies: [all.json]", ""), &SECRETS);
    assert_eq!(signed(&local, &[]).0, "AKIAROLE");
}

#[test]
fn aws_itself_is_called_with_the_credentials_of_the_environment() {
    // Access keys of the manifest are for this machine.
    let identities =
        format!("local:\n  assumeRoles: false\n{IDENTITIES}").replace(", policies: [all.json]", "");
    let environment = [&SECRETS[..], &ENVIRONMENT[..]].concat();
    let api = api(&method(ROLE), &identities, &environment);
    let host = "sqs.us-east-1.amazonaws.com";
    assert_eq!(
        signed(&api, &[]),
        ("AKIAENVIRONMENT".into(), "token-of-the-environment".into(), host.into())
    );
    let told: Vec<String> = api.plan().called_services().map(ToString::to_string).collect();
    assert_eq!(
        told,
        ["calls of `sqs` go to AWS in us-east-1, signed with the access key `AKIAENVIRONMENT`"]
    );
    let shown = format!("{:?}", api.plan());
    for secret in ["secret-of-the-environment", "token-of-the-environment"] {
        assert!(!shown.contains(secret));
    }
}

#[test]
fn without_an_address_and_credentials_nothing_is_called() {
    let half = [("AWS_ACCESS_KEY_ID", "AKIAENVIRONMENT"), ("AWS_SECRET_ACCESS_KEY", "")];
    for environment in [&[][..], &half[..]] {
        let api = api(&method(ROLE), "", environment);
        let told: Vec<String> = api.plan().unserved().iter().map(ToString::to_string).collect();
        assert_eq!(
            told,
            [
                "openapi.yaml:5: `POST /x` cannot be answered: nothing stands in for the service `sqs`; name its address in \
              `local.services`, or set `AWS_ACCESS_KEY_ID` and `AWS_SECRET_ACCESS_KEY` for calls of AWS itself"
            ]
        );
        let refused = answer(&api);
        assert_eq!(refused.short(), (500, r#"{"message":"Internal server error"}"#));
        assert!(
            refused.cause.contains("nothing stands in for the service `sqs`"),
            "{}",
            refused.cause
        );
    }
}

#[test]
fn the_callers_credentials_are_for_this_machine() {
    let api = api(&method(CALLER), "", &ENVIRONMENT);
    assert_eq!(api.plan().called_services().count(), 0);
    let told = api.plan().unserved().iter().map(ToString::to_string).collect::<String>();
    assert!(told.contains("which is called with the caller's credentials"), "{told}");
    assert_eq!(answer(&api).status, 500);
}

#[test]
fn an_address_that_is_none_is_told() {
    let api = api(&method(ROLE), "local: { services: { sqs: nowhere } }\n", &ENVIRONMENT);
    let told = api.plan().unserved().iter().map(ToString::to_string).collect::<String>();
    assert!(told.contains("the service `sqs` leads to `nowhere`, which is no address"), "{told}");
    assert_eq!(answer(&api).status, 500);
}

#[test]
fn the_callers_own_credentials_are_passed_through() {
    let mut document = method(CALLER);
    document = document.replace(
        "      x-amazon-apigateway-integration:",
        "      security: [{ signed: [] }]\n      x-amazon-apigateway-integration:",
    );
    document.push_str(
        "components:
  securitySchemes:
    signed: { type: apiKey, name: Authorization, in: header, x-amazon-apigateway-authtype: awsSigv4 }
",
    );
    let manifest = format!(
        "portcullis: 1\napi: openapi.yaml\nregion: eu-central-1\naccount: '123456789012'\nlocal:\n{LOCAL}{IDENTITIES}"
    );
    let policy = r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "execute-api:Invoke", "Resource": "*"}]}"#;
    let files =
        [("portcullis.yaml", manifest.as_str()), ("openapi.yaml", &document), ("all.json", policy)];
    let api = Api::new(&files, &SECRETS);
    let credentials = Credentials {
        access_key_id: "AKIAGEORGE".to_owned(),
        secret_access_key: "secret-of-george".to_owned(),
        session_token: None,
    };
    let signer = Signer {
        credentials: &credentials,
        region: "eu-central-1",
        service: "execute-api",
        dialect: Dialect::USUAL,
    };
    let request = Request {
        method: "POST",
        path: "/dev/x",
        query: "",
        headers: &[("host", b"api.test")],
        body: b"",
    };
    let added = signer.sign(&request, api.moment().wall);
    let mut headers = vec![("host", "api.test")];
    headers.extend(added.headers.iter().map(|(name, value)| (*name, value.as_str())));
    let (key, token, host) = signed(&api, &headers);
    assert_eq!((key.as_str(), token.as_str(), host.as_str()), ("AKIAGEORGE", "", "127.0.0.1"));
    assert_eq!(answer(&api).status, 403);
}

#[test]
fn a_caller_without_credentials_has_none_to_pass() {
    let api = api(&method(CALLER), &format!("local:\n{LOCAL}"), &[]);
    let refused = answer(&api);
    assert_eq!(refused.short(), (500, r#"{"message":"Internal server error"}"#));
    assert!(refused.cause.contains("the caller has not signed the request"), "{}", refused.cause);
}
