//! Every rule finds what the examples on its page say, and nothing in those that pass.

use portcullis::check::{RULES, Rule, Settings, check};
use portcullis::frontend::ImportOptions;

use crate::frontends::compile::{Files, compile_files};

/// The examples of a page: whether one is to fail, and its text.
fn examples(doc: &str) -> Vec<(bool, String)> {
    let mut found = Vec::new();
    let mut lines = doc.lines().map(|line| line.strip_prefix(' ').unwrap_or(line));
    while let Some(line) = lines.next() {
        let fails = match line.trim_end() {
            "```yaml,fails" => true,
            "```yaml,passes" => false,
            _ => continue,
        };
        let text: Vec<&str> = lines.by_ref().take_while(|line| line.trim_end() != "```").collect();
        found.push((fails, text.join("\n") + "\n"));
    }
    found
}

/// How often `rule` finds something in an example: a document without its head, the rest of a manifest, and files of
/// which each has its name above it.
fn found(rule: &'static Rule, example: &str) -> usize {
    let (document, manifest) = match example.split_once("---\n") {
        Some((document, manifest)) => (document, manifest),
        None => (example, ""),
    };
    let (manifest, rest) = manifest.split_once("--- ").unwrap_or((manifest, ""));
    let others: Vec<(&str, &str)> =
        rest.split("\n--- ").filter_map(|file| file.split_once('\n')).collect();
    let head = "openapi: 3.0.1\ninfo: { title: t, version: '1' }\n";
    let is_whole = document.contains("openapi:") || document.contains("swagger:");
    let document = if is_whole { document.to_owned() } else { format!("{head}{document}") };
    let manifest = format!("portcullis: 1\napi: api.yaml\n{manifest}");
    let own = [("portcullis.yaml", manifest.as_str()), ("api.yaml", document.as_str())];
    let files = Files::new(&[&own, others.as_slice()].concat());
    let mut outcome = compile_files(&files, "portcullis.yaml", &ImportOptions::default());
    let definition = outcome.definition.take().unwrap_or_else(|| panic!("{}", outcome.concise()));
    let settings = Settings { select: vec![rule.code.name.to_owned()], ..Settings::default() };
    check(&definition, &outcome.sources, &settings, &mut outcome.sink);
    outcome.sink.diagnostics().iter().filter(|own| own.code.name == rule.code.name).count()
}

#[test]
fn every_rule_keeps_what_its_page_says() {
    let mut faults = Vec::new();
    for rule in RULES {
        let examples = examples(rule.code.doc);
        if examples.is_empty() {
            faults.push(format!("{}: its page has no example", rule.code.name));
        }
        for (fails, text) in examples {
            let found = found(rule, &text);
            if fails && found == 0 {
                faults.push(format!("{}: nothing was found in\n{text}", rule.code.name));
            } else if !fails && found > 0 {
                faults.push(format!("{}: something was found in\n{text}", rule.code.name));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}
