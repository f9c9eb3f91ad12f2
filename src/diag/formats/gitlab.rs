//! `gitlab`

use std::collections::BTreeMap;
use std::io;

use serde_json::json;

use super::Report;
use super::text::fingerprint;
use crate::diag::Severity;

report_format! {
    /// A Code Quality report, which GitLab shows in merge requests.
    ///
    /// A JSON list of objects with `description`, `check_name`, `fingerprint`, `severity` and `location`.
    "gitlab" => write
}

fn write(out: &mut dyn io::Write, report: &Report<'_>) -> io::Result<()> {
    // A fingerprint must not change when lines move, and must differ between two findings that say the same.
    let mut seen: BTreeMap<(&str, &str, &str), usize> = BTreeMap::new();
    let mut issues = Vec::with_capacity(report.diagnostics.len());
    for found in &report.diagnostics {
        let span = found.primary.span;
        let name = report.file_name(span);
        let turn = seen.entry((name, found.code.name, &found.message)).or_default();
        *turn += 1;
        let severity = match found.severity {
            Severity::Error => "major",
            Severity::Warning => "minor",
            Severity::Info => "info",
        };
        issues.push(json!({
            "description": found.message,
            "check_name": found.code.name,
            "fingerprint": fingerprint(&[name, found.code.name, &found.message, &turn.to_string()]),
            "severity": severity,
            "location": {
                "path": name,
                "lines": {
                    "begin": report.sources.position(span).line,
                    "end": report.sources.end_position(span).line,
                },
            },
        }));
    }
    serde_json::to_writer_pretty(&mut *out, &issues)?;
    writeln!(out)
}
