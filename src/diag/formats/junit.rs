//! `junit`

use std::io;

use super::Report;
use super::text::visible;
use crate::diag::{Diagnostic, Severity};

report_format! {
    /// A report in the XML of `JUnit`: one suite for each file, one failed case for each finding.
    ///
    /// Informational findings are cases that passed, with the message as their output. A run without findings has
    /// one suite with one case that passed, because some readers refuse an empty report.
    "junit" => write
}

fn write(out: &mut dyn io::Write, report: &Report<'_>) -> io::Result<()> {
    let failures = |found: &[&Diagnostic]| {
        found.iter().filter(|found| found.severity != Severity::Info).count()
    };
    let all = report.diagnostics.as_slice();
    writeln!(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>")?;
    writeln!(
        out,
        "<testsuites name=\"portcullis\" tests=\"{}\" failures=\"{}\">",
        all.len().max(1),
        failures(all)
    )?;
    if all.is_empty() {
        writeln!(out, "  <testsuite name=\"portcullis\" tests=\"1\" failures=\"0\">")?;
        writeln!(out, "    <testcase classname=\"portcullis\" name=\"no findings\"/>")?;
        writeln!(out, "  </testsuite>")?;
    }
    for group in all.chunk_by(|left, right| left.primary.span.file() == right.primary.span.file()) {
        let file = group.first().map_or("", |found| report.file_name(found.primary.span));
        writeln!(
            out,
            "  <testsuite name=\"{}\" tests=\"{}\" failures=\"{}\">",
            xml(file),
            group.len(),
            failures(group)
        )?;
        for found in group {
            write_case(out, report, file, found)?;
        }
        writeln!(out, "  </testsuite>")?;
    }
    writeln!(out, "</testsuites>")
}

fn write_case(
    out: &mut dyn io::Write,
    report: &Report<'_>,
    file: &str,
    found: &Diagnostic,
) -> io::Result<()> {
    let at = report.sources.position(found.primary.span);
    let place = format!("{file}:{}:{}", at.line, at.column);
    let mut text = format!("{place}: {}", found.message);
    if let Some(help) = &found.help {
        text.push_str("; help: ");
        text.push_str(help);
    }
    writeln!(
        out,
        "    <testcase classname=\"{}\" name=\"{} at {}:{}\">",
        xml(file),
        found.code.name,
        at.line,
        at.column
    )?;
    if found.severity == Severity::Info {
        writeln!(out, "      <system-out>{}</system-out>", xml(&text))?;
    } else {
        writeln!(
            out,
            "      <failure type=\"{}\" message=\"{}\">{}</failure>",
            found.severity,
            xml(&found.message),
            xml(&text)
        )?;
    }
    writeln!(out, "    </testcase>")
}

/// Escapes text for content and attributes. Control characters, which XML cannot hold, are written out.
fn xml(text: &str) -> String {
    visible(text)
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}
