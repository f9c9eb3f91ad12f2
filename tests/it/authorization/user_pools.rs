//! `COGNITO_USER_POOLS`.

use serde_json::{Value, json};

use super::api::{Answer, Api, key_set, token};

pub(super) const ISSUER: &str = "https://cognito-idp.eu-central-1.amazonaws.com/eu-central-1_abc";

/// What every method answers: who calls, as templates see it.
const TEMPLATE: &str = r#"{"sub":"$context.authorizer.claims.sub","role":"$context.authorizer.claims['custom:role']","exp":"$context.authorizer.claims.exp","groups":"$context.authorizer.claims['cognito:groups']"}"#;

/// A document with an open method, one for id tokens and one for access tokens; more is put into the authorizer.
pub(super) fn document(more: &str) -> String {
    let method = |security: &str| {
        format!(
            "      {security}
      responses: {{ \"200\": {{ description: ok }} }}
      x-amazon-apigateway-integration:
        type: mock
        requestTemplates: {{ application/json: '{{\"statusCode\": 200}}' }}
        responses: {{ default: {{ statusCode: \"200\", responseTemplates: {{ application/json: {} }} }} }}\n",
            serde_json::to_string(TEMPLATE).unwrap()
        )
    };
    format!(
        "openapi: 3.0.1
info: {{ title: pets, version: '1' }}
components:
  securitySchemes:
    users:
      type: apiKey
      name: Authorization
      in: header
      x-amazon-apigateway-authtype: cognito_user_pools
      x-amazon-apigateway-authorizer:
        type: cognito_user_pools
        providerARNs: ['arn:aws:cognito-idp:eu-central-1:123456789012:userpool/eu-central-1_abc']
        {more}
paths:
  /open:
    get:
{}
  /id:
    get:
{}
  /access:
    get:
{}
",
        method(""),
        method("security: [{ users: [] }]"),
        method("security: [{ users: [pets/read, pets/write] }]"),
    )
}

pub(super) fn manifest(jwks: &str) -> String {
    format!(
        "portcullis: 1\nname: pets\napi: api.yaml\nstages: {{ dev: {{}} }}\nlocal: {{ userPools: {{ eu-central-1_abc: {{ jwks: '{jwks}' }} }} }}\n"
    )
}

pub(super) fn api() -> Api {
    api_with("")
}

fn api_with(more: &str) -> Api {
    let files = [
        ("portcullis.yaml", manifest("keys/jwks.json")),
        ("api.yaml", document(more)),
        ("keys/jwks.json", key_set()),
    ];
    let files: Vec<(&str, &str)> = files.iter().map(|(name, text)| (*name, &**text)).collect();
    Api::new(&files, &[])
}

pub(super) fn id() -> Value {
    json!({
        "sub": "s-1", "iss": ISSUER, "aud": "client-1", "token_use": "id", "custom:role": "admin",
        "cognito:groups": ["a", "b"], "exp": 1_700_003_600, "iat": 1_700_000_000,
    })
}

pub(super) fn with(mut claims: Value, name: &str, value: Value) -> Value {
    claims.as_object_mut().unwrap().insert(name.to_owned(), value);
    claims
}

pub(super) fn call(api: &Api, path: &str, token: &str) -> Answer {
    api.answer(&format!("GET /dev/{path}"), &[("authorization", token)])
}

const UNAUTHORIZED: (u16, &str) = (401, "{\"message\":\"Unauthorized\"}");

/// The cause of a refusal, in which no part of the token stands.
fn cause(answer: &Answer, token: &str) -> String {
    for part in token.split(['.', ' ']).filter(|part| part.len() > 10) {
        assert!(!answer.log.contains(part), "{}", answer.log);
        assert!(!answer.cause.contains(part) && !answer.body.contains(part));
    }
    answer.cause.clone()
}

#[test]
fn a_token_lets_its_caller_in_and_is_seen_by_templates() {
    let api = api();
    let text = token(&id());
    let expected =
        r#"{"sub":"s-1","role":"admin","exp":"Tue Nov 14 23:13:20 UTC 2023","groups":"a,b"}"#;
    for value in [text.clone(), format!("Bearer {text}")] {
        let answer = call(&api, "id", &value);
        assert_eq!(answer.short(), (200, expected), "{}", answer.log);
        assert!(!answer.log.contains(&text), "{}", answer.log);
    }
    assert_eq!(api.answer("GET /dev/open", &[]).status, 200);
    assert_eq!(api.plan().unenforced(), []);
    assert_eq!(api.plan().unserved(), []);
}

#[test]
fn a_request_without_a_token_is_unauthorized() {
    let api = api();
    for headers in [&[][..], &[("authorization", "")], &[("authorization", "Bearer ")]] {
        let answer = api.answer("GET /dev/id", headers);
        assert_eq!(answer.short(), UNAUTHORIZED);
        assert_eq!(answer.error_type(), "UnauthorizedException");
        assert!(
            answer.cause.contains("the request has no header `Authorization`"),
            "{}",
            answer.cause
        );
    }
}

#[test]
fn scopes_ask_for_access_tokens_and_their_absence_for_id_tokens() {
    let api = api();
    let access = |scope: &str| json!({"sub": "s-1", "iss": ISSUER, "client_id": "c", "token_use": "access", "scope": scope, "exp": 1_700_003_600});
    assert_eq!(call(&api, "access", &token(&access("x pets/write"))).status, 200);
    for (path, claims, why) in [
        ("access", id(), "an id token where an access token is needed"),
        ("id", access("pets/read"), "an access token where an id token is needed"),
        ("access", access("pets"), "none of the scopes `pets/read`, `pets/write`"),
    ] {
        let text = token(&claims);
        let answer = call(&api, path, &text);
        assert_eq!(answer.short(), UNAUTHORIZED);
        assert!(cause(&answer, &text).contains(why), "{}", answer.cause);
        assert!(answer.log.contains(why), "{}", answer.log);
    }
}

#[test]
fn an_expired_token_is_told_so() {
    let mut api = api();
    let text = token(&id());
    assert_eq!(call(&api, "id", &text).status, 200);
    api.now = std::time::Duration::from_hours(1);
    let answer = call(&api, "id", &text);
    assert_eq!(answer.short(), (401, "{\"message\":\"The incoming token has expired\"}"));
    assert_eq!(answer.error_type(), "UnauthorizedException");
    cause(&answer, &text);
}

#[test]
fn hostile_tokens_are_unauthorized() {
    let api = api();
    let good = token(&id());
    let (signed, signature) = good.rsplit_once('.').unwrap();
    let (header, claims) = signed.split_once('.').unwrap();
    let encode = |text: &str| {
        use base64::Engine as _;
        base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(text)
    };
    let none = encode("{\"alg\":\"none\",\"kid\":\"k1\"}");
    let hs256 = encode("{\"alg\":\"HS256\",\"kid\":\"k1\"}");
    let other = encode("{\"alg\":\"RS256\",\"kid\":\"k2\"}");
    let admin = encode(&with(id(), "custom:role", json!("root")).to_string());
    for (text, why) in [
        (format!("{none}.{claims}."), "it is not signed"),
        (format!("{none}.{claims}.{signature}"), "it is not signed"),
        (format!("{hs256}.{claims}.{signature}"), "signed with HS256"),
        (format!("{other}.{claims}.{signature}"), "no key of the key set has the id `k2`"),
        (format!("{header}.{admin}.{signature}"), "the token was changed"),
        (token(&with(id(), "iss", json!(format!("{ISSUER}/")))), "a slash at the end counts"),
        (token(&with(id(), "iss", json!("https://evil.example"))), "the issuer is"),
        (token(&with(id(), "nbf", json!(1_700_000_100))), "not valid yet"),
        (token(&with(id(), "exp", json!(null))), "no claim `exp`"),
        ("x".repeat(9_000), "three parts"),
        (format!("{header}.{}.{signature}", encode(&"[".repeat(3_000))), "no JSON object"),
        ("a.b.c".to_owned(), "is not base64"),
    ] {
        let answer = call(&api, "id", &text);
        assert_eq!(answer.short(), UNAUTHORIZED, "{text}");
        assert!(cause(&answer, &text).contains(why), "{why}: {}", answer.cause);
    }
}

#[test]
fn an_expression_is_for_the_audience() {
    let api = api_with("identityValidationExpression: 'client-[0-9]'");
    assert_eq!(call(&api, "id", &token(&id())).status, 200);
    let other = token(&with(id(), "aud", json!("xclient-1")));
    assert_eq!(call(&api, "id", &other).short(), UNAUTHORIZED);
}

#[test]
fn without_keys_nobody_gets_in() {
    let files = [("portcullis.yaml", manifest("keys/jwks.json")), ("api.yaml", document(""))];
    let files: Vec<(&str, &str)> = files.iter().map(|(name, text)| (*name, &**text)).collect();
    let api = Api::new(&files, &[]);
    let answer = call(&api, "id", &token(&id()));
    assert_eq!(answer.short(), UNAUTHORIZED);
    assert!(answer.cause.contains("`portcullis token --create` makes one"), "{}", answer.cause);
    // It is told when the runtime starts.
    let told: Vec<String> = api.plan().unserved().iter().map(ToString::to_string).collect();
    assert_eq!(told.len(), 1);
    assert!(
        told[0].starts_with(&format!("authorizer users: `tokens of {ISSUER}` cannot be answered")),
        "{told:?}"
    );
    assert_eq!(call(&api, "open", "").status, 200);
}

#[test]
fn a_pool_that_the_manifest_does_not_name_denies() {
    let manifest = "portcullis: 1\nname: pets\napi: api.yaml\nstages: { dev: {} }\n";
    let document = document("");
    let api = Api::new(&[("portcullis.yaml", manifest), ("api.yaml", &document)], &[]);
    let answer = call(&api, "id", &token(&id()));
    assert_eq!(answer.short(), UNAUTHORIZED);
    assert!(answer.cause.contains("add it to `local.userPools`"), "{}", answer.cause);
}

#[test]
fn an_artifact_has_public_keys_alone() {
    let mut set: Value = serde_json::from_str(&key_set()).unwrap();
    set["keys"][0]["d"] = json!("c2VjcmV0");
    let set = set.to_string();
    let files =
        [("portcullis.yaml", manifest("k.json")), ("api.yaml", document("")), ("k.json", set)];
    let files: Vec<(&str, &str)> = files.iter().map(|(name, text)| (*name, &**text)).collect();
    let api = Api::new(&files, &[]);
    assert_eq!(call(&api, "id", &token(&id())).status, 200);
    let text = portcullis::bundle::write_config(&api.config).unwrap();
    assert!(text.contains("\"k1\"") && !text.contains("c2VjcmV0"), "{text}");
}
