//! Cases recorded from the real service.

mod export;
mod import;
mod invoke;
mod matcher;
mod vtl;

use serde_json::Value;

/// The cases of `tests/cases/conformance/<kind>.json`.
pub(crate) fn cases(kind: &str) -> Vec<Value> {
    let path = format!("{}/tests/cases/conformance/{kind}.json", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(path).unwrap();
    let document: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(document.get("kind").and_then(Value::as_str), Some(kind));
    document.get("cases").and_then(Value::as_array).unwrap().clone()
}
