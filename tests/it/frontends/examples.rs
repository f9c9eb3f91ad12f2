//! The examples compile without a word.

use std::fs;
use std::path::Path;

use portcullis::frontend::ImportOptions;

use super::compile::{Files, compile_files};
use crate::conventions::words::files;

#[test]
fn every_example_document_compiles() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples");
    let mut paths = Vec::new();
    files(&folder, &["yaml", "json"], &mut paths);
    let mut compiled = 0;
    for path in paths {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if !name.starts_with("openapi.") && !name.starts_with("swagger.") {
            continue;
        }
        let loader = Files::default().with(&name, &fs::read(&path).unwrap());
        let outcome = compile_files(&loader, &name, &ImportOptions::default());
        assert!(outcome.is_clean(), "{}: {}", path.display(), outcome.concise());
        assert!(outcome.rest().resources.methods().next().is_some());
        compiled += 1;
    }
    assert!(compiled >= 5);
}
