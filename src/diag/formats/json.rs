//! `json`

use std::io;

use serde::Serialize;

use super::Report;
use crate::diag::{Diagnostic, Fix, Label, Severity};
use crate::source::Span;

report_format! {
    /// One JSON object with every finding, for programs.
    ///
    /// ```text
    /// version       1; it grows when a member goes or changes its meaning, not when one is added
    /// tool          {name, version}
    /// summary       {error, warning, info}: numbers of findings
    /// findings      by file, position and name:
    ///   rule        the name that `explain` takes
    ///   severity    "error", "warning" or "info"
    ///   message     what is so
    ///   help        how to mend it, or null
    ///   location    {file, start, end}; start and end are {byte, line, column}
    ///   label       why this place, or null
    ///   related     [{location, label}]: further places
    ///   fixes       [{title, safe, edits: [{location, replacement}]}]
    /// ```
    ///
    /// Bytes count from 0, lines and columns from 1, columns in Unicode characters; an end is the place after the
    /// last character.
    "json" => write
}

#[derive(Serialize)]
struct Root<'a> {
    version: u32,
    tool: Tool<'a>,
    summary: Summary,
    findings: Vec<Finding<'a>>,
}

#[derive(Serialize)]
struct Tool<'a> {
    name: &'a str,
    version: &'a str,
}

#[derive(Serialize)]
struct Summary {
    error: usize,
    warning: usize,
    info: usize,
}

#[derive(Serialize)]
struct Finding<'a> {
    rule: &'a str,
    severity: &'a str,
    message: &'a str,
    help: Option<&'a str>,
    location: Location<'a>,
    label: Option<&'a str>,
    related: Vec<Related<'a>>,
    fixes: Vec<FixOut<'a>>,
}

#[derive(Serialize)]
struct Related<'a> {
    location: Location<'a>,
    label: Option<&'a str>,
}

#[derive(Serialize)]
struct FixOut<'a> {
    title: &'a str,
    safe: bool,
    edits: Vec<EditOut<'a>>,
}

#[derive(Serialize)]
struct EditOut<'a> {
    location: Location<'a>,
    replacement: &'a str,
}

#[derive(Serialize)]
struct Location<'a> {
    file: &'a str,
    start: Place,
    end: Place,
}

#[derive(Serialize)]
struct Place {
    byte: u32,
    line: u32,
    column: u32,
}

fn write(out: &mut dyn io::Write, report: &Report<'_>) -> io::Result<()> {
    let root = Root {
        version: 1,
        tool: Tool { name: "portcullis", version: report.version },
        summary: Summary {
            error: report.count(Severity::Error),
            warning: report.count(Severity::Warning),
            info: report.count(Severity::Info),
        },
        findings: report.diagnostics.iter().map(|found| finding(report, found)).collect(),
    };
    serde_json::to_writer_pretty(&mut *out, &root)?;
    writeln!(out)
}

fn finding<'a>(report: &Report<'a>, found: &'a Diagnostic) -> Finding<'a> {
    Finding {
        rule: found.code.name,
        severity: found.severity.name(),
        message: &found.message,
        help: found.help.as_deref(),
        location: location(report, found.primary.span),
        label: label(&found.primary),
        related: found
            .related
            .iter()
            .map(|place| Related { location: location(report, place.span), label: label(place) })
            .collect(),
        fixes: found.fixes.iter().map(|fix| fix_out(report, fix)).collect(),
    }
}

fn fix_out<'a>(report: &Report<'a>, fix: &'a Fix) -> FixOut<'a> {
    let edits = fix.edits.iter().map(|edit| EditOut {
        location: location(report, edit.span),
        replacement: &edit.replacement,
    });
    FixOut { title: &fix.title, safe: fix.safe, edits: edits.collect() }
}

fn label(label: &Label) -> Option<&str> {
    Some(label.text.as_str()).filter(|text| !text.is_empty())
}

fn location<'a>(report: &Report<'a>, span: Span) -> Location<'a> {
    let (from, to) = (report.sources.position(span), report.sources.end_position(span));
    Location {
        file: report.file_name(span),
        start: Place { byte: span.start(), line: from.line, column: from.column },
        end: Place { byte: span.end(), line: to.line, column: to.column },
    }
}
