//! Every file is formatted, also those that a macro declares, which `cargo fmt` never visits.

use std::path::Path;
use std::process::Command;

use super::words::files;

#[test]
fn every_file_is_formatted() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut paths = Vec::new();
    for below in ["src", "tests"] {
        files(&root.join(below), &["rs"], &mut paths);
    }
    let output = Command::new("rustfmt")
        .args(["--edition", "2024", "--check", "--files-with-diff"])
        .arg("--config-path")
        .arg(root.join("rustfmt.toml"))
        .args(&paths)
        .output();
    let Ok(output) = output else {
        eprintln!("skipped every_file_is_formatted: rustfmt is absent");
        return;
    };
    let named = String::from_utf8_lossy(&output.stdout).into_owned();
    let errors = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "not formatted:\n{named}{errors}");
}
