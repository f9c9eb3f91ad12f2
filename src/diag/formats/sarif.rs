//! `sarif`

use std::collections::BTreeMap;
use std::io;

use serde_json::{Map, Value, json};

use super::Report;
use crate::diag::{Code, Diagnostic, Fix, Label, Severity};
use crate::source::Span;

report_format! {
    /// SARIF 2.1.0, the format of code scanning services.
    ///
    /// `runs[0].tool.driver.rules` lists every rule that there is, found or not. Columns count Unicode characters
    /// from 1, file names are relative URIs, and a fix is listed whether it is safe or not.
    "sarif" => write
}

fn write(out: &mut dyn io::Write, report: &Report<'_>) -> io::Result<()> {
    let index: BTreeMap<&str, usize> =
        report.catalog.iter().enumerate().map(|(at, code)| (code.name, at)).collect();
    let results: Vec<Value> =
        report.diagnostics.iter().map(|found| result(report, &index, found)).collect();
    let log = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": {
                "driver": {
                    "name": "portcullis",
                    "semanticVersion": report.version,
                    "rules": report.catalog.iter().map(|code| rule(code)).collect::<Vec<_>>(),
                },
            },
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    });
    serde_json::to_writer_pretty(&mut *out, &log)?;
    writeln!(out)
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "note",
    }
}

fn rule(code: &Code) -> Value {
    json!({
        "id": code.name,
        "shortDescription": { "text": code.summary() },
        "help": { "text": code.doc.trim(), "markdown": code.doc.trim() },
        "defaultConfiguration": { "level": level(code.severity) },
    })
}

fn result(report: &Report<'_>, index: &BTreeMap<&str, usize>, found: &Diagnostic) -> Value {
    let mut text = found.message.clone();
    if let Some(help) = &found.help {
        text.push_str("\nhelp: ");
        text.push_str(help);
    }
    let mut result = Map::new();
    result.insert("ruleId".to_owned(), json!(found.code.name));
    if let Some(at) = index.get(found.code.name) {
        result.insert("ruleIndex".to_owned(), json!(at));
    }
    result.insert("level".to_owned(), json!(level(found.severity)));
    result.insert("message".to_owned(), json!({ "text": text }));
    result.insert("locations".to_owned(), json!([location(report, &found.primary)]));
    if !found.related.is_empty() {
        let related: Vec<Value> =
            found.related.iter().map(|label| location(report, label)).collect();
        result.insert("relatedLocations".to_owned(), json!(related));
    }
    if !found.fixes.is_empty() {
        let fixes: Vec<Value> = found.fixes.iter().map(|item| fix(report, item)).collect();
        result.insert("fixes".to_owned(), json!(fixes));
    }
    Value::Object(result)
}

fn location(report: &Report<'_>, label: &Label) -> Value {
    let mut place = json!({
        "physicalLocation": {
            "artifactLocation": { "uri": uri(report.file_name(label.span)) },
            "region": region(report, label.span),
        },
    });
    if let (false, Some(members)) = (label.text.is_empty(), place.as_object_mut()) {
        members.insert("message".to_owned(), json!({ "text": label.text }));
    }
    place
}

fn region(report: &Report<'_>, span: Span) -> Value {
    let (from, to) = (report.sources.position(span), report.sources.end_position(span));
    json!({
        "startLine": from.line,
        "startColumn": from.column,
        "endLine": to.line,
        "endColumn": to.column,
        "byteOffset": span.start(),
        "byteLength": span.len(),
    })
}

fn fix(report: &Report<'_>, fix: &Fix) -> Value {
    // One change for each file, in the order of the files' first edits.
    let mut files: Vec<(&str, Vec<Value>)> = Vec::new();
    for edit in &fix.edits {
        let name = report.file_name(edit.span);
        let replacement = json!({
            "deletedRegion": region(report, edit.span),
            "insertedContent": { "text": edit.replacement },
        });
        match files.iter_mut().find(|(known, _)| *known == name) {
            Some((_, replacements)) => replacements.push(replacement),
            None => files.push((name, vec![replacement])),
        }
    }
    let changes: Vec<Value> = files
        .into_iter()
        .map(|(name, replacements)| {
            json!({ "artifactLocation": { "uri": uri(name) }, "replacements": replacements })
        })
        .collect();
    json!({ "description": { "text": fix.title }, "artifactChanges": changes })
}

/// The file name as a relative URI.
fn uri(name: &str) -> String {
    const KEEP: &percent_encoding::AsciiSet = &percent_encoding::NON_ALPHANUMERIC
        .remove(b'/')
        .remove(b'.')
        .remove(b'-')
        .remove(b'_')
        .remove(b'~')
        .remove(b'+')
        .remove(b'@');
    percent_encoding::utf8_percent_encode(&name.replace('\\', "/"), KEEP).to_string()
}
