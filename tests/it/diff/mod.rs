//! What is different between two editions of an API.

mod access;
mod command;
mod contract;
mod nothing;
mod settings;
mod told;

use std::fs;
use std::path::Path;

use portcullis::check::{AREAS, Checked, Settings};
use portcullis::diag::Sink;
use portcullis::diff::{Change, Edition, compare};
use portcullis::emit;
use portcullis::frontend::ImportOptions;

use crate::frontends::compile::{Files, Outcome, compile_files};

/// The edition that was compiled, with the configuration of one that can be served.
pub(crate) fn edition_of(mut outcome: Outcome) -> Option<Edition> {
    let definition = outcome.definition.take()?;
    let ignore = AREAS.iter().map(|area| area.name.to_owned()).collect();
    let settings = Settings { ignore, ..Settings::default() };
    let (sources, mut sink) = (outcome.sources, Sink::default());
    // What has no integrations has no configuration.
    let is_served = definition
        .rest()
        .is_some_and(|api| api.resources.methods().any(|(_, method)| method.integration.is_some()));
    let checked = is_served
        .then(|| Checked::new(definition.clone(), &sources, &settings, &mut sink))
        .flatten();
    let config = checked.and_then(|own| emit::bundle(&own, &sources, &mut Sink::default()));
    Some(Edition::of_definition(&definition, &sources, config.as_ref()))
}

/// The edition of a document with what a manifest says beyond it.
fn edition(document: &str, manifest: &str) -> Edition {
    let manifest = format!("portcullis: 1\nname: pets\napi: api.yaml\n{manifest}");
    let files = Files::new(&[("portcullis.yaml", &manifest), ("api.yaml", document)]);
    let outcome = compile_files(&files, "portcullis.yaml", &ImportOptions::default());
    assert!(!outcome.concise().contains("error["), "{}", outcome.concise());
    edition_of(outcome).unwrap()
}

/// The document that most tests change.
fn pets() -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/diff/pets.yaml");
    fs::read_to_string(path).unwrap()
}

/// `class[kind] subject: message`, the same for all of them.
fn lines(changes: &[Change]) -> Vec<String> {
    let each = changes.iter().map(|own| {
        format!("{}[{}] {}: {}", own.class.name(), own.kind.name(), own.subject, own.message)
    });
    each.collect()
}

/// What becomes different when `before` is written as `after`, and that the way back is as bad as said.
#[track_caller]
fn check(before: &str, after: &str, there: &[&str], back: &[&str]) {
    let old = pets();
    assert_eq!(old.matches(before).count(), 1, "`{before}` stands once");
    let new = old.replacen(before, after, 1);
    let (old, new) = (edition(&old, ""), edition(&new, ""));
    assert_eq!(lines(&compare(&old, &new)), there);
    assert_eq!(lines(&compare(&new, &old)), back, "on the way back");
}
