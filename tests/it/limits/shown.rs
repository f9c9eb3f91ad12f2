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
