//! The whole way of a request.

use std::fs;
use std::path::Path;

use serde_json::json;

use super::{MANIFEST, ask, openapi, policy, project, told};
use crate::cli::{portcullis, stderr};

#[test]
fn stages_and_routes_come_first() {
    let folder = project(&[("openapi.yaml", &openapi("", "")), ("portcullis.yaml", MANIFEST)]);
    let told = |words: &[&str]| told(folder.path(), words);
    assert_eq!(
        told(&["GET /pets/1", "--stage", "prodd"]),
        "denied 403 -: there is no stage `prodd`; the stages are `prod`, `dev`"
    );
    assert_eq!(
        told(&["GET /pet/1"]),
        "denied 403 MISSING_AUTHENTICATION_TOKEN: no method is for GET `/pet/1`"
    );
    assert_eq!(
        told(&["GET /pets/1"]),
        "allowed: nothing stands before the method that keeps it out"
    );
    let near = |line: &str| {
        let (_, answer) = ask(folder.path(), &[line]);
        let near = answer["nearestRoutes"][0].clone();
        let changes = answer["requestChanges"][0].clone();
        let text = |value: &serde_json::Value| value.as_str().unwrap_or("-").to_owned();
        [
            text(&near["route"]),
            text(&near["difference"]),
            text(&near["place"]),
            text(&changes["what"]),
            text(&changes["to"]),
        ]
        .join(" | ")
    };
    let route = "GET /pets/{petId}";
    let place = "openapi.yaml:5:5";
    assert_eq!(
        near("GET /pet/1"),
        format!("{route} | `pet` is `pets` there | {place} | path | /pets/1")
    );
    assert_eq!(
        near("GET /Pets/1"),
        format!("{route} | `Pets` is `pets` there, and case counts | {place} | path | /pets/1")
    );
    assert_eq!(
        near("POST /pets/1"),
        format!("{route} | the verb is `POST`, and the route has `GET` | {place} | verb | GET")
    );
    assert_eq!(
        near("GET /prod/pets/1"),
        format!(
            "{route} | `prod` is too much: it is a stage, and the path behind the stage `prod` is meant | {place} | \
             path | /pets/1"
        )
    );
    assert_eq!(near("GET /pets"), format!("{route} | `{{petId}}` is missing | {place} | - | -"));
}

const AUTHORIZER: &str = "      security: [{ tokens: [] }]
components:
  securitySchemes:
    tokens:
      type: apiKey
      name: Authorization
      in: header
      x-amazon-apigateway-authtype: custom
      x-amazon-apigateway-authorizer:
        type: token
        authorizerUri: arn:aws:apigateway:eu-central-1:lambda:path/2015-03-31/functions/arn:aws:lambda:eu-central-1:123456789012:function:auth/invocations
        identityValidationExpression: '^Bearer [-a-z]+$'";

fn answer(statements: &serde_json::Value) -> String {
    json!({ "principalId": "me", "policyDocument": { "Version": "2012-10-17", "Statement": statements } })
        .to_string()
}

fn statement(effect: &str, method: &str) -> serde_json::Value {
    let resource = format!("arn:aws:execute-api:eu-central-1:123456789012:*/prod/{method}");
    json!({ "Effect": effect, "Action": "execute-api:Invoke", "Resource": resource })
}

#[test]
fn a_lambda_authorizer_is_asked_only_with_its_identity_sources() {
    let folder = project(&[
        ("openapi.yaml", &openapi(AUTHORIZER, "")),
        ("portcullis.yaml", MANIFEST),
        ("good.json", &answer(&json!([statement("Allow", "*")]))),
        ("narrow.json", &answer(&json!([statement("Allow", "POST/pets/*")]))),
        ("deny.json", &answer(&json!([statement("Deny", "GET/*")]))),
        ("policy.json", &policy(&json!([statement("Allow", "*")]))),
        ("nonsense.json", "{\"principalId\": 7}"),
        ("refused.json", "\"Unauthorized\""),
    ]);
    let told = |words: &[&str]| told(folder.path(), &[&["GET /pets/1"], words].concat());
    assert_eq!(
        told(&[]),
        "denied 401 UNAUTHORIZED: `method.request.header.Authorization` is missing, so the function is not called"
    );
    assert_eq!(
        told(&["-H", "Authorization: Basic x"]),
        "denied 401 UNAUTHORIZED: `method.request.header.Authorization` does not match `^Bearer [-a-z]+$`, so the \
         function is not called"
    );
    let token = ["-H", "Authorization: Bearer a-token", "--authorizer-policy"];
    let with = |file: &str| told(&[&token[..], &[file]].concat());
    assert_eq!(told(&token[..2]), "undecided: it depends on `the answer of the authorizer`");
    assert_eq!(with("good.json"), "allowed: statement 1 of the Lambda authorizer allows it");
    assert_eq!(with("policy.json"), "allowed: statement 1 of the Lambda authorizer allows it");
    assert_eq!(
        with("narrow.json"),
        "denied 403 ACCESS_DENIED: nothing allows it; statement 1 of the Lambda authorizer comes closest: \
         `execute-api:/prod/GET/pets/1` is not matched by \
         `arn:aws:execute-api:eu-central-1:123456789012:*/prod/POST/pets/*`"
    );
    assert_eq!(
        with("deny.json"),
        "denied 403 ACCESS_DENIED: statement 1 of the Lambda authorizer denies it"
    );
    assert_eq!(
        with("refused.json"),
        "denied 401 UNAUTHORIZED: the function answered `Unauthorized`"
    );
    assert_eq!(
        with("nonsense.json"),
        "denied 500 AUTHORIZER_CONFIGURATION_ERROR: what the function answers is no answer"
    );
    // What identifies the caller is in no answer.
    let (_, answer) = ask(folder.path(), &[&["GET /pets/1"][..], &token[..2]].concat());
    assert!(!answer.to_string().contains("a-token"), "{answer}");
}

const KEYS: &str = "apiKeys:
  app: { value: 'a-key-of-the-application' }
  off: { value: 'a-key-that-is-disabled-', enabled: false }
  loose: { value: 'a-key-that-is-in-no-plan' }
  other: { value: '${env:NO_SUCH_VARIABLE}' }
usagePlans:
  mobile: { stages: [prod], keys: [app, off] }
  internal: { stages: [dev], keys: [other] }
";

#[test]
fn an_api_key_is_followed_link_by_link() {
    let manifest = format!("{MANIFEST}{KEYS}");
    let method = "      security: [{ key: [] }]
components: { securitySchemes: { key: { type: apiKey, name: x-api-key, in: header } } }";
    let folder = project(&[("openapi.yaml", &openapi(method, "")), ("portcullis.yaml", &manifest)]);
    let with = |key: &[&str]| told(folder.path(), &[&["GET /pets/1"], key].concat());
    let refused = |why: &str| format!("denied 403 INVALID_API_KEY: {why}");
    assert_eq!(with(&[]), refused("the request has no header `x-api-key`"));
    assert_eq!(with(&["--api-key", "a-key-that-nobody-knows"]), refused("there is no such key"));
    assert_eq!(with(&["--api-key", "off"]), refused("the key is disabled"));
    assert_eq!(with(&["--api-key", "loose"]), refused("no usage plan has the key"));
    // A key whose value is not here can be asked about by its name.
    let other = refused("no usage plan with the key is for this stage");
    assert_eq!(with(&["--api-key", "other"]), other);
    assert!(with(&["--api-key", "other", "--stage", "dev"]).starts_with("allowed: "));
    assert!(with(&["--api-key", "app"]).starts_with("allowed: "));
    assert!(with(&["-H", "x-api-key: a-key-of-the-application"]).starts_with("allowed: "));
    let (_, answer) = ask(folder.path(), &["GET /pets/1", "--api-key", "other"]);
    let steps = answer["steps"].as_array().unwrap();
    let step = steps.iter().find(|own| own["name"] == "api-key").unwrap();
    assert_eq!(
        step["details"],
        json!([
            "the request has the header `x-api-key`: yes",
            "the definition has that key: `other`: yes",
            "a usage plan has the key `other`: `internal`: yes",
            "one of `internal` is for the stage `prod`: no",
            "keys of `mobile` are let in"
        ])
    );
    assert_eq!(answer["requestChanges"][0]["what"], "header `x-api-key`");
    assert_eq!(answer["requestChanges"][0]["to"], "the key `app`");
    assert!(!answer.to_string().contains("a-key-of-the-application"), "{answer}");
}

#[test]
fn validators_and_limits_come_last() {
    let method = "    post:
      parameters:
        - { name: petId, in: path, required: true, schema: { type: string } }
        - { name: type, in: query, required: true, schema: { type: string } }
      requestBody:
        content: { application/json: { schema: { $ref: '#/components/schemas/Pet' } } }
      x-amazon-apigateway-request-validator: all
      responses: { '200': { description: ok } }
      x-amazon-apigateway-integration: { type: mock }
x-amazon-apigateway-request-validators:
  all: { validateRequestBody: true, validateRequestParameters: true }
components: { schemas: { Pet: { type: object, required: [name], properties: { name: { type: string } } } } }";
    let folder = project(&[("openapi.yaml", &openapi(method, "")), ("portcullis.yaml", MANIFEST)]);
    let told = |words: &[&str]| told(folder.path(), words);
    assert_eq!(
        told(&["POST /pets/1", "-d", "{\"name\": \"Rex\"}"]),
        "denied 400 BAD_REQUEST_PARAMETERS: Missing required request parameters: [type]"
    );
    assert_eq!(
        told(&["POST /pets/1?type=dog", "-d", "{}"]),
        "denied 400 BAD_REQUEST_BODY: Request body does not match model schema for content type application/json: \
         [object has missing required properties ([\"name\"])]"
    );
    assert!(told(&["POST /pets/1?type=dog", "-d", "{\"name\": \"Rex\"}"]).starts_with("allowed: "));
    let (_, answer) = ask(folder.path(), &["POST /pets/1", "-d", "{\"name\": \"Rex\"}"]);
    assert_eq!(answer["requestChanges"][0]["what"], "query parameter `type`");
    assert_eq!(answer["requestChanges"][0]["outcome"], "allowed");

    let manifest = MANIFEST.replace("prod: {}", "prod: { throttle: { rate: 1, burst: 0 } }");
    fs::write(folder.path().join("portcullis.yaml"), manifest).unwrap();
    let (exit, answer) = ask(folder.path(), &["GET /pets/1"]);
    assert_eq!((exit, &answer["response"]["status"]), (1, &json!(429)), "{answer:#}");
    assert_eq!(answer["limits"][0], json!({ "layer": "method", "rate": "1", "burst": 0 }));
    let steps = answer["steps"].as_array().unwrap();
    assert_eq!(steps.last().unwrap()["name"], "limits");
}

const IAM: &str = "      x-amazon-apigateway-auth: { type: AWS_IAM }";

/// A policy of the caller that allows everything in the stage.
fn identity_policy(effect: &str) -> String {
    policy(&json!([statement(effect, "*")]))
}

#[test]
fn signed_requests_are_decided_by_both_tables() {
    let partner = "arn:aws:iam::111122223333:user/George";
    let own = "arn:aws:iam::123456789012:role/reader";
    let allows = policy(&json!([{
        "Sid": "Partner", "Effect": "Allow", "Principal": { "AWS": partner },
        "Action": "execute-api:Invoke", "Resource": "execute-api:/prod/GET/pets/*"
    }]));
    let manifest = format!("{MANIFEST}policy: policy.json\n");
    let folder = project(&[
        ("openapi.yaml", &openapi(IAM, "")),
        ("portcullis.yaml", &manifest),
        ("policy.json", &allows),
        ("allow.json", &identity_policy("Allow")),
        ("deny.json", &identity_policy("Deny")),
    ]);
    let told = |words: &[&str]| told(folder.path(), &[&["GET /pets/1"], words].concat());
    assert_eq!(told(&[]), "undecided: it depends on `who signed the request`");
    assert_eq!(
        told(&["--as", "anonymous"]),
        "denied 403 MISSING_AUTHENTICATION_TOKEN: Missing Authentication Token"
    );
    let with = |arn: &str, file: &str| told(&["--as", arn, "--identity-policy", file]);
    assert!(with(partner, "allow.json").starts_with("allowed: "));
    assert!(with(own, "allow.json").starts_with("allowed: "));
    assert_eq!(
        with(own, "deny.json"),
        "denied 403 ACCESS_DENIED: statement 1 of the policies of the caller denies it"
    );
    let other = "arn:aws:iam::999999999999:user/Eve";
    assert_eq!(
        with(other, "allow.json"),
        "denied 403 ACCESS_DENIED: nothing allows it; statement `Partner` of the resource policy comes closest: the \
         caller is arn:aws:iam::999999999999:user/Eve, who is none of `arn:aws:iam::111122223333:user/George`"
    );
    assert!(
        told(&["--as", partner])
            .starts_with("undecided: it depends on `the policies of the caller`")
    );
    // For another account, no single edit of its own policy is enough.
    let (_, answer) =
        ask(folder.path(), &["GET /pets/1", "--as", other, "--identity-policy", "allow.json"]);
    assert_eq!(
        answer["policyEdits"][0]["what"],
        "in statement `Partner`, add `arn:aws:iam::999999999999:user/Eve` to `Principal.AWS`"
    );
    assert_eq!(answer["requestChanges"][0]["what"], "caller");
    assert_eq!(answer["response"]["errorType"], "AccessDeniedException");
}

#[test]
fn identities_of_the_manifest_have_their_policies() {
    let manifest = format!(
        "{MANIFEST}local:
  identities:
    george: {{ arn: 'arn:aws:iam::123456789012:user/George', accessKeyId: AKIDEXAMPLE, secretAccessKey: '${{env:GEORGE}}', policies: [george.json] }}
"
    );
    let folder = project(&[
        ("openapi.yaml", &openapi(IAM, "")),
        ("portcullis.yaml", &manifest),
        ("george.json", &policy(&json!([statement("Allow", "GET/pets/7")]))),
    ]);
    let told = |line: &str, who: &str| told(folder.path(), &[line, "--as", who]);
    assert_eq!(
        told("GET /pets/7", "george"),
        "allowed: statement 1 of the policies of the caller allows it"
    );
    let refused = told("GET /pets/1", "arn:aws:iam::123456789012:user/George");
    assert!(refused.starts_with("denied 403 ACCESS_DENIED: nothing allows it; "), "{refused}");
    let (_, answer) = ask(folder.path(), &["GET /pets/1", "--as", "george"]);
    let edit = &answer["policyEdits"][0];
    let place = edit["place"].as_str().unwrap();
    assert!(place.starts_with("george.json:1:"), "{answer:#}");
}

const POOL: &str = "      security: [{ users: [pets/read] }]
components:
  securitySchemes:
    users:
      type: apiKey
      name: Authorization
      in: header
      x-amazon-apigateway-authtype: cognito_user_pools
      x-amazon-apigateway-authorizer:
        type: cognito_user_pools
        providerARNs: ['arn:aws:cognito-idp:eu-central-1:123456789012:userpool/eu-central-1_abc']";

#[test]
fn claims_of_a_user_pool_are_checked() {
    let folder = project(&[("openapi.yaml", &openapi(POOL, "")), ("portcullis.yaml", MANIFEST)]);
    let with = |words: &[&str]| told(folder.path(), &[&["GET /pets/1"], words].concat());
    let claims = |text: &str| with(&["--claims", text]);
    assert_eq!(
        with(&[]),
        "denied 401 UNAUTHORIZED: Unauthorized: the request has no header `Authorization`, where the token belongs"
    );
    assert!(
        claims("{\"token_use\": \"access\", \"scope\": \"pets/read pets/write\"}")
            .starts_with("allowed: ")
    );
    for (text, why) in [
        (
            "{\"token_use\": \"access\", \"scope\": \"pets/write\"}",
            "the token has none of the scopes `pets/read`",
        ),
        ("{\"token_use\": \"id\"}", "the token is an id token where an access token is needed"),
        ("{\"token_use\": \"access\", \"exp\": 1}", "expired"),
        (
            "{\"token_use\": \"access\", \"iss\": \"https://example.com\"}",
            "the issuer is `https://example.com`",
        ),
        ("{}", "the token has no claim `token_use`"),
    ] {
        let (exit, answer) = ask(folder.path(), &["GET /pets/1", "--claims", text]);
        assert_eq!((exit, &answer["response"]["status"]), (1, &json!(401)), "{text}");
        let steps = answer["steps"].as_array().unwrap();
        let details = steps.last().unwrap()["details"].to_string();
        assert!(details.contains(why), "{text}: {details}");
    }
    let expired = claims("{\"token_use\": \"access\", \"exp\": 1}");
    assert_eq!(expired, "denied 401 UNAUTHORIZED: The incoming token has expired");
}

#[test]
fn private_apis_are_reached_through_endpoints() {
    let policy = policy(&json!([
        { "Sid": "All", "Effect": "Allow", "Principal": "*", "Action": "execute-api:Invoke", "Resource": "execute-api:/*" },
        { "Sid": "Ours", "Effect": "Deny", "Principal": "*", "Action": "execute-api:Invoke", "Resource": "execute-api:/*",
          "Condition": { "StringNotEquals": { "aws:SourceVpce": "vpce-0a1b2c3d4e5f60718" } } }
    ]));
    let endpoint = super::policy(&json!([{
        "Effect": "Allow", "Principal": "*", "Action": "execute-api:Invoke",
        "Resource": "arn:aws:execute-api:eu-central-1:123456789012:other/*"
    }]));
    let manifest = format!("{MANIFEST}endpoint: {{ type: PRIVATE }}\npolicy: policy.json\n");
    let folder = project(&[
        ("openapi.yaml", &openapi("", "")),
        ("portcullis.yaml", &manifest),
        ("policy.json", &policy),
        ("endpoint.json", &endpoint),
    ]);
    let told = |words: &[&str]| told(folder.path(), &[&["GET /pets/1"], words].concat());
    assert!(told(&[]).starts_with("undecided: it depends on `aws:SourceVpce`"), "{}", told(&[]));
    assert!(told(&["--vpce", "vpce-0a1b2c3d4e5f60718"]).starts_with("allowed: "));
    assert_eq!(
        told(&["--vpce", "vpce-1"]),
        "denied 403 ACCESS_DENIED: statement `Ours` of the resource policy denies it: `aws:SourceVpce` is vpce-1, which \
         is not `vpce-0a1b2c3d4e5f60718`"
    );
    assert_eq!(
        told(&["--vpce", "none"]),
        "denied 403 -: the API is private, and the request comes through no VPC endpoint"
    );
    let refused = told(&["--vpce", "vpce-0a1b2c3d4e5f60718", "--endpoint-policy", "endpoint.json"]);
    assert!(refused.contains("of the policy of the VPC endpoint comes closest"), "{refused}");
    let (_, answer) = ask(folder.path(), &["GET /pets/1", "--vpce", "vpce-1"]);
    assert_eq!(answer["requestChanges"][0]["to"], "vpce-0a1b2c3d4e5f60718");
}

#[test]
fn a_compiled_configuration_answers_the_same() {
    let folder = crate::cli::example("blocked-caller");
    let target = tempfile::tempdir().unwrap();
    let built = portcullis(&folder, &["build", "-o", &target.path().display().to_string()]);
    assert!(built.status.success(), "{}", stderr(&built));
    let config = target.path().join("gateway.json").display().to_string();
    for from in ["207.172.87.12", "198.51.100.7"] {
        let words = ["GET /pets/1", "--from", from];
        let source = told(&folder, &words);
        let compiled = told(Path::new("/"), &[&[config.as_str()][..], &words[..]].concat());
        assert_eq!(source, compiled);
    }
}

#[test]
fn what_is_wrong_with_the_question_is_said() {
    let folder = project(&[
        ("openapi.yaml", &openapi(IAM, "")),
        ("portcullis.yaml", MANIFEST),
        ("broken.json", "{\"Statement\": [{\"Effect\": \"allow\"}]}"),
        ("list.json", "[1"),
    ]);
    for (words, message) in [
        (&["pets"][..], "the path of `pets` does not begin with `/`"),
        (&["G{T /pets"], "`G{T` is no HTTP method"),
        (&["GET /pets/1", "--as", "George"], "`George` is no ARN of an identity"),
        (&["GET /pets/1", "--time", "noon"], "`noon` is no time"),
        (&["GET /pets/1", "--from", "nowhere"], "invalid value 'nowhere'"),
        (&["GET /pets/1", "-H", "nothing"], "`nothing` has no `:` between a name and a value"),
        (&["GET /pets/1", "--set", "aws:PrincipalOrgID=o-1"], "no use without one"),
        (&["GET /pets/1", "--as", "arn:aws:iam::1:user/x", "--set", "a=b"], "is no ARN"),
        (
            &["GET /pets/1", "--as", "arn:aws:iam::123456789012:user/x", "--set", "a=b"],
            "`a` cannot be set",
        ),
        (
            &[
                "GET /pets/1",
                "--as",
                "arn:aws:iam::123456789012:user/x",
                "--identity-policy",
                "broken.json",
            ],
            "`broken.json` is no policy",
        ),
        (&["GET /pets/1", "--authorizer-policy", "list.json"], "`list.json` cannot be read"),
        (&["GET /pets/1", "--endpoint-policy", "none.json"], "cannot read `none.json`"),
        (&["--log", "none.log"], "cannot read `none.log`"),
    ] {
        let output = portcullis(folder.path(), &[&["why-denied"], words].concat());
        let text = stderr(&output);
        assert_eq!(output.status.code(), Some(2), "{words:?}: {text}");
        assert!(text.contains(message), "{words:?}: {text}");
    }
}

#[test]
fn a_payload_that_the_model_takes_is_told() {
    let folder = crate::cli::example("petstore");
    let (_, answer) = ask(&folder, &["POST /pets", "-d", "{\"type\":\"cat\"}"]);
    let changes = answer["requestChanges"].as_array().unwrap();
    assert_eq!(changes.len(), 1, "{changes:?}");
    assert_eq!(changes[0]["what"], "payload");
    assert_eq!(changes[0]["to"], "{\"type\":\"cat\",\"price\":0.01}");
    // It is taken as it is told.
    let told = changes[0]["to"].as_str().unwrap();
    assert_eq!(ask(&folder, &["POST /pets", "-d", told]).0, 0);
}

#[test]
fn where_no_route_is_close_all_are_told() {
    let folder = project(&[("openapi.yaml", &openapi("", "")), ("portcullis.yaml", MANIFEST)]);
    let (_, answer) = ask(folder.path(), &["GET /entirely/other/things"]);
    assert_eq!(answer["nearestRoutes"], json!([]));
    assert_eq!(answer["steps"][1]["details"], json!(["there is GET /pets/{petId}"]));
}

/// A template of a deployment tool has no ARN yet; all else can be told.
#[test]
fn a_user_pool_without_an_arn_has_no_tokens() {
    let pool = "      security: [{ pool: [] }]
components:
  securitySchemes:
    pool:
      type: apiKey
      name: Authorization
      in: header
      x-amazon-apigateway-authtype: cognito_user_pools
      x-amazon-apigateway-authorizer: { type: cognito_user_pools, providerARNs: ['${UserPoolArn}'] }";
    let folder = project(&[("openapi.yaml", &openapi(pool, "")), ("portcullis.yaml", MANIFEST)]);
    assert_eq!(
        told(folder.path(), &["GET /pets/1"]),
        "denied 401 UNAUTHORIZED: Unauthorized: the request has no header `Authorization`, where the token belongs"
    );
    let (_, answer) = ask(folder.path(), &["GET /pets/1", "-H", "Authorization: Bearer a.b.c"]);
    assert_eq!(answer["outcome"], "denied", "{answer:#}");
}
