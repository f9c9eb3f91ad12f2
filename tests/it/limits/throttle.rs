//! The throttle hierarchy, layer by layer (reference `throttling-quotas`).

use std::sync::Arc;
use std::time::Duration;

use super::api::{Api, document, key};

const SECOND: Duration = Duration::from_secs(1);

fn keys(names: &[&str]) -> String {
    let all: Vec<String> =
        names.iter().map(|name| format!("{name}: {{ value: \"{}\" }}", key(name))).collect();
    format!("apiKeys: {{ {} }}\n", all.join(", "))
}

#[test]
fn each_method_of_a_stage_has_a_bucket_of_its_own() {
    let mut api = Api::new(
        &document(&["GET /a", "POST /a", "GET /b"]),
        "stages: { prod: { throttle: { rate: 2, burst: 3 }, methods: { GET /b: { throttle: { burst: 1 } } } }, test: {} }\n",
    );
    assert_eq!(api.admitted("GET /prod/a", None, 9), 3);
    assert_eq!(api.admitted("POST /prod/a", None, 9), 3);
    assert_eq!(api.admitted("GET /prod/b", None, 9), 1);
    assert_eq!(api.admitted("GET /test/a", None, 9), 9);
    api.wait(SECOND / 2);
    assert_eq!(api.admitted("GET /prod/a", None, 9), 1);
    api.wait(SECOND);
    assert_eq!(api.admitted("GET /prod/a", None, 9), 2);
    api.wait(1000 * SECOND);
    assert_eq!(api.admitted("GET /prod/a", None, 9), 3);
}

#[test]
fn a_throttled_caller_is_told_in_the_services_words() {
    let api = Api::new(&document(&["GET /a"]), "stages: { prod: { throttle: { burst: 0 } } }\n");
    let answer = api.answer("GET /prod/a", &[]);
    assert_eq!((answer.status, answer.body.as_str()), (429, "{\"message\":\"Too Many Requests\"}"));
    assert!(answer.log.contains("is at its limit. Limit: 10000 Burst: 0"), "{}", answer.log);
    let response = api.response("GET /prod/a", &[]);
    assert_eq!(response.headers["x-amzn-errortype"], "TooManyRequestsException");
    assert!(!response.headers.contains_key("retry-after"));
}

#[test]
fn a_gateway_response_changes_what_a_throttled_caller_gets() {
    let mut document = document(&["GET /a"]);
    document.push_str(
        "x-amazon-apigateway-gateway-responses:
  THROTTLED: { statusCode: \"503\", responseTemplates: { application/json: '{\"later\":$context.error.messageString}' } }\n",
    );
    let api = Api::new(&document, "stages: { prod: { throttle: { burst: 0 } } }\n");
    let answer = api.answer("GET /prod/a", &[]);
    assert_eq!((answer.status, answer.body.as_str()), (503, "{\"later\":\"Too Many Requests\"}"));
}

#[test]
fn a_client_has_one_bucket_for_all_stages_of_its_plan() {
    let manifest = keys(&["app", "other"])
        + "stages: { prod: {}, test: {} }
usagePlans: { free: { stages: [prod, test], keys: [app, other], throttle: { rate: 1, burst: 4 } } }\n";
    let mut api = Api::new(&document(&["GET /a !", "GET /b !", "GET /open"]), &manifest);
    let (app, other) = (key("app"), key("other"));
    assert_eq!(api.admitted("GET /prod/a", Some(&app), 2), 2);
    assert_eq!(api.admitted("GET /test/b", Some(&app), 9), 2);
    assert_eq!(api.admitted("GET /prod/b", Some(&app), 9), 0);
    assert_eq!(api.admitted("GET /prod/b", Some(&other), 9), 4);
    // A method that needs no key does not look at one.
    assert_eq!(api.admitted("GET /prod/open", Some(&app), 9), 9);
    api.wait(2 * SECOND);
    assert_eq!(api.admitted("GET /prod/a", Some(&app), 9), 2);
    let answer = api.answer("GET /prod/a", &[("x-api-key", &app)]);
    assert!(
        answer
            .log
            .contains("API Key ******************------ exceeded throttle limit for API Stage")
            && answer.log.contains("Key throttle limit exceeded for Usage Plan ID free, RestApi")
            && answer.log.contains("HttpMethod GET. Limit: 1 Burst: 4"),
        "{}",
        answer.log
    );
    assert_eq!(api.status("GET /prod/a", None), 403);
    assert_eq!(api.status("GET /prod/a", Some("nobody")), 403);
}

#[test]
fn what_one_layer_refuses_costs_no_other_layer_a_token() {
    let manifest = keys(&["app"])
        + "stages: { prod: { throttle: { rate: 1, burst: 2 } } }
usagePlans: { free: { stages: [prod], keys: [app], throttle: { rate: 1, burst: 5 } } }\n";
    let mut api = Api::new(&document(&["GET /a !", "GET /b !"]), &manifest);
    let app = key("app");
    // The stage refuses seven of nine, which leaves three of the client's five tokens.
    assert_eq!(api.admitted("GET /prod/a", Some(&app), 9), 2);
    assert_eq!(api.admitted("GET /prod/b", Some(&app), 9), 2);
    assert_eq!(api.admitted("GET /prod/a", Some(&app), 9), 0);
    api.wait(SECOND);
    assert_eq!(api.admitted("GET /prod/a", Some(&app), 9), 1);
}

#[test]
fn a_plan_limits_single_methods() {
    let manifest = keys(&["app"])
        + "stages: { prod: {} }
usagePlans:
  free:
    stages: [prod]
    keys: [app]
    throttle: { rate: 1, burst: 6 }
    methods: { GET /a: { rate: 1, burst: 2 }, ANY /b: { rate: 1, burst: 3 } }\n";
    let api = Api::new(&document(&["GET /a !", "GET /b !", "POST /b !", "GET /c !"]), &manifest);
    let app = key("app");
    assert_eq!(api.admitted("GET /prod/a", Some(&app), 9), 2);
    assert_eq!(api.admitted("GET /prod/b", Some(&app), 9), 3);
    assert_eq!(api.admitted("POST /prod/b", Some(&app), 9), 1);
    assert_eq!(api.fresh().admitted("GET /prod/c", Some(&app), 9), 6);
}

#[test]
fn a_setting_for_one_verb_of_a_method_for_any_is_a_bucket_of_its_own() {
    let api = Api::new(
        &document(&["ANY /a", "PUT /a"]),
        "stages: { prod: { throttle: { burst: 5 }, methods: { GET /a: { throttle: { burst: 2 } } } } }\n",
    );
    assert_eq!(api.admitted("GET /prod/a", None, 9), 2);
    assert_eq!(api.admitted("POST /prod/a", None, 3), 3);
    // All other verbs share the bucket of the method.
    assert_eq!(api.admitted("DELETE /prod/a", None, 9), 2);
    assert_eq!(api.admitted("PUT /prod/a", None, 9), 5);
}

#[test]
fn the_account_is_the_last_to_be_asked() {
    let manifest = "accountThrottle: { rate: 1, burst: 4 }\nstages: { prod: { throttle: { rate: 9, burst: 9 } }, test: {} }\n";
    let api = Api::new(&document(&["GET /a", "GET /b"]), manifest);
    assert_eq!(api.admitted("GET /prod/a", None, 2), 2);
    assert_eq!(api.admitted("GET /test/b", None, 9), 2);
    let answer = api.answer("GET /prod/b", &[]);
    assert!(answer.log.contains("account 123456789012 is at its limit"), "{}", answer.log);
    let usual = Api::new(&document(&["GET /a"]), "region: af-south-1\nstages: { prod: {} }\n");
    assert_eq!(usual.admitted("GET /prod/a", None, 1300), 1250);
}

#[test]
fn a_reload_refills_no_bucket() {
    let text = document(&["GET /a", "GET /b"]);
    let manifest =
        |burst: u64| format!("stages: {{ prod: {{ throttle: {{ rate: 1, burst: {burst} }} }} }}\n");
    let before = Api::new(&text, &manifest(3));
    assert_eq!(before.admitted("GET /prod/a", None, 9), 3);
    let state = Arc::clone(&before.state);
    let mut after = Api::over(&text, &manifest(5), state);
    drop(before);
    // The bucket is larger now, and lacks what it lacked.
    assert_eq!(after.admitted("GET /prod/a", None, 9), 2);
    assert_eq!(after.admitted("GET /prod/b", None, 9), 5);
    after.wait(2 * SECOND);
    assert_eq!(after.admitted("GET /prod/a", None, 9), 2);
}
