//! What the service refuses, takes all the same, or takes and then fails at: a check says so before.
//!
//! Most cases are calls of the control plane (a patch of a deleted method, say), which no document can make. They are
//! carried along; those with a document that has the same mistake are checked.

use serde_json::Value;

use super::cases;
use super::import::imported;
use portcullis::check::{Settings, check};
use portcullis::diag::Severity;

/// What is expected of the check of a document.
fn expects_error(expected: &Value) -> bool {
    expected["accepted"] == false || expected.get("fails").is_some()
}

#[test]
fn mistakes_are_found_and_what_the_service_takes_is_no_error() {
    let cases = cases("validation-error");
    assert_eq!(cases.len(), 120);
    let with_document: Vec<&Value> =
        cases.iter().filter(|case| case.get("equivalentDocument").is_some()).collect();
    assert_eq!(with_document.len(), 27);
    let mut faults = Vec::new();
    for case in with_document {
        let text = case["equivalentDocument"].to_string();
        let (definition, sources, mut sink) = imported(&text, &Value::Null);
        check(&definition, &sources, &Settings::default(), &mut sink);
        let errors: Vec<&str> = sink
            .diagnostics()
            .iter()
            .filter(|own| own.severity == Severity::Error)
            .map(|own| own.message.as_str())
            .collect();
        if errors.is_empty() == expects_error(&case["expected"]) {
            faults.push(format!("{}: {}: {errors:?}", case["id"], case["situation"]));
        }
    }
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
}
