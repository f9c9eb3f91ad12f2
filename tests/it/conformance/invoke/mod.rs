//! Requests to a deployed API: the engine is driven as the runtime drives it, and what it calls is answered here.

mod backend;
mod deployment;
mod exchange;

use serde_json::Value;

use self::deployment::Deployment;
use super::cases;

/// Cases whose kind this version does not cover, with the reason. Everything else passes.
const NOT_COVERED: &[(&str, &str)] = &[
    ("binary/lambda-proxy-only-the-first-accept-entry-counts", LAMBDA),
    ("binary/lambda-proxy-right-wildcard-and-content-type-independence", LAMBDA),
    ("binary/lambda-proxy-without-binary-media-types", LAMBDA),
    ("canary/0-percent", CANARY),
    ("canary/100-percent", CANARY),
    ("headers/trace-id-response-header", LAMBDA),
    ("lambda-proxy/event-path-slashes", LAMBDA),
    ("lambda-proxy/event-query-and-path-encoding", LAMBDA),
    ("lambda-proxy/integration-method-other-than-post-fails", LAMBDA),
    ("lambda-proxy/request-parameter-mappings-are-ignored", LAMBDA),
    ("lambda-proxy/response-base64-flag-without-binary-media-types", LAMBDA),
    ("lambda-proxy/response-multi-value-headers", LAMBDA),
    ("lambda-proxy/response-shapes", LAMBDA),
    ("lambda-proxy/response-status-code-types", LAMBDA),
    ("lambda-proxy/response-that-is-a-string-gives-502", LAMBDA),
    ("lambda-proxy/response-without-body", LAMBDA),
    ("validation/disabled-validator-checks-nothing", LAMBDA),
    ("validation/parameters-and-body", LAMBDA),
    ("validation/several-missing-parameters-are-listed-headers-then-path-then-query", LAMBDA),
];

const LAMBDA: &str = "functions are not called by this version";
const CANARY: &str = "stages have no canary releases in this version";

/// Of cases that are not covered, what a request that never reaches a function must get all the same.
const COVERED_IN_PART: &[&str] = &[
    "validation/parameters-and-body",
    "validation/several-missing-parameters-are-listed-headers-then-path-then-query",
    "headers/trace-id-response-header",
];

fn id(case: &Value) -> &str {
    case["id"].as_str().unwrap().strip_prefix("invoke/").unwrap()
}

fn is_covered(case: &Value) -> bool {
    NOT_COVERED.iter().all(|(id, _)| *id != self::id(case))
}

#[test]
fn every_request_is_answered_as_by_the_service() {
    let cases = cases("invoke");
    assert_eq!(cases.len(), 79);
    let mut faults = Vec::new();
    for case in cases.iter().filter(|case| is_covered(case)) {
        match Deployment::of(case) {
            Ok(deployment) => faults.extend(deployment.faults(case, |_| true)),
            Err(report) => faults.push(format!("{}: it does not compile:\n{report}", id(case))),
        }
    }
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
}

#[test]
fn requests_that_never_reach_a_function_are_answered_as_by_the_service() {
    let cases = cases("invoke");
    let mut asked = 0;
    let mut faults = Vec::new();
    for case in cases.iter().filter(|case| COVERED_IN_PART.contains(&id(case))) {
        let deployment = Deployment::of(case).unwrap();
        let never_calls = |request: &Value| {
            request["expected"]["status"] == 400
                || request["name"].as_str().is_some_and(|name| name.starts_with("mock-"))
        };
        asked += case["requests"].as_array().unwrap().iter().filter(|own| never_calls(own)).count();
        faults.extend(deployment.faults(case, never_calls));
    }
    assert!(asked >= 7, "{asked}");
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// What is listed above is listed for the reason that it has.
#[test]
fn cases_that_are_left_out_need_what_is_missing() {
    let cases = cases("invoke");
    for (own, reason) in NOT_COVERED {
        let case = cases.iter().find(|case| id(case) == *own).unwrap_or_else(|| panic!("{own}"));
        let text = case.to_string();
        let needs = match *reason {
            LAMBDA => text.contains("\"kind\":\"lambda\""),
            CANARY => text.contains("\"canary\":{"),
            other => panic!("{other}"),
        };
        assert!(needs, "{own} does not need what is missing");
    }
}
