//! `CUSTOM`: Lambda authorizers, with functions that are the test's.

use std::cell::RefCell;
use std::time::Duration;

use bytes::Bytes;
use portcullis::gateway::{
    FunctionCall, FunctionFailure, FunctionFailureKind, FunctionOutcome, Step,
};
use serde_json::{Value, json};

use super::api::{Answer, Api, answered};

/// What every MOCK method answers: what the authorizer has told, as templates see it.
const TEMPLATE: &str = r#"{"who":"$context.authorizer.principalId","flag":"$context.authorizer.flag","latency":"$context.authorizer.integrationLatency"}"#;

const FUNCTIONS: &str = "arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/arn:aws:lambda:us-east-1:111122223333:function";

/// Methods behind one authorizer, whose members are given, below these members of the document.
fn document(authorizer: &str, more: &str) -> String {
    let template = serde_json::to_string(TEMPLATE).unwrap();
    let mock = format!(
        "{{ type: mock, requestTemplates: {{ application/json: '{{\"statusCode\": 200}}' }}, responses: {{ default: {{ \
         statusCode: \"200\", responseParameters: {{ method.response.header.who: context.authorizer.principalId }}, \
         responseTemplates: {{ application/json: {template} }} }} }} }}"
    );
    let method = |key: &str| {
        format!(
            "{{ security: [{{ own: [] {key}}}], responses: {{ \"200\": {{ description: ok, headers: {{ who: {{ schema: {{ \
             type: string }} }} }} }} }}, x-amazon-apigateway-integration: {mock} }}"
        )
    };
    let (plain, keyed) = (method(""), method(", key: [] "));
    format!(
        "openapi: 3.0.1
info: {{ title: pets, version: '1' }}
{more}
components:
  securitySchemes:
    key: {{ type: apiKey, name: x-api-key, in: header }}
    own:
      type: apiKey
      name: Authorization
      in: header
      x-amazon-apigateway-authtype: custom
      x-amazon-apigateway-authorizer:
        authorizerUri: '{FUNCTIONS}:guard/invocations'
        {authorizer}
paths:
  /pets/{{id}}: {{ get: {plain}, delete: {plain} }}
  /keyed: {{ get: {keyed} }}
  /whole:
    get:
      security: [{{ own: [] }}]
      responses: {{}}
      x-amazon-apigateway-integration: {{ type: aws_proxy, httpMethod: POST, uri: '{FUNCTIONS}:main/invocations' }}
"
    )
}

const TOKEN: &str = "type: token";
const REQUEST: &str = "type: request\n        identitySource: 'method.request.header.Authorization, method.request.querystring.who'";

fn api_with(authorizer: &str, more: &str) -> Api {
    let manifest = "portcullis: 1
name: pets
api: api.yaml
account: '111122223333'
stages: { dev: { variables: { level: low } }, prod: {} }
apiKeys: { mobile: { value: '${env:KEY}' } }
usagePlans: { basic: { stages: [dev], keys: [mobile] } }
local: { functions: { guard: { response: x.json }, main: { response: x.json } } }
";
    let document = document(authorizer, more);
    Api::new(
        &[("portcullis.yaml", manifest), ("api.yaml", &document), ("x.json", "{}")],
        &[("KEY", "key-of-twenty-letters")],
    )
}

/// An answer that lets its caller do everything.
fn allow() -> Value {
    policy("Allow", "*")
}

fn policy(effect: &str, resource: &str) -> Value {
    json!({
        "principalId": "george",
        "policyDocument": {
            "Version": "2012-10-17",
            "Statement": [{"Action": "execute-api:Invoke", "Effect": effect, "Resource": resource}],
        },
        "context": {"flag": true, "level": 3, "note": "größer"},
    })
}

fn payload(value: &Value) -> FunctionOutcome {
    FunctionOutcome::Payload(Bytes::from(value.to_string()))
}

/// Functions that answer as they are told, and note what they are asked.
struct Functions<'f> {
    guard: Box<dyn Fn(&Value) -> FunctionOutcome + 'f>,
    asked: RefCell<Vec<(String, Value)>>,
}

impl<'f> Functions<'f> {
    fn new(guard: impl Fn(&Value) -> FunctionOutcome + 'f) -> Self {
        Self { guard: Box::new(guard), asked: RefCell::default() }
    }

    fn returning(value: Value) -> Self {
        Self::new(move |_| payload(&value))
    }

    fn invoke(&self, call: &FunctionCall) -> FunctionOutcome {
        let event: Value = serde_json::from_slice(&call.payload).unwrap();
        self.asked.borrow_mut().push((call.function.name.clone(), event.clone()));
        match call.function.name.as_str() {
            "guard" => (self.guard)(&event),
            "main" => {
                let told = event.pointer("/requestContext/authorizer").unwrap();
                payload(&json!({"body": told.to_string()}))
            }
            other => panic!("{other}"),
        }
    }

    /// How often the authorizer was asked.
    fn count(&self) -> usize {
        self.asked.borrow().iter().filter(|(name, _)| name == "guard").count()
    }

    /// The last event of the authorizer.
    fn event(&self) -> Value {
        let asked = self.asked.borrow();
        asked.iter().rev().find(|(name, _)| name == "guard").unwrap().1.clone()
    }

    /// The answer to a request.
    fn answer(&self, api: &Api, request: &str, headers: &[(&str, &str)]) -> Answer {
        let mut step = api.step(request, headers, "");
        loop {
            match step {
                Step::Invoke(call, suspended) => {
                    let outcome = self.invoke(&call);
                    step = suspended.resume(outcome, api.moment());
                }
                step => return answered(step),
            }
        }
    }
}

const WITH_TOKEN: &[(&str, &str)] = &[("authorization", "secret-token")];

#[test]
fn a_token_authorizer_gets_the_token_and_says_who_calls() {
    let api = api_with(TOKEN, "");
    let functions = Functions::returning(allow());
    let answer = functions.answer(&api, "GET /dev/pets/1%2F2?x=1", WITH_TOKEN);
    assert_eq!(answer.short(), (200, r#"{"who":"george","flag":"true","latency":"0"}"#));
    assert_eq!(answer.headers["who"], "george");
    let arn = format!(
        "arn:aws:execute-api:us-east-1:111122223333:{}/dev/GET/pets/1%2F2",
        api.config.rest_api.id
    );
    let event = json!({"type": "TOKEN", "authorizationToken": "secret-token", "methodArn": arn});
    assert_eq!(functions.event(), event);
    assert!(!answer.log.contains("secret-token"), "{}", answer.log);
}

#[test]
fn the_arn_of_a_method_has_a_limit() {
    let api = api_with(TOKEN, "");
    let functions = Functions::returning(allow());
    let ask = |length: usize| {
        let request = format!("GET /dev/pets/{}", "x".repeat(length));
        functions.answer(&api, &request, WITH_TOKEN)
    };
    assert_eq!(ask(1).status, 200);
    let rest = functions.event()["methodArn"].as_str().unwrap().len() - 1;
    assert_eq!(ask(1600 - rest).status, 200);
    assert!(api.flush_authorizers("dev"));
    let refused = ask(1601 - rest);
    assert_eq!(refused.short(), (414, r#"{"message":"Request URI too long"}"#));
    assert_eq!(functions.count(), 1, "the authorizer is not asked");
}

#[test]
fn a_request_authorizer_gets_the_request() {
    let api = api_with(REQUEST, "");
    let functions = Functions::returning(allow());
    let answer = functions.answer(&api, "GET /dev/pets/7?who=me&who=you", WITH_TOKEN);
    assert_eq!(answer.status, 200, "{}", answer.cause);
    let event = functions.event();
    assert_eq!(
        (&event["type"], &event["resource"], &event["path"]),
        (&json!("REQUEST"), &json!("/pets/{id}"), &json!("/pets/7"))
    );
    assert_eq!(
        (&event["httpMethod"], &event["pathParameters"]),
        (&json!("GET"), &json!({"id": "7"}))
    );
    assert_eq!(event["queryStringParameters"], json!({"who": "you"}));
    assert_eq!(event["multiValueQueryStringParameters"], json!({"who": ["me", "you"]}));
    assert_eq!(event["headers"]["Authorization"], "secret-token");
    assert_eq!(event["stageVariables"], json!({"level": "low"}));
    assert_eq!(event["requestContext"]["path"], "/dev/pets/7");
    assert_eq!(event["requestContext"]["identity"]["sourceIp"], "127.0.0.1");
    assert!(event["methodArn"].as_str().unwrap().ends_with("/dev/GET/pets/7"), "{event}");
    assert!(
        event.get("body").is_none() && event["requestContext"].get("authorizer").is_none(),
        "{event}"
    );
    // What is empty is an empty map in this event.
    functions.answer(&api, "GET /prod/whole?who=me", WITH_TOKEN);
    let event = functions.event();
    assert_eq!((&event["pathParameters"], &event["stageVariables"]), (&json!({}), &json!({})));
}

#[test]
fn a_function_behind_a_proxy_is_told_of_the_caller() {
    let api = api_with(TOKEN, "");
    let functions = Functions::returning(allow());
    let answer = functions.answer(&api, "GET /dev/whole", WITH_TOKEN);
    let told: Value = serde_json::from_str(&answer.body).unwrap();
    let expected = json!({
        "flag": "true", "level": "3", "note": "größer", "principalId": "george", "integrationLatency": 0,
    });
    assert_eq!(told, expected);
    assert_eq!(functions.asked.borrow().len(), 2);
}

/// An authorizer, a path, and the headers of a request to it.
type Case = (&'static str, &'static str, &'static [(&'static str, &'static str)]);

#[test]
fn without_identity_nobody_is_asked() {
    let unauthorized = (401, "{\"message\":\"Unauthorized\"}");
    let cases: [Case; 6] = [
        (TOKEN, "/dev/pets/1", &[]),
        (TOKEN, "/dev/pets/1", &[("authorization", "")]),
        (
            "type: token\n        identityValidationExpression: 'Bearer [a-z]+'",
            "/dev/pets/1",
            WITH_TOKEN,
        ),
        (REQUEST, "/dev/pets/1?who=me", &[]),
        (REQUEST, "/dev/pets/1", WITH_TOKEN),
        (REQUEST, "/dev/pets/1?who=", WITH_TOKEN),
    ];
    for (authorizer, path, headers) in cases {
        let (api, functions) = (api_with(authorizer, ""), Functions::returning(allow()));
        let answer = functions.answer(&api, &format!("GET {path}"), headers);
        assert_eq!((answer.short(), functions.count()), (unauthorized, 0), "{authorizer} {path}");
        assert_eq!(answer.error_type(), "UnauthorizedException");
    }
    let api = api_with("type: token\n        identityValidationExpression: 'Bearer [a-z]+'", "");
    let functions = Functions::returning(allow());
    assert_eq!(
        functions.answer(&api, "GET /dev/pets/1", &[("authorization", "Bearer abc")]).status,
        200
    );
    // Two lines are not one match.
    assert_eq!(
        functions.answer(&api, "GET /dev/pets/1", &[("authorization", "Bearer abc x")]).status,
        401
    );
}

#[test]
fn what_functions_answer_decides_the_status() {
    let null = "{\"message\":null}";
    let error = |message: &str| {
        FunctionOutcome::Error(Bytes::from(
            json!({"errorType": "Error", "errorMessage": message}).to_string(),
        ))
    };
    let failure =
        |kind| FunctionOutcome::Failure(FunctionFailure { kind, detail: "the details".to_owned() });
    let without = |member: &str| {
        let mut answer = allow();
        answer.as_object_mut().unwrap().remove(member);
        payload(&answer)
    };
    let with = |member: &str, value: Value| {
        let mut answer = allow();
        answer[member] = value;
        payload(&answer)
    };
    let misconfigured = (500, null, "AuthorizerConfigurationException");
    let failed = (500, null, "AuthorizerFailureException");
    let denied = "{\"Message\":\"User is not authorized to access this resource\"}";
    let explicitly =
        "{\"Message\":\"User is not authorized to access this resource with an explicit deny\"}";
    let cases: Vec<(FunctionOutcome, (u16, &str, &str), &str)> = vec![
        (
            error("Unauthorized"),
            (401, "{\"message\":\"Unauthorized\"}", "UnauthorizedException"),
            "says so",
        ),
        (error("unauthorized"), misconfigured, "Authorizer error: unauthorized"),
        (payload(&policy("Deny", "*")), (403, explicitly, "AccessDeniedException"), ""),
        (
            payload(&policy("Allow", "arn:aws:execute-api:*:*:*/*/GET/other")),
            (403, denied, "AccessDeniedException"),
            "",
        ),
        (
            FunctionOutcome::Payload(Bytes::from_static(b"<html>")),
            misconfigured,
            "Invalid JSON in response",
        ),
        (payload(&json!(null)), misconfigured, "the answer is no JSON object"),
        (without("principalId"), misconfigured, "`principalId`"),
        (without("policyDocument"), misconfigured, "`policyDocument`"),
        (with("policyDocument", json!({"Statement": "x"})), misconfigured, "`policyDocument`"),
        (with("context", json!({"list": [1]})), misconfigured, "`list` in the `context`"),
        (with("usageIdentifierKey", json!(7)), misconfigured, "`usageIdentifierKey`"),
        (failure(FunctionFailureKind::UnknownFunction), misconfigured, "the details"),
        (failure(FunctionFailureKind::Timeout), failed, "the details"),
        (failure(FunctionFailureKind::Throttled), failed, "the details"),
        (failure(FunctionFailureKind::Unreachable), failed, "the details"),
    ];
    for (outcome, (status, body, error_type), cause) in cases {
        let name = format!("{outcome:?}");
        let outcome = RefCell::new(Some(outcome));
        let functions =
            Functions::new(|_| outcome.borrow_mut().take().unwrap_or_else(|| payload(&allow())));
        let api = api_with(TOKEN, "");
        let answer = functions.answer(&api, "GET /dev/pets/1", WITH_TOKEN);
        assert_eq!((answer.short(), answer.error_type()), ((status, body), error_type), "{name}");
        assert!(answer.cause.contains(cause), "{name}: {}", answer.cause);
        assert!(
            !answer.cause.contains("secret-token") && !answer.log.contains("secret-token"),
            "{name}"
        );
        // A policy is kept whatever it says; everything else is asked again.
        let again = functions.answer(&api, "GET /dev/pets/1", WITH_TOKEN);
        let expected = if status == 403 { (403, 1) } else { (200, 2) };
        assert_eq!((again.status, functions.count()), expected, "{name}");
    }
}

#[test]
fn answers_are_kept_for_their_time_and_asked_about_each_method() {
    let functions = Functions::new(|event| {
        let token = event["authorizationToken"].as_str().unwrap();
        payload(&policy("Allow", &format!("arn:aws:execute-api:*:*:*/{token}")))
    });
    let mut api = api_with(TOKEN, "");
    let get = |api: &Api, request: &str, token: &str| {
        functions.answer(api, request, &[("Authorization", token)]).status
    };
    assert_eq!((get(&api, "GET /dev/pets/1", "*/GET/pets/*"), functions.count()), (200, 1));
    assert_eq!((get(&api, "GET /dev/pets/2", "*/GET/pets/*"), functions.count()), (200, 1));
    // The policy that is kept does not allow this one, and the function is not asked again.
    assert_eq!((get(&api, "DELETE /dev/pets/2", "*/GET/pets/*"), functions.count()), (403, 1));
    assert_eq!((get(&api, "GET /dev/pets/1", "*/*/pets/*"), functions.count()), (200, 2));
    // Each stage has its own.
    assert_eq!((get(&api, "GET /prod/pets/1", "*/GET/pets/*"), functions.count()), (200, 3));
    api.now = Duration::from_secs(299);
    assert_eq!((get(&api, "GET /dev/pets/1", "*/GET/pets/*"), functions.count()), (200, 3));
    api.now = Duration::from_mins(5);
    assert_eq!((get(&api, "GET /dev/pets/1", "*/GET/pets/*"), functions.count()), (200, 4));
}

#[test]
fn an_answer_that_was_kept_took_no_time() {
    let api = api_with(TOKEN, "");
    let functions = Functions::returning(allow());
    for _ in 0..2 {
        let answer = functions.answer(&api, "GET /dev/whole", WITH_TOKEN);
        let told: Value = serde_json::from_str(&answer.body).unwrap();
        assert_eq!(
            (&told["principalId"], &told["integrationLatency"]),
            (&json!("george"), &json!(0))
        );
    }
    assert_eq!(functions.count(), 1);
}

#[test]
fn nothing_is_kept_where_nothing_may_be() {
    let off = "type: token\n        authorizerResultTtlInSeconds: 0";
    let nameless = "type: request\n        authorizerResultTtlInSeconds: 0";
    for authorizer in [off, nameless] {
        let (api, functions) = (api_with(authorizer, ""), Functions::returning(allow()));
        for count in 1..=3 {
            assert_eq!(
                functions.answer(&api, "GET /dev/pets/1", WITH_TOKEN).status,
                200,
                "{authorizer}"
            );
            assert_eq!(functions.count(), count, "{authorizer}");
        }
    }
}

#[test]
fn answers_are_told_apart_by_every_identity_source() {
    let sources = "type: request\n        identitySource: 'method.request.header.Authorization, stageVariables.level, context.identity.sourceIp, context.httpMethod'";
    let (api, functions) = (api_with(sources, ""), Functions::returning(allow()));
    let ask = |request: &str, token: &str| {
        let status = functions.answer(&api, request, &[("Authorization", token)]).status;
        (status, functions.count())
    };
    assert_eq!(ask("GET /dev/pets/1", "a"), (200, 1));
    assert_eq!(ask("GET /dev/pets/2", "a"), (200, 1));
    assert_eq!(ask("DELETE /dev/pets/1", "a"), (200, 2));
    assert_eq!(ask("GET /dev/pets/1", "b"), (200, 3));
    // The variable is missing in this stage.
    assert_eq!(ask("GET /prod/pets/1", "a"), (401, 3));
}

#[test]
fn the_resource_policy_is_asked_before_and_after() {
    let rule = |effect: &str, resource: &str| {
        format!(
            "x-amazon-apigateway-policy: {{ Version: '2012-10-17', Statement: [{{ Effect: {effect}, Principal: '*', \
             Action: 'execute-api:Invoke', Resource: '{resource}' }}] }}"
        )
    };
    let functions = Functions::returning(policy("Allow", "arn:aws:execute-api:*:*:*/*/GET/pets/*"));
    // A Deny keeps the function from being asked.
    let api = api_with(TOKEN, &rule("Deny", "execute-api:/dev/*"));
    let answer = functions.answer(&api, "GET /dev/pets/1", WITH_TOKEN);
    assert_eq!((answer.status, functions.count()), (403, 0));
    assert!(
        answer.body.contains("User: anonymous is not authorized to perform"),
        "{}",
        answer.body
    );
    assert_eq!(functions.answer(&api, "GET /prod/pets/1", WITH_TOKEN).status, 200);
    // What the policy allows and the function says nothing about is allowed.
    let api = api_with(TOKEN, &rule("Allow", "execute-api:/*"));
    let silent = Functions::returning(policy("Allow", "arn:aws:execute-api:*:*:*/*/GET/other"));
    assert_eq!(silent.answer(&api, "DELETE /dev/pets/1", WITH_TOKEN).status, 200);
    let denying = Functions::returning(policy("Deny", "*"));
    assert_eq!(
        denying.answer(&api, "DELETE /dev/pets/2", &[("authorization", "other")]).status,
        403
    );
}

#[test]
fn the_api_key_can_be_what_the_authorizer_returns() {
    let source = "x-amazon-apigateway-api-key-source: AUTHORIZER";
    let with_key = |key: Value| {
        let mut answer = allow();
        answer["usageIdentifierKey"] = key;
        Functions::returning(answer)
    };
    let forbidden = (403, "{\"message\":\"Forbidden\"}");
    let key = "key-of-twenty-letters";
    let api = api_with(TOKEN, source);
    let answer = with_key(json!(key)).answer(&api, "GET /dev/keyed", WITH_TOKEN);
    assert_eq!(answer.status, 200, "{}", answer.cause);
    assert!(!answer.log.contains(key), "{}", answer.log);
    let api = api_with(TOKEN, source);
    for other in [json!("another-key-of-letters"), json!(""), json!(null)] {
        let functions = with_key(other);
        let token = [("authorization", "other"), ("x-api-key", key)];
        let answer = functions.answer(&api, "GET /dev/keyed", &token);
        assert_eq!(answer.short(), forbidden);
        assert_eq!(answer.error_type(), "ForbiddenException");
    }
    // No plan has it for this stage.
    assert_eq!(with_key(json!(key)).answer(&api, "GET /prod/keyed", WITH_TOKEN).short(), forbidden);
    // With the other source, what the authorizer returns is no key.
    let api = api_with(TOKEN, "");
    assert_eq!(with_key(json!(key)).answer(&api, "GET /dev/keyed", WITH_TOKEN).short(), forbidden);
    let sent = [("authorization", "secret-token"), ("x-api-key", key)];
    assert_eq!(with_key(json!("x")).answer(&api, "GET /dev/keyed", &sent).status, 200);
}

#[test]
fn a_gateway_response_can_tell_what_the_function_said() {
    let more = "x-amazon-apigateway-gateway-responses:
  ACCESS_DENIED: { statusCode: 404, responseTemplates: { application/json: '{\"why\":\"$context.authorizer.note\"}' } }
  UNAUTHORIZED: { responseParameters: { gatewayresponse.header.WWW-Authenticate: \"'Bearer'\" } }";
    let api = api_with(TOKEN, more);
    let functions = Functions::returning(policy("Deny", "*"));
    let answer = functions.answer(&api, "GET /dev/pets/1", WITH_TOKEN);
    assert_eq!(answer.short(), (404, "{\"why\":\"größer\"}"));
    let answer = functions.answer(&api, "GET /dev/pets/1", &[]);
    assert_eq!(
        (answer.status, &answer.headers["www-authenticate"]),
        (401, &"Bearer".parse().unwrap())
    );
}

#[test]
fn a_flush_forgets_what_was_answered() {
    let api = api_with(TOKEN, "");
    let functions = Functions::returning(allow());
    functions.answer(&api, "GET /dev/pets/1", WITH_TOKEN);
    assert!(api.flush_authorizers("dev"));
    functions.answer(&api, "GET /dev/pets/1", WITH_TOKEN);
    assert_eq!(functions.count(), 2);
}
