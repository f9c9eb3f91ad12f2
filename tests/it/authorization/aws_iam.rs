//! `AWS_IAM`, and resource policies.

use std::io::Write as _;
use std::time::Duration;

use portcullis::sigv4::{Credentials, Dialect, Header, Request, Signer};
use serde_json::{Value, json};

use super::api::{Answer, Api, NOW, answered};
use super::signed::{Call, HOST, SECRET};

/// What every method answers: who calls, as templates see it, and what of the signature it sees.
const TEMPLATE: &str = r#"{"account":"$context.identity.accountId","arn":"$context.identity.userArn","key":"$context.identity.accessKey","user":"$context.identity.user","caller":"$context.identity.caller","seen":"$input.params('Authorization')"}"#;

fn document(policy: Option<&Value>) -> String {
    let method = |auth: &str| {
        json!({
            "x-amazon-apigateway-auth": { "type": auth },
            "responses": { "200": { "description": "ok" } },
            "x-amazon-apigateway-integration": {
                "type": "mock",
                "requestTemplates": { "application/json": "{\"statusCode\": 200}" },
                "responses": { "default": { "statusCode": "200", "responseTemplates": { "application/json": TEMPLATE } } },
            },
        })
    };
    let mut document = json!({
        "openapi": "3.0.1", "info": { "title": "pets", "version": "1" },
        "x-amazon-apigateway-minimum-compression-size": 10,
        "paths": {
            "/pets": { "get": method("AWS_IAM"), "post": method("AWS_IAM") },
            "/files/{path+}": { "get": method("AWS_IAM") },
            "/open": { "get": method("NONE") },
        },
    });
    if let (Some(policy), Some(members)) = (policy, document.as_object_mut()) {
        members.insert("x-amazon-apigateway-policy".to_owned(), policy.clone());
    }
    document.to_string()
}

/// A user of the API's account, one of another, and a role in a session; their policies are in files.
const MANIFEST: &str = r#"portcullis: 1
name: pets
api: api.json
region: eu-central-1
account: "111122223333"
stages: { dev: {} }
local:
  identities:
    george:
      arn: arn:aws:iam::111122223333:user/team/George
      accessKeyId: AKIAGEORGE
      secretAccessKey: "${env:SECRET}"
      policies: [own.json]
    stranger:
      arn: arn:aws:iam::999999999999:user/Stranger
      accessKeyId: AKIASTRANGER
      secretAccessKey: "${env:SECRET}"
      policies: [own.json]
    deployer:
      arn: arn:aws:iam::111122223333:role/Deployer
      accessKeyId: ASIADEPLOYER
      secretAccessKey: "${env:SECRET}"
      sessionToken: "${env:TOKEN}"
      policies: [own.json]
    nobody:
      arn: arn:aws:iam::111122223333:user/Nobody
      accessKeyId: AKIANOBODY
      secretAccessKey: "${env:NOT_SET}"
"#;

fn allow() -> Value {
    json!({"Version": "2012-10-17", "Statement": [{ "Effect": "Allow", "Action": "execute-api:Invoke", "Resource": "*" }]})
}

/// The API, with the policy that all identities have, and its own.
fn api_with(own: &Value, policy: Option<&Value>) -> Api {
    let (document, own) = (document(policy), own.to_string());
    let files = [("portcullis.yaml", MANIFEST), ("api.json", &document), ("own.json", &own)];
    Api::new(&files, &[("SECRET", SECRET), ("TOKEN", "the-session-token")])
}

fn api() -> Api {
    api_with(&allow(), None)
}

fn refused(answer: &Answer) -> (u16, &str, String) {
    let body: Value = serde_json::from_str(&answer.body).unwrap();
    let message = body.get("message").or_else(|| body.get("Message")).unwrap();
    (answer.status, answer.error_type(), message.as_str().unwrap().to_owned())
}

#[test]
fn a_signature_lets_its_caller_in_and_is_seen_by_templates() {
    let api = api();
    assert_eq!((api.plan().unenforced(), api.plan().unserved().len()), (&[][..], 1));
    let answer = Call::new("GET /dev/pets").signed("AKIAGEORGE").send(&api);
    assert_eq!(answer.status, 200, "{}", answer.log);
    let body: Value = serde_json::from_str(&answer.body).unwrap();
    assert_eq!(body["account"], "111122223333");
    assert_eq!(body["arn"], "arn:aws:iam::111122223333:user/team/George");
    assert_eq!(body["key"], "AKIAGEORGE");
    assert!(body["user"].as_str().unwrap().starts_with("AIDA"), "{body}");
    assert_eq!(body["user"], body["caller"]);
    // Nobody behind the method sees the signature.
    assert_eq!(body["seen"], "");
}

#[test]
fn everything_that_is_signed_is_verified() {
    let api = api();
    for call in [
        Call::new("GET /dev/pets?b=2&a=1&a=0&empty=&c=%20%2F&d=x=y"),
        Call::new("GET /dev/files/a%20b/%E1%88%B4/@x/y%3D"),
        Call::new("POST /dev/pets").header("content-type", "application/json").body("{\"a\": 1}"),
        Call::new("GET /dev/pets").header("x-one", "a   b").header("cookie", "c=d"),
    ] {
        let line = call.line.clone();
        let answer = call.signed("AKIAGEORGE").send(&api);
        assert_eq!(answer.status, 200, "{line}: {}", answer.log);
    }
    let call = Call::new("GET /dev/pets?x=1").presigned("AKIAGEORGE", Duration::from_mins(10));
    assert_eq!(call.send(&api).status, 200);
}

#[test]
fn what_was_sent_is_verified_and_not_what_is_made_of_it() {
    let api = api();
    // The verb that counts for the route is not the one that was signed.
    let call = Call::new("GET /dev/pets").header("x-http-method-override", "POST");
    assert_eq!(call.signed("AKIAGEORGE").send(&api).status, 200);
    // A payload is signed as it is packed.
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    packed.write_all(b"{\"a\": 1}").unwrap();
    let packed = packed.finish().unwrap();
    let credentials = Credentials {
        access_key_id: "AKIAGEORGE".to_owned(),
        secret_access_key: SECRET.to_owned(),
        session_token: None,
    };
    let signer = Signer {
        credentials: &credentials,
        region: "eu-central-1",
        service: "execute-api",
        dialect: Dialect::USUAL,
    };
    let headers: [Header<'_>; 2] = [("host", HOST.as_bytes()), ("content-encoding", b"gzip")];
    let request =
        Request { method: "POST", path: "/dev/pets", query: "", headers: &headers, body: &packed };
    let added = signer.sign(&request, NOW);
    let mut sent: Vec<(&str, &str)> = vec![("host", HOST), ("content-encoding", "gzip")];
    sent.extend(added.headers.iter().map(|(name, value)| (*name, value.as_str())));
    let answer = answered(api.step_of("POST /dev/pets", &sent, packed.into()));
    assert_eq!(answer.status, 200, "{}", answer.log);
}

#[test]
fn a_session_needs_its_token() {
    let api = api();
    let with = |token| {
        Call::new("GET /dev/pets")
            .signed_for("ASIADEPLOYER", "eu-central-1", "execute-api", token)
            .send(&api)
    };
    let answer = with(Some("the-session-token"));
    let body: Value = serde_json::from_str(&answer.body).unwrap();
    assert_eq!(body["arn"], "arn:aws:sts::111122223333:assumed-role/Deployer/local");
    assert!(body["user"].as_str().unwrap().ends_with(":local"), "{body}");
    let invalid = "The security token included in the request is invalid.".to_owned();
    for token in [None, Some("another")] {
        let answer = with(token);
        assert_eq!(refused(&answer), (403, "UnrecognizedClientException", invalid.clone()));
    }
}

#[test]
fn requests_that_are_not_signed_right_are_told_so_in_the_services_words() {
    let mut api = api();
    let signed = || Call::new("GET /dev/pets").signed("AKIAGEORGE");
    let authorization =
        signed().headers.iter().find(|(name, _)| name == "authorization").unwrap().1.clone();
    for (call, kind, message) in [
        (
            Call::new("GET /dev/pets"),
            "MissingAuthenticationTokenException",
            "Missing Authentication Token",
        ),
        (
            Call::new("GET /dev/pets").header("authorization", "Bearer xxx"),
            "IncompleteSignatureException",
            "'xxx' not a valid key=value pair (missing equal-sign) in Authorization header: 'Bearer xxx'.",
        ),
        (
            Call::new("GET /dev/pets").signed_for("AKIAGEORGE", "us-east-1", "s3", None),
            "InvalidSignatureException",
            "Credential should be scoped to a valid region, not 'us-east-1'. Credential should be scoped to correct service: 'execute-api'. ",
        ),
        (
            Call::new("GET /dev/pets").signed("AKIANOSUCH"),
            "UnrecognizedClientException",
            "The security token included in the request is invalid.",
        ),
        (
            Call::new("GET /dev/pets").signed("AKIANOBODY"),
            "UnrecognizedClientException",
            "The security token included in the request is invalid.",
        ),
        (
            signed().header("authorization", &authorization.replace("=host;", "=")),
            "InvalidSignatureException",
            "'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.",
        ),
    ] {
        let answer = call.send(&api);
        assert_eq!(refused(&answer), (403, kind, message.to_owned()));
        assert!(answer.cause.starts_with("Unauthorized: "), "{}", answer.cause);
    }
    // A signature that is sent again counts as long as its time.
    assert_eq!(signed().send(&api).status, 200);
    api.now = Duration::from_mins(5);
    assert_eq!(signed().send(&api).status, 200);
    api.now = Duration::from_secs(301);
    let late = "Signature expired: 20231114T221320Z is now earlier than 20231114T221321Z (20231114T221821Z - 5 min.)";
    let answer = signed().send(&api);
    assert_eq!(refused(&answer), (403, "InvalidSignatureException", late.to_owned()));
}

#[test]
fn a_signature_that_does_not_fit_explains_itself_in_the_log() {
    let api = api();
    let signed = Call::new("POST /pets").body("{\"pin\": 1}").signed("AKIAGEORGE");
    let answer = signed.clone().line("POST /dev/pets").send(&api);
    let (status, kind, message) = refused(&answer);
    assert_eq!((status, kind), (403, "InvalidSignatureException"));
    assert!(
        message.starts_with(
            "The request signature we calculated does not match the signature you provided."
        ),
        "{message}"
    );
    assert!(message.contains(
        "'POST\n/dev/pets\n\nhost:127.0.0.1:8080\nx-amz-date:20231114T221320Z\n\nhost;x-amz-date\n"
    ));
    for line in ["the path was signed without the stage", "- /dev/pets", "+ /pets"] {
        assert!(answer.log.contains(line), "{}", answer.log);
    }
    let answer = signed.line("POST /dev/pets").body("{\"pin\": 2}").send(&api);
    assert!(answer.log.contains("the signature does not fit the request"), "{}", answer.log);
}

#[test]
fn an_unknown_method_with_another_token_is_told_of_the_token() {
    let api = api();
    let answer = Call::new("GET /dev/nowhere").header("authorization", "Bearer x.y").send(&api);
    assert_eq!(refused(&answer).1, "IncompleteSignatureException");
    for call in [Call::new("GET /dev/nowhere"), Call::new("GET /dev/nowhere").signed("AKIAGEORGE")]
    {
        assert_eq!(refused(&call.send(&api)).1, "MissingAuthenticationTokenException");
    }
}

fn statement(effect: &str) -> Value {
    json!({ "Effect": effect, "Principal": "*", "Action": "execute-api:Invoke", "Resource": "execute-api:/dev/GET/pets" })
}

/// A policy that says so about the method, or is silent about it.
fn resource_policy(word: &str) -> Option<Value> {
    let statements = match word {
        "none" => return None,
        "A" => json!([statement("Allow")]),
        "D" => json!([statement("Allow"), statement("Deny")]),
        "N" => {
            json!([{ "Effect": "Allow", "Principal": "*", "Action": "execute-api:Invoke", "Resource": "execute-api:/dev/GET/other" }])
        }
        other => panic!("{other}"),
    };
    Some(json!({ "Version": "2012-10-17", "Statement": statements }))
}

fn identity_policy(word: &str) -> Value {
    let resource = "arn:aws:execute-api:eu-central-1:111122223333:*/dev/GET/pets";
    let statement = |effect: &str| json!({ "Effect": effect, "Action": "execute-api:Invoke", "Resource": resource });
    let statements = match word {
        "A" => json!([statement("Allow")]),
        "D" => json!([statement("Allow"), statement("Deny")]),
        "N" => json!([{ "Effect": "Allow", "Action": "s3:GetObject", "Resource": "*" }]),
        other => panic!("{other}"),
    };
    json!({ "Version": "2012-10-17", "Statement": statements })
}

/// Every row of both tables: the policy of the identity, that of the API, and the statuses for the own account and for
/// another one (reference `access-control`, section 2.3).
#[test]
fn policies_come_together_as_in_the_tables() {
    for (own, resource, same, other) in [
        ("A", "A", 200, 200),
        ("A", "N", 200, 403),
        ("A", "none", 200, 403),
        ("A", "D", 403, 403),
        ("N", "A", 200, 403),
        ("N", "N", 403, 403),
        ("N", "none", 403, 403),
        ("N", "D", 403, 403),
        ("D", "A", 403, 403),
        ("D", "N", 403, 403),
        ("D", "none", 403, 403),
        ("D", "D", 403, 403),
    ] {
        let api = api_with(&identity_policy(own), resource_policy(resource).as_ref());
        let status = |key: &str| Call::new("GET /dev/pets").signed(key).send(&api).status;
        assert_eq!(status("AKIAGEORGE"), same, "{own} {resource}, own account");
        assert_eq!(status("AKIASTRANGER"), other, "{own} {resource}, other account");
    }
}

#[test]
fn an_open_method_is_left_to_the_resource_policy() {
    for (policy, status) in [("none", 200), ("A", 403), ("N", 403), ("D", 403)] {
        let api = api_with(&allow(), resource_policy(policy).as_ref());
        assert_eq!(Call::new("GET /dev/open").send(&api).status, status, "{policy}");
    }
    let policy = json!({ "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Principal": "*", "Action": "execute-api:Invoke", "Resource": "execute-api:/*",
          "Condition": { "IpAddress": { "aws:SourceIp": "127.0.0.0/8" }, "StringLike": { "aws:UserAgent": "good/*" } } },
    ]});
    let api = api_with(&allow(), Some(&policy));
    let call = Call::new("GET /dev/open");
    assert_eq!(call.clone().header("user-agent", "good/1").send(&api).status, 200);
    let answer = call.header("user-agent", "bad/1").send(&api);
    let (status, kind, message) = refused(&answer);
    assert_eq!((status, kind), (403, "AccessDeniedException"));
    assert!(
        message.starts_with("User: anonymous is not authorized to perform: execute-api:Invoke on resource: arn:aws:execute-api:eu-central-1:********3333:"),
        "{message}"
    );
    assert!(answer.body.starts_with("{\"Message\":"), "{}", answer.body);
    assert!(
        answer.cause.contains("resource policy: no statement allows the request"),
        "{}",
        answer.cause
    );
}

#[test]
fn a_caller_that_may_not_call_is_named() {
    let api = api_with(&identity_policy("N"), None);
    let answer = Call::new("GET /dev/pets").signed("AKIAGEORGE").send(&api);
    let (status, kind, message) = refused(&answer);
    assert_eq!((status, kind), (403, "AccessDeniedException"));
    assert!(
        message.starts_with("User: arn:aws:iam::111122223333:user/team/George is not authorized to perform: execute-api:Invoke on resource: "),
        "{message}"
    );
    assert!(
        answer.cause.contains("policies of the caller: no statement allows the request"),
        "{}",
        answer.cause
    );
}

#[test]
fn secrets_are_in_no_artifact_and_an_unset_variable_is_told() {
    let api = api();
    let text = portcullis::bundle::write_config(&api.config).unwrap();
    assert!(text.contains("\"${env:SECRET}\"") && !text.contains(SECRET), "{text}");
    let told: Vec<String> = api.plan().unserved().iter().map(ToString::to_string).collect();
    assert_eq!(
        told,
        [
            "identities: `requests signed by nobody` cannot be answered: the environment variable `NOT_SET` is not set"
        ]
    );
    let shown = format!("{:?}", api.plan());
    assert!(!shown.contains(SECRET) && !shown.contains("the-session-token"));
}
