//! Every direct dependency says why it is here.

use std::fs;
use std::path::Path;

#[test]
fn every_dependency_has_a_reason_on_the_line_above() {
    let text =
        fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.toml")).unwrap();
    let mut section = "";
    let mut above = "";
    let mut seen = 0;
    for line in text.lines() {
        if line.starts_with('[') {
            section = line;
        } else if section.ends_with("dependencies]") && line.contains(" = ") {
            seen += 1;
            let reason = above.strip_prefix("# ").unwrap_or("");
            assert!(
                reason.contains(": ") || section.starts_with("[dev"),
                "no reason above `{line}`"
            );
            assert!(!reason.is_empty(), "no reason above `{line}`");
        }
        above = line;
    }
    assert!(seen > 20, "the test reads the dependencies");
}
