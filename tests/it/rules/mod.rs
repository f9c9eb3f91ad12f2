//! Rules over whole documents, where the examples on their pages say too little.

mod access;
mod false_alarms;
mod fixes;
mod sizes;
mod stages;
mod templates;

use portcullis::check::{Settings, check};

use portcullis::frontend::ImportOptions;

use crate::frontends::compile::{Files, compile_files, compile_text};

/// What the rules find in a document whose paths, and all that follows them, are `text`: `line:column: severity[rule]`
/// and the message. What the reading finds is left out.
fn findings(rule: &str, text: &str) -> String {
    let mut outcome = compile_text(&format!(
        "openapi: 3.0.1\ninfo: {{ title: t, version: '1' }}\npaths:\n{text}"
    ));
    let settings = Settings { select: vec![rule.to_owned()], ..Settings::default() };
    check(outcome.definition.as_ref().unwrap(), &outcome.sources, &settings, &mut outcome.sink);
    let all = outcome.concise();
    let own: Vec<&str> = all
        .lines()
        .filter(|line| line.contains(&format!("[{rule}]")))
        .map(|line| line.strip_prefix("api.yaml:").unwrap())
        .collect();
    own.join("\n")
}

/// The same of a document with a manifest, whose version and document are written already: `file:line:column:
/// severity[rule]` and the message.
fn findings_with(rule: &str, text: &str, manifest: &str) -> String {
    let document = format!("openapi: 3.0.1\ninfo: {{ title: t, version: '1' }}\npaths:\n{text}");
    let manifest = format!("portcullis: 1\napi: api.yaml\n{manifest}");
    let files = Files::new(&[("portcullis.yaml", &manifest), ("api.yaml", &document)]);
    let mut outcome = compile_files(&files, "portcullis.yaml", &ImportOptions::default());
    let settings = Settings { select: vec![rule.to_owned()], ..Settings::default() };
    check(outcome.definition.as_ref().unwrap(), &outcome.sources, &settings, &mut outcome.sink);
    let all = outcome.concise();
    let own: Vec<&str> = all.lines().filter(|line| line.contains(&format!("[{rule}]"))).collect();
    own.join("\n")
}
