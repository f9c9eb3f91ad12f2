//! Who may have a cached answer made anew (reference `caching`, section 5).

use bytes::Bytes;
use http::{HeaderMap, StatusCode};
use portcullis::gateway::{
    Body, CacheUse, FunctionOutcome, Response, Step, UpstreamOutcome, UpstreamResponse,
};
use serde_json::{Value, json};

use super::api::Api;
use super::signed::{Call, SECRET};

const FUNCTION: &str = "arn:aws:apigateway:eu-central-1:lambda:path/2015-03-31/functions/arn:aws:lambda:eu-central-1:111122223333:function:guard/invocations";

/// A signed, an open and a custom method, all three cached in front of a backend.
fn document(policy: Option<&Value>) -> String {
    let method = |auth: &Value| {
        json!({
            "security": auth,
            "responses": { "200": { "description": "ok" } },
            "x-amazon-apigateway-integration": {
                "type": "http", "httpMethod": "GET", "uri": "http://backend.example",
                "responses": { "default": { "statusCode": "200" } },
            },
        })
    };
    let mut document = json!({
        "openapi": "3.0.1", "info": { "title": "pets", "version": "1" },
        "components": { "securitySchemes": {
            "signed": { "type": "apiKey", "name": "Authorization", "in": "header", "x-amazon-apigateway-authtype": "awsSigv4" },
            "guard": {
                "type": "apiKey", "name": "Authorization", "in": "header", "x-amazon-apigateway-authtype": "custom",
                "x-amazon-apigateway-authorizer": { "type": "token", "authorizerUri": FUNCTION },
            },
        } },
        "paths": {
            "/pets": { "get": method(&json!([{ "signed": [] }])) },
            "/open": { "get": method(&json!([])) },
            "/guarded": { "get": method(&json!([{ "guard": [] }])) },
        },
    });
    if let (Some(policy), Some(members)) = (policy, document.as_object_mut()) {
        members.insert("x-amazon-apigateway-policy".to_owned(), policy.clone());
    }
    document.to_string()
}

/// George may call and ask for fresh answers, Ann may only call, and the stranger, who is of another account, may what
/// George may.
fn api(strategy: &str, policy: Option<&Value>) -> Api {
    let manifest = format!(
        "portcullis: 1
name: pets
api: api.json
region: eu-central-1
account: '111122223333'
stages: {{ dev: {{ cache: {{ size: 0.5, requireAuthorizationForCacheControl: true, unauthorizedCacheControlHeaderStrategy: {strategy} }} }} }}
local:
  functions: {{ guard: {{ response: x.json }} }}
  identities:
    george: {{ arn: 'arn:aws:iam::111122223333:user/George', accessKeyId: AKIAGEORGE, secretAccessKey: '${{env:SECRET}}', policies: [fresh.json] }}
    ann: {{ arn: 'arn:aws:iam::111122223333:user/Ann', accessKeyId: AKIAANN, secretAccessKey: '${{env:SECRET}}', policies: [call.json] }}
    stranger: {{ arn: 'arn:aws:iam::999999999999:user/Stranger', accessKeyId: AKIASTRANGER, secretAccessKey: '${{env:SECRET}}', policies: [fresh.json] }}
"
    );
    let allow = |actions: Value| {
        let resource = "arn:aws:execute-api:eu-central-1:111122223333:*/dev/GET/pets";
        json!({ "Version": "2012-10-17", "Statement": [{ "Effect": "Allow", "Action": actions, "Resource": resource }] })
            .to_string()
    };
    let fresh = allow(json!(["execute-api:Invoke", "execute-api:InvalidateCache"]));
    let files = [
        ("portcullis.yaml", manifest.as_str()),
        ("api.json", &document(policy)),
        ("fresh.json", &fresh),
        ("call.json", &allow(json!("execute-api:Invoke"))),
        ("x.json", "{}"),
    ];
    Api::new(&files, &[("SECRET", SECRET)])
}

/// A resource policy that lets everybody do `actions`, and has `more`.
fn everybody(actions: &Value, more: &[Value]) -> Value {
    let allow = json!({ "Effect": "Allow", "Principal": "*", "Action": actions, "Resource": "execute-api:/*" });
    let statements: Vec<&Value> = std::iter::once(&allow).chain(more).collect();
    json!({ "Version": "2012-10-17", "Statement": statements })
}

/// What came of a request: status, body, whether it came from the cache, whether it warns, and why.
#[derive(Debug)]
struct Came {
    status: u16,
    body: String,
    is_cached: bool,
    warns: bool,
    log: String,
    cause: String,
}

/// The answer to `call`, where the authorizer allows everything and the backend answers `text`.
fn ask(api: &Api, call: &Call, text: &str) -> Came {
    let mut step = call.step(api);
    loop {
        step = match step {
            Step::Respond(response) => return came(response),
            Step::Invoke(_, suspended) => {
                let policy = json!({ "principalId": "anyone", "policyDocument": { "Version": "2012-10-17", "Statement": [
                    { "Effect": "Allow", "Action": "execute-api:*", "Resource": "*" },
                ] } });
                let outcome = FunctionOutcome::Payload(Bytes::from(policy.to_string()));
                suspended.resume(outcome, api.moment())
            }
            Step::Call(_, suspended) => {
                let body = Body::Whole(Bytes::from(text.to_owned()));
                let response =
                    UpstreamResponse { status: StatusCode::OK, headers: HeaderMap::new(), body };
                suspended.resume(UpstreamOutcome::Response(response), api.moment())
            }
        };
    }
}

fn came(response: Response) -> Came {
    let Body::Whole(body) = &response.body else { panic!("streamed") };
    Came {
        status: response.status.as_u16(),
        body: String::from_utf8(body.to_vec()).unwrap(),
        is_cached: matches!(response.cache, Some(CacheUse::Hit { .. })),
        warns: response.headers.contains_key("warning"),
        log: response.log.map_or(String::new(), |log| log.to_string()),
        cause: response.cause.unwrap_or_default(),
    }
}

fn fresh(path: &str) -> Call {
    Call::new(&format!("GET /dev{path}")).header("cache-control", "max-age=0")
}

const STRATEGIES: [&str; 3] =
    ["FAIL_WITH_403", "SUCCEED_WITH_RESPONSE_HEADER", "SUCCEED_WITHOUT_RESPONSE_HEADER"];

#[test]
fn a_caller_with_the_permission_gets_a_fresh_answer_and_leaves_it() {
    for strategy in STRATEGIES {
        let api = api(strategy, None);
        assert_eq!(ask(&api, &Call::new("GET /dev/pets").signed("AKIAANN"), "old").body, "old");
        let came = ask(&api, &fresh("/pets").signed("AKIAGEORGE"), "new");
        assert_eq!((came.status, came.body.as_str()), (200, "new"), "{strategy}: {came:?}");
        assert!(!came.is_cached && !came.warns, "{came:?}");
        let left = ask(&api, &Call::new("GET /dev/pets").signed("AKIAANN"), "newer");
        assert_eq!((left.body.as_str(), left.is_cached), ("new", true), "{strategy}");
    }
}

/// What becomes of a caller that may not, under each of the three strategies.
fn assert_refused(policy: Option<&Value>, call: &Call, why: &str) {
    for strategy in STRATEGIES {
        let api = api(strategy, policy);
        let first = call.clone().header("cache-control", "no-transform");
        let first = if first.headers.iter().any(|(name, _)| name == "x-amz-date") {
            first.signed("AKIAANN")
        } else {
            first
        };
        assert_eq!(ask(&api, &first, "old").body, "old");
        let came = ask(&api, call, "new");
        if strategy == "FAIL_WITH_403" {
            assert_eq!(came.status, 403, "{came:?}");
            assert!(came.cause.contains("execute-api:InvalidateCache"), "{came:?}");
            assert!(came.cause.contains(why), "{came:?}");
            continue;
        }
        assert_eq!((came.status, came.body.as_str()), (200, "old"), "{strategy}: {came:?}");
        assert!(came.is_cached, "{came:?}");
        assert_eq!(came.warns, strategy == "SUCCEED_WITH_RESPONSE_HEADER", "{came:?}");
        assert!(came.log.contains(why), "{}", came.log);
    }
}

#[test]
fn a_caller_without_the_permission_is_treated_as_the_strategy_says() {
    let why = "policies of the caller: no statement allows the request";
    assert_refused(None, &fresh("/pets").signed("AKIAANN"), why);
}

#[test]
fn a_resource_policy_gives_the_permission_and_takes_it() {
    let both = json!(["execute-api:Invoke", "execute-api:InvalidateCache"]);
    let api = api("FAIL_WITH_403", Some(&everybody(&both, &[])));
    assert_eq!(ask(&api, &fresh("/pets").signed("AKIAANN"), "new").status, 200);
    let calls = everybody(&json!("execute-api:Invoke"), &[]);
    let why = "no statement allows the request";
    assert_refused(Some(&calls), &fresh("/pets").signed("AKIAANN"), why);
    let deny = json!({
        "Sid": "NeverFresh", "Effect": "Deny", "Principal": "*", "Action": "execute-api:InvalidateCache",
        "Resource": "execute-api:/dev/*",
    });
    let denied = everybody(&both, &[deny]);
    let why = "resource policy: the statement `NeverFresh` denies the request";
    assert_refused(Some(&denied), &fresh("/pets").signed("AKIAGEORGE"), why);
}

#[test]
fn nobody_of_another_account_may() {
    let policy = everybody(&json!("execute-api:*"), &[]);
    let why = "no caller of another account may";
    assert_refused(Some(&policy), &fresh("/pets").signed("AKIASTRANGER"), why);
}

/// An answer of an authorizer that allows `execute-api:*` is not a signature, and a signature that no method asks for
/// is not looked at.
#[test]
fn nothing_but_a_signature_shows_that_a_caller_may() {
    let why = "only a signed request";
    assert_refused(None, &fresh("/guarded").header("authorization", "a-token"), why);
    assert_refused(None, &fresh("/open"), why);
    assert_refused(None, &fresh("/open").signed("AKIAGEORGE"), why);
}
