//! The response cache (reference `caching`).

use std::fmt::Write as _;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, StatusCode};
use portcullis::gateway::{
    Body, CacheUse, Response, Step, UpstreamFailure, UpstreamFailureKind, UpstreamOutcome,
    UpstreamResponse,
};

use super::api::{Api, body};

/// A method in front of a backend, with what is given besides.
fn document(methods: &[(&str, &str, &str)]) -> String {
    let mut text = "openapi: 3.0.1\ninfo: { title: cache, version: '1' }\npaths:\n".to_owned();
    for (path, verb, more) in methods {
        write!(
            text,
            "  {path}:
    {verb}:
      parameters:
        - {{ name: type, in: query, schema: {{ type: string }} }}
        - {{ name: X-Tenant, in: header, schema: {{ type: string }} }}
      responses: {{ \"200\": {{ description: fine }}, \"404\": {{ description: none }} }}
      x-amazon-apigateway-integration:
        type: http
        httpMethod: ANY
        uri: http://backend.example
        responses: {{ default: {{ statusCode: \"200\" }}, \"404\": {{ statusCode: \"404\" }} }}
        {more}\n"
        )
        .unwrap();
    }
    text
}

const STAGE: &str = "stages: { prod: { cache: { size: 0.5, ttl: 60 } } }\n";

/// The answer to a request, and whether the backend was called, which answers with `status` and `text`.
fn ask_for(
    api: &Api,
    request: &str,
    headers: &[(&str, &str)],
    status: u16,
    text: &str,
) -> (Response, bool) {
    match api.step(request, headers, false) {
        Step::Respond(response) => (response, false),
        Step::Call(_, suspended) => {
            let mut headers = HeaderMap::new();
            headers.insert("content-type", HeaderValue::from_static("application/json"));
            let response = UpstreamResponse {
                status: StatusCode::from_u16(status).unwrap(),
                headers,
                body: Body::Whole(Bytes::from(text.to_owned())),
            };
            let step = suspended.resume(UpstreamOutcome::Response(response), api.moment());
            let Step::Respond(response) = step else { panic!("{step:?}") };
            (response, true)
        }
        step @ Step::Invoke(..) => panic!("{step:?}"),
    }
}

/// The text that a caller gets, where the backend would answer with `text`.
fn ask(api: &Api, request: &str, headers: &[(&str, &str)], text: &str) -> String {
    body(&ask_for(api, request, headers, 200, text).0)
}

#[test]
fn an_answer_is_kept_for_its_time() {
    let mut api = Api::new(&document(&[("/pets", "get", "")]), STAGE);
    let (first, called) = ask_for(&api, "GET /prod/pets", &[], 200, "one");
    assert_eq!((body(&first).as_str(), called, first.cache), ("one", true, Some(CacheUse::Miss)));
    api.wait(Duration::from_secs(59));
    let (second, called) = ask_for(&api, "GET /prod/pets", &[], 200, "two");
    assert_eq!((body(&second).as_str(), called), ("one", false));
    assert_eq!(second.cache, Some(CacheUse::Hit { left: Duration::from_secs(1) }));
    // Whatever is of one request alone is of this one.
    assert_eq!(second.headers["content-type"], "application/json");
    assert!(second.headers.contains_key("x-amzn-requestid"));
    api.wait(Duration::from_secs(1));
    assert_eq!(ask(&api, "GET /prod/pets", &[], "three"), "three");
}

#[test]
fn only_what_is_got_is_kept_unless_a_method_says_so() {
    let text =
        document(&[("/pets", "get", ""), ("/pets/all", "post", ""), ("/pets/some", "post", "")]);
    let api = Api::new(
        &text,
        "stages:
  prod:
    cache: { size: 0.5 }
    methods: { POST /pets/some: { cache: { enabled: true } }, GET /pets: { cache: { ttl: 0 } } }\n",
    );
    for (request, is_kept) in
        [("GET /prod/pets", false), ("POST /prod/pets/all", false), ("POST /prod/pets/some", true)]
    {
        ask(&api, request, &[], "one");
        let (answer, called) = ask_for(&api, request, &[], 200, "two");
        assert_eq!((called, answer.cache.is_some()), (!is_kept, is_kept), "{request}");
    }
}

#[test]
fn the_key_has_the_parameters_that_are_named_and_no_others() {
    let key =
        "cacheKeyParameters: [method.request.querystring.type, method.request.header.X-Tenant]";
    let api = Api::new(&document(&[("/pets", "get", key)]), STAGE);
    let tenant = |name| [("X-Tenant", name)];
    assert_eq!(ask(&api, "GET /prod/pets?type=dog", &tenant("a"), "1"), "1");
    assert_eq!(ask(&api, "GET /prod/pets?type=cat", &tenant("a"), "2"), "2");
    assert_eq!(ask(&api, "GET /prod/pets?type=dog", &tenant("b"), "3"), "3");
    assert_eq!(ask(&api, "GET /prod/pets?type=dog&page=2", &tenant("a"), "4"), "1");
    assert_eq!(ask(&api, "GET /prod/pets", &tenant("a"), "5"), "5");
    assert_eq!(ask(&api, "GET /prod/pets?type=", &tenant("a"), "6"), "6");
    assert_eq!(ask(&api, "GET /prod/pets", &tenant("a"), "7"), "5");
    // Values that would run into one another stay apart.
    assert_eq!(ask(&api, "GET /prod/pets?type=doga", &[], "8"), "8");
    assert_eq!(ask(&api, "GET /prod/pets?type=dog", &tenant("a"), "9"), "1");
}

#[test]
fn without_a_key_all_requests_of_a_method_share_an_answer() {
    let api = Api::new(&document(&[("/pets", "get", "")]), STAGE);
    assert_eq!(ask(&api, "GET /prod/pets?type=dog", &[], "1"), "1");
    assert_eq!(ask(&api, "GET /prod/pets?type=cat", &[], "2"), "1");
}

#[test]
fn a_mapped_parameter_is_in_the_key_by_what_it_is_mapped_from() {
    let key =
        "requestParameters: { integration.request.header.X-Kind: method.request.querystring.type }
        cacheKeyParameters: [integration.request.header.X-Kind]";
    let api = Api::new(&document(&[("/pets", "get", key)]), STAGE);
    assert_eq!(ask(&api, "GET /prod/pets?type=dog", &[], "1"), "1");
    assert_eq!(ask(&api, "GET /prod/pets?type=cat", &[], "2"), "2");
    assert_eq!(ask(&api, "GET /prod/pets?type=dog", &[], "3"), "1");
}

#[test]
fn resources_share_entries_in_one_namespace_and_stages_never_do() {
    let shared = "cacheNamespace: pets";
    let text = document(&[("/a", "get", ""), ("/b", "get", shared), ("/c", "get", shared)]);
    let manifest = "stages: { prod: { cache: { size: 0.5 } }, test: { cache: { size: 0.5 } } }\n";
    let api = Api::new(&text, manifest);
    assert_eq!(ask(&api, "GET /prod/a", &[], "a"), "a");
    assert_eq!(ask(&api, "GET /prod/b", &[], "b"), "b");
    assert_eq!(ask(&api, "GET /prod/c", &[], "c"), "b");
    assert_eq!(ask(&api, "GET /test/a", &[], "other"), "other");
}

#[test]
fn whatever_status_an_integration_response_has_is_kept_and_faults_are_not() {
    let api = Api::new(&document(&[("/pets", "get", ""), ("/cats", "get", "")]), STAGE);
    let (first, _) = ask_for(&api, "GET /prod/pets", &[], 404, "none");
    let (second, called) = ask_for(&api, "GET /prod/pets", &[], 200, "some");
    assert_eq!(
        (first.status, second.status, called),
        (StatusCode::NOT_FOUND, StatusCode::NOT_FOUND, false)
    );
    let Step::Call(_, suspended) = api.step("GET /prod/cats", &[], false) else {
        panic!("no call")
    };
    let failure = UpstreamFailure { kind: UpstreamFailureKind::Timeout, detail: String::new() };
    let step = suspended.resume(UpstreamOutcome::Failure(failure), api.moment());
    let Step::Respond(response) = step else { panic!("{step:?}") };
    assert_eq!((response.status.as_u16(), response.cache), (504, Some(CacheUse::Miss)));
    assert_eq!(ask(&api, "GET /prod/cats", &[], "fine"), "fine");
}

#[test]
fn a_large_answer_is_given_and_not_kept() {
    let api = Api::new(&document(&[("/pets", "get", ""), ("/cats", "get", "")]), STAGE);
    let most = "x".repeat(1_048_576 - "content-type".len() - "application/json".len());
    ask(&api, "GET /prod/pets", &[], &most);
    assert!(!ask_for(&api, "GET /prod/pets", &[], 200, "").1);
    ask(&api, "GET /prod/cats", &[], &format!("{most}x"));
    assert!(ask_for(&api, "GET /prod/cats", &[], 200, "").1);
}

/// A stage whose method asks for fresh answers in this way.
fn stage(requires: bool, strategy: &str) -> Api {
    let manifest = format!(
        "stages: {{ prod: {{ cache: {{ size: 0.5, requireAuthorizationForCacheControl: {requires}, unauthorizedCacheControlHeaderStrategy: {strategy} }} }} }}\n"
    );
    let api = Api::new(&document(&[("/pets", "get", "")]), &manifest);
    assert_eq!(ask(&api, "GET /prod/pets", &[], "old"), "old");
    api
}

const FRESH: [(&str, &str); 1] = [("Cache-Control", "no-transform, Max-Age = 0")];

#[test]
fn whoever_may_gets_a_fresh_answer_and_leaves_it() {
    let api = stage(false, "FAIL_WITH_403");
    let (answer, called) = ask_for(&api, "GET /prod/pets", &FRESH, 200, "new");
    assert_eq!((body(&answer).as_str(), called, answer.cache), ("new", true, Some(CacheUse::Miss)));
    assert_eq!(ask(&api, "GET /prod/pets", &[], "newer"), "new");
    for other in ["no-cache", "no-store", "max-age=1", "max-age=00"] {
        assert_eq!(ask(&api, "GET /prod/pets", &[("Cache-Control", other)], "newer"), "new");
    }
}

#[test]
fn whoever_may_not_is_treated_as_the_strategy_says() {
    let (answer, called) =
        ask_for(&stage(true, "FAIL_WITH_403"), "GET /prod/pets", &FRESH, 200, "new");
    assert_eq!((answer.status.as_u16(), called), (403, false));
    assert_eq!(answer.headers["x-amzn-errortype"], "AccessDeniedException");

    let api = stage(true, "SUCCEED_WITH_RESPONSE_HEADER");
    let (answer, called) = ask_for(&api, "GET /prod/pets", &FRESH, 200, "new");
    assert_eq!((body(&answer).as_str(), called), ("old", false));
    assert_eq!(
        answer.headers["warning"],
        "199 Cache-control headers were ignored because the caller was unauthorized."
    );
    assert!(!ask_for(&api, "GET /prod/pets", &[], 200, "").0.headers.contains_key("warning"));

    let api = stage(true, "SUCCEED_WITHOUT_RESPONSE_HEADER");
    let (answer, called) = ask_for(&api, "GET /prod/pets", &FRESH, 200, "new");
    assert_eq!((body(&answer).as_str(), called), ("old", false));
    assert!(!answer.headers.contains_key("warning"));
}

#[test]
fn a_warning_is_for_one_caller_and_not_kept() {
    let api = Api::new(&document(&[("/pets", "get", "")]), STAGE);
    let (answer, called) = ask_for(&api, "GET /prod/pets", &FRESH, 200, "new");
    assert!(called && answer.headers.contains_key("warning"));
    assert!(!ask_for(&api, "GET /prod/pets", &[], 200, "").0.headers.contains_key("warning"));
}

#[test]
fn a_stage_is_flushed_and_a_reload_of_the_same_api_flushes_nothing() {
    let text = document(&[("/pets", "get", "")]);
    let api = Api::new(&text, STAGE);
    assert_eq!(ask(&api, "GET /prod/pets", &[], "1"), "1");
    let same = Api::over(&text, STAGE, Arc::clone(&api.state));
    assert_eq!(ask(&same, "GET /prod/pets", &[], "2"), "1");
    // Another API is another deployment, whose answers are its own.
    let other = Api::over(
        &document(&[("/pets", "get", ""), ("/cats", "get", "")]),
        STAGE,
        Arc::clone(&api.state),
    );
    assert_eq!(ask(&other, "GET /prod/pets", &[], "3"), "3");
    let flush = |path: &str| api.engine.control(&http::Method::DELETE, path, "", api.moment());
    let id = &api.config.rest_api.id;
    let path = format!("/restapis/{id}/stages/prod/cache/data");
    assert_eq!(flush(&path).status, StatusCode::ACCEPTED);
    assert_eq!(ask(&api, "GET /prod/pets", &[], "4"), "4");
    assert_eq!(
        flush(&format!("/restapis/{id}/stages/none/cache/data")).status,
        StatusCode::NOT_FOUND
    );
}

#[test]
fn a_hit_costs_a_token() {
    let manifest = "stages: { prod: { throttle: { rate: 1, burst: 2 }, cache: { size: 0.5 } } }\n";
    let api = Api::new(&document(&[("/pets", "get", "")]), manifest);
    ask(&api, "GET /prod/pets", &[], "1");
    assert_eq!(ask_for(&api, "GET /prod/pets", &[], 200, "").0.status, StatusCode::OK);
    let refused = ask_for(&api, "GET /prod/pets", &[], 200, "").0;
    assert_eq!((refused.status.as_u16(), refused.cache), (429, None));
}

/// What is shown is what is in force.
#[test]
fn what_is_shown_of_caches_is_what_the_runtime_does() {
    let text = document(&[("/a", "get", ""), ("/b", "get", ""), ("/c", "post", "")]);
    let manifest = "stages:
  prod:
    cache: { size: 0.5, ttl: 60 }
    methods: { GET /a: { cache: { enabled: false } }, GET /b: { cache: { ttl: 7 } } }\n";
    let api = Api::new(&text, manifest);
    assert_eq!(api.caches.len(), 3);
    for row in &api.caches {
        let (verb, path) = row.method.split_once(' ').unwrap();
        let request = format!("{verb} /prod{path}");
        ask(&api, &request, &[], "1");
        let (answer, called) = ask_for(&api, &request, &[], 200, "2");
        match &row.cache {
            Ok(cached) => assert_eq!(answer.cache, Some(CacheUse::Hit { left: cached.ttl })),
            Err(why) => assert!(called && answer.cache.is_none(), "{request}: {why}"),
        }
    }
}
