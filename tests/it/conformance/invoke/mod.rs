//! Requests to a deployed API: the engine is driven as the runtime drives it, and what it calls is answered here.

mod backend;
mod deployment;
mod exchange;

use serde_json::Value;

use self::deployment::Deployment;
use super::cases;

fn id(case: &Value) -> &str {
    case["id"].as_str().unwrap().strip_prefix("invoke/").unwrap()
}

#[test]
fn every_request_is_answered_as_by_the_service() {
    let cases = cases("invoke");
    assert_eq!(cases.len(), 79);
    let mut faults = Vec::new();
    for case in &cases {
        match Deployment::of(case) {
            Ok(deployment) => faults.extend(deployment.faults(case)),
            Err(report) => faults.push(format!("{}: it does not compile:\n{report}", id(case))),
        }
    }
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
}
