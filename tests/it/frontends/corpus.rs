//! Every document that people wrote compiles, or gets an error with a place.

use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

use portcullis::diag::Severity;
use portcullis::frontend::ImportOptions;
use portcullis::source::{LoadError, Loader};

use super::compile::{Outcome, compile_files};
use crate::conventions::words::files;
use crate::shared::shared;

/// Files below a folder, without any of the care that a real loader takes.
struct Folder(PathBuf);

impl Loader for Folder {
    fn load(&self, path: &Path) -> Result<Vec<u8>, LoadError> {
        fs::read(self.0.join(path)).map_err(|_| LoadError::NotFound(path.to_owned()))
    }
}

fn check(path: &Path) -> Outcome {
    let loader = Folder(path.parent().unwrap().to_owned());
    let name = path.file_name().unwrap().to_string_lossy();
    let outcome = compile_files(&loader, &name, &ImportOptions::default());
    let errors = || {
        let all = outcome.sink.diagnostics().iter();
        all.filter(|found| found.severity == Severity::Error)
    };
    if outcome.definition.is_none() {
        assert!(errors().next().is_some(), "{}: nothing was made and nothing said", path.display());
    }
    for found in outcome.sink.diagnostics() {
        let places = [&found.primary].into_iter().chain(&found.related);
        for place in places {
            let file = outcome.sources.get(place.span.file()).unwrap();
            assert!(
                file.text().get(place.span.range()).is_some(),
                "{}: `{}` points out of the text",
                path.display(),
                found.message
            );
        }
    }
    outcome
}

fn check_all(kind: &str, test: &str) {
    let Some(folder) = shared(&format!("corpus/{kind}"), test) else { return };
    let mut paths = Vec::new();
    files(&folder, &["json", "yaml", "yml", "j2", "tpl", "tftpl"], &mut paths);
    assert!(!paths.is_empty());
    let mut report = String::new();
    for path in paths {
        let name = path.strip_prefix(&folder).unwrap().display().to_string();
        let outcome = check(&path);
        let made = if outcome.definition.is_some() { "compiled" } else { "refused" };
        writeln!(report, "== {name}: {made}\n{}", outcome.concise()).unwrap();
    }
    if let Some(out) = std::env::var_os("CORPUS_REPORT") {
        fs::write(Path::new(&out).join(format!("{kind}.txt")), report).unwrap();
    }
}

#[test]
fn documents_with_extensions() {
    check_all("openapi-aws", "documents_with_extensions");
}

#[test]
fn large_documents() {
    check_all("large", "large_documents");
}

#[test]
fn documents_of_http_apis() {
    check_all("http-api", "documents_of_http_apis");
}
