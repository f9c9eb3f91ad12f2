//! `check --show`.

use std::path::Path;

use serde_json::Value;

use crate::cli::{portcullis, stdout};

fn shown(words: &[&str]) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/limits");
    let output = portcullis(&folder, &[&["check", "--show"], words].concat());
    assert_eq!(output.status.code(), Some(0));
    stdout(&output)
}

#[test]
fn limits_are_shown_with_the_layer_that_decides() {
    assert_eq!(
        shown(&["limits"]),
        "\
stage  method      caller           rate   by                              burst  by                  quota
prod   GET /pets   a key of `free`  2.5/s  usage plan `free`, `GET /pets`  20     stage, `GET /pets`  1000 per DAY
prod   POST /pets  anyone           100/s  stage                           200    stage               -
"
    );
    let json: Value = serde_json::from_str(&shown(&["limits", "--format", "json"])).unwrap();
    assert_eq!(json[0]["rate"], 2.5);
    assert_eq!(json[0]["chain"][1]["burst"], 20);
    assert_eq!(json[0]["quota"]["limit"], 1000);
}

#[test]
fn caches_are_shown_with_their_keys() {
    assert_eq!(
        shown(&["cache"]),
        "\
stage  method      kept  by                          key                              fresh on request
prod   GET /pets   60 s  stage                       method.request.querystring.type  SUCCEED_WITH_RESPONSE_HEADER
prod   POST /pets  no    a stage caches `GET` alone  -                                -
"
    );
    let json: Value = serde_json::from_str(&shown(&["cache", "--format", "json"])).unwrap();
    assert_eq!(json[0]["ttlInSeconds"], 60);
    assert_eq!(json[1]["cached"], false);
}

#[test]
fn budgets_are_shown_with_their_dates() {
    let text = shown(&["budget"]);
    let line = |name: &str| {
        let found = text.lines().find(|line| line.starts_with(name));
        found.unwrap().split_whitespace().collect::<Vec<_>>().join(" ")
    };
    assert_eq!(line("resources-per-api"), "resources-per-api 2 of 300 resources 0 % - yes 2023-02");
    assert_eq!(line("stages-per-api"), "stages-per-api 1 of 10 stages 10 % - yes 2023-02");
    assert_eq!(line("cache-ttl"), "cache-ttl 60 of 3600 seconds 1 % prod no 2023-02");
    assert_eq!(
        line("method-throttles-per-stage"),
        "method-throttles-per-stage 1 of 20 methods 5 % free yes 2023-02"
    );
    let json: Value = serde_json::from_str(&shown(&["budget", "--format", "json"])).unwrap();
    let all = json.as_array().unwrap();
    let resources = all.iter().find(|own| own["limit"] == "resources-per-api").unwrap();
    assert_eq!((&resources["used"], &resources["of"]), (&Value::from(2), &Value::from(300)));
    assert!(resources["source"].as_str().unwrap().starts_with("AWS docs"));
}

/// What `--show` prints of a document with these paths, and of a manifest.
fn shown_of(what: &str, paths: &str, manifest: &str) -> String {
    let folder = tempfile::tempdir().unwrap();
    let document = format!("openapi: 3.0.1\ninfo: {{ title: t, version: '1' }}\npaths:\n{paths}");
    std::fs::write(folder.path().join("openapi.yaml"), document).unwrap();
    let mut file = "openapi.yaml";
    if !manifest.is_empty() {
        file = "portcullis.yaml";
        std::fs::write(folder.path().join(file), format!("portcullis: 1\n{manifest}")).unwrap();
    }
    stdout(&portcullis(folder.path(), &["check", file, "--show", what]))
}

#[test]
fn methods_of_a_stage_that_differ_in_nothing_are_one_row() {
    let method = "x-amazon-apigateway-integration: { type: http_proxy, httpMethod: GET, uri: 'https://pets.example.com' }";
    let paths: String =
        ["a", "b", "c"].map(|own| format!("  /{own}:\n    get: {{ {method} }}\n")).concat();
    let manifest = "stages:\n  dev: {}\n  prod: { cache: { size: 0.5, ttl: 60 }, methods: { GET /b: { cache: { ttl: 9, encrypted: true }, throttle: { rate: 2, burst: 3 } } } }\n";
    assert_eq!(
        shown_of("limits", &paths, manifest),
        "\
stage  method         caller  rate     by               burst  by               quota
dev    all 3 methods  anyone  10000/s  account          5000   account          -
prod   GET /a         anyone  10000/s  account          5000   account          -
prod   GET /b         anyone  2/s      stage, `GET /b`  3      stage, `GET /b`  -
prod   GET /c         anyone  10000/s  account          5000   account          -
"
    );
    let caches = shown_of("cache", &paths, manifest);
    assert!(
        caches.contains("dev    all 3 methods  no              the stage has no cache"),
        "{caches}"
    );
    assert!(caches.contains("prod   GET /b         9 s, encrypted  stage, `GET /b`"), "{caches}");
}

#[test]
fn who_has_turned_a_cache_on_is_told_beside_its_time() {
    let paths = "  /a:\n    post: { x-amazon-apigateway-integration: { type: http_proxy, httpMethod: POST, uri: 'https://pets.example.com' } }\n";
    let manifest = "stages: { prod: { cache: { size: 0.5, ttl: 60 }, methods: { POST /a: { cache: { enabled: true } } } } }\n";
    let text = shown_of("cache", paths, manifest);
    assert!(text.contains("60 s  stage; turned on by `POST /a`"), "{text}");
}

#[test]
fn a_stage_that_nobody_has_written_is_told_as_such() {
    let paths = "  /a:\n    get: { x-amazon-apigateway-integration: { type: http_proxy, httpMethod: GET, uri: 'https://pets.example.com' } }\n";
    for what in ["limits", "cache"] {
        assert!(shown_of(what, paths, "").contains("no stage is defined"), "{what}");
        assert!(!shown_of(what, paths, "stages: { prod: {} }\n").contains("no stage is defined"));
    }
    let http = paths.replace("httpMethod: GET", "payloadFormatVersion: '1.0', httpMethod: GET")
        + "x-amazon-apigateway-cors: { allowOrigins: ['*'] }\n";
    assert!(shown_of("cache", &http, "").starts_with("HTTP APIs keep no responses"));
}
