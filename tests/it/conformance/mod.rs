//! Cases recorded from the real service.

mod export;
mod import;
mod invoke;
mod matcher;
mod validation;
mod vtl;

use serde_json::Value;

/// The cases of `tests/cases/conformance/<kind>.json`.
pub(crate) fn cases(kind: &str) -> Vec<Value> {
    let file = if kind == "validation-error" { "validation-errors" } else { kind };
    let path = format!("{}/tests/cases/conformance/{file}.json", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(path).unwrap();
    let document: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(document.get("kind").and_then(Value::as_str), Some(kind));
    document.get("cases").and_then(Value::as_array).unwrap().clone()
}

/// The book lists the same numbers of cases and what is left out.
#[test]
fn the_book_says_what_is_covered() {
    let path = format!("{}/book/src/conformance.md", env!("CARGO_MANIFEST_DIR"));
    let page = std::fs::read_to_string(path).unwrap();
    for (kind, file) in [
        ("vtl", "vtl.json"),
        ("invoke", "invoke.json"),
        ("import", "import.json"),
        ("export", "export.json"),
        ("validation-error", "validation-errors.json"),
    ] {
        let line = page.lines().find(|line| line.starts_with(&format!("| `{file}`"))).unwrap();
        let count = cases(kind).len().to_string();
        assert!(line.ends_with(&format!("| {count} |")), "{file} has {count} cases");
    }
}
