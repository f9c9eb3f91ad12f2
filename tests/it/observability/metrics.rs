//! Metrics by the service's names and dimensions.

use std::sync::Arc;

use super::{Api, Asked, asked, backend};

/// The value of a line that begins with these words.
#[track_caller]
fn value(text: &str, line: &str) -> u64 {
    let found = text.lines().find_map(|own| own.strip_prefix(line)?.strip_prefix(' '));
    found.unwrap_or_else(|| panic!("{line}\n{text}")).parse().unwrap()
}

#[test]
fn requests_are_counted_by_api_and_stage() {
    let api = Api::new("");
    for request in ["GET /prod/mock", "GET /prod/nothing", "GET /prod/keyed", "GET /elsewhere/x"] {
        api.transcript(&asked(request), vec![]);
    }
    api.transcript(&asked("POST /prod/proxy/7"), vec![backend(503, &[], "")]);
    let text = api.engine.metrics();
    for dimensions in ["{ApiName=\"pets\"}", "{ApiName=\"pets\",Stage=\"prod\"}"] {
        let number = |name: &str| value(&text, &format!("AWS_ApiGateway_{name}{dimensions}"));
        assert_eq!(number("Count"), 4, "that of no stage is counted nowhere");
        assert_eq!((number("4XXError"), number("5XXError")), (2, 1));
        assert_eq!((number("CacheHitCount"), number("CacheMissCount")), (0, 0));
        // A MOCK has no integration latency.
        assert_eq!((number("Latency_count"), number("IntegrationLatency_count")), (4, 1));
        // Three times 2 ms, and 1 + 40 + 2 ms.
        assert_eq!((number("Latency_sum"), number("IntegrationLatency_sum")), (49, 40));
        assert_eq!(value(&text, &format!("portcullis_overhead_sum{dimensions}")), 9);
    }
    let bucket = "AWS_ApiGateway_Latency_bucket{ApiName=\"pets\",Stage=\"prod\",le=";
    assert_eq!(value(&text, &format!("{bucket}\"2.5\"}}")), 3);
    assert_eq!(value(&text, &format!("{bucket}\"50\"}}")), 4);
    assert!(!text.contains("Method="), "{text}");
}

#[test]
fn detailed_metrics_are_those_of_methods() {
    let stage = "    metrics: detailed\n    methods:\n      GET /keyed: { metrics: basic }\n";
    let api = Api::new(stage);
    for request in ["GET /prod/mock", "PUT /prod/mock", "GET /prod/keyed"] {
        api.transcript(&asked(request), vec![]);
    }
    let text = api.engine.metrics();
    let of = |method: &str, resource: &str| {
        format!(
            "AWS_ApiGateway_Count{{ApiName=\"pets\",Method=\"{method}\",Resource=\"{resource}\",Stage=\"prod\"}}"
        )
    };
    assert_eq!(value(&text, &of("ANY", "/mock")), 2);
    assert_eq!(value(&text, &of("POST", "/proxy/{id}")), 0);
    assert!(!text.contains("/keyed"), "{text}");
    let single = Api::new("    methods: { GET /mock: { metrics: detailed } }\n");
    single.transcript(&asked("GET /prod/mock"), vec![]);
    single.transcript(&asked("PUT /prod/mock"), vec![]);
    let text = single.engine.metrics();
    assert_eq!(value(&text, &of("GET", "/mock")), 1);
    assert!(!text.contains("ANY"), "{text}");
}

#[test]
fn the_cache_counts_hits_and_misses() {
    let api = Api::new(
        "    cache: { size: 0.5, ttl: 60 }\n    methods: { GET /guarded: { cache: { enabled: false } } }\n",
    );
    api.transcript(&asked("GET /prod/cached"), vec![backend(200, &[], "x")]);
    for _ in 0..3 {
        api.transcript(&asked("GET /prod/cached"), vec![]);
    }
    let text = api.engine.metrics();
    let stage = "{ApiName=\"pets\",Stage=\"prod\"}";
    assert_eq!(value(&text, &format!("AWS_ApiGateway_CacheHitCount{stage}")), 3);
    assert_eq!(value(&text, &format!("AWS_ApiGateway_CacheMissCount{stage}")), 1);
}

#[test]
fn a_reload_forgets_nothing() {
    let first = Api::new("");
    first.transcript(&asked("GET /prod/mock"), vec![]);
    let second = Api::over("    metrics: detailed\n", Arc::clone(&first.state));
    drop(first);
    let asked = Asked { headers: &[], body: "", request: "GET /prod/mock" };
    second.transcript(&asked, vec![]);
    let text = second.engine.metrics();
    assert_eq!(value(&text, "AWS_ApiGateway_Count{ApiName=\"pets\",Stage=\"prod\"}"), 2);
}
