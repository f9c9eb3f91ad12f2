//! Requests to a deployed API: the engine is driven as the runtime drives it, and what it calls is answered here.

mod backend;
mod deployment;
mod exchange;

use serde_json::Value;

use self::deployment::Deployment;
use super::cases;

/// Cases whose kind this version does not cover, with the reason. Everything else passes.
pub(super) const NOT_COVERED: &[(&str, &str)] =
    &[("canary/0-percent", CANARY), ("canary/100-percent", CANARY)];

const CANARY: &str = "stages have no canary releases in this version";

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
            Ok(deployment) => faults.extend(deployment.faults(case)),
            Err(report) => faults.push(format!("{}: it does not compile:\n{report}", id(case))),
        }
    }
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
}

/// What is listed above is listed for the reason that it has.
#[test]
fn cases_that_are_left_out_need_what_is_missing() {
    let cases = cases("invoke");
    for (own, reason) in NOT_COVERED {
        let case = cases.iter().find(|case| id(case) == *own).unwrap_or_else(|| panic!("{own}"));
        let text = case.to_string();
        let needs = match *reason {
            CANARY => text.contains("\"canary\":{"),
            other => panic!("{other}"),
        };
        assert!(needs, "{own} does not need what is missing");
    }
}
