//! Findings and failures, as the person or the machine at the other end wants them.

use std::io::{self, Write};

use crate::check::RULES;
use crate::diag::{Diagnostic, Format, Limits, Report, Severity, Style};
use crate::source::Sources;

use super::codes;
use super::error::CliError;
use super::exit::Exit;
use super::terminal::Terminal;

/// Writes findings to `out`.
pub(super) fn write(
    out: &mut dyn Write,
    format: &Format,
    findings: &[Diagnostic],
    sources: &Sources,
    style: Style,
) -> io::Result<()> {
    let mut report = Report::new(findings, sources, codes::all());
    report.style = style;
    (format.write)(out, &report)
}

/// Writes what a command other than `check` found on its way to standard error, without what is merely worth knowing:
/// such a command is run for its result.
pub(super) fn write_notes(
    findings: &[Diagnostic],
    sources: &Sources,
    terminal: &mut Terminal,
) -> Result<(), CliError> {
    let least = if terminal.is_quiet() { Severity::Error } else { Severity::Warning };
    let shown: Vec<Diagnostic> =
        findings.iter().filter(|found| found.severity >= least).cloned().collect();
    let style = terminal.err_style();
    if !shown.is_empty() {
        let Some(human) = Format::find("human") else { return Ok(()) };
        let mut report = Report::new(&shown, sources, codes::all());
        report.style = style;
        report.limits = Limits { more: "`portcullis check` lists all".to_owned(), ..report.limits };
        (human.write)(terminal.err(), &report).map_err(CliError::Output)?;
    }
    Ok(())
}

/// What was found as a text for a log, without what is merely worth knowing.
pub(super) fn notes(findings: &[Diagnostic], sources: &Sources) -> String {
    let shown: Vec<Diagnostic> =
        findings.iter().filter(|found| found.severity > Severity::Info).cloned().collect();
    let mut text = Vec::new();
    if let Some(human) = Format::find("human").filter(|_| !shown.is_empty()) {
        let style = Terminal::file_style();
        // Writing to a vector does not fail.
        let _ = write(&mut text, human, &shown, sources, style);
    }
    String::from_utf8(text).unwrap_or_default()
}

/// How a command ends that found `findings`, where those of `fail_on` and above count.
pub(super) fn exit(findings: &[Diagnostic], fail_on: Option<Severity>) -> Exit {
    let unusable = |found: &Diagnostic| found.severity == Severity::Error && !is_rule(found);
    if findings.iter().any(unusable) {
        Exit::Unusable
    } else if findings.iter().any(|found| fail_on.is_some_and(|least| found.severity >= least)) {
        Exit::Found
    } else {
        Exit::Done
    }
}

/// Whether a finding is one of the linter's. An error that is not is about text that could not be read as it stands.
fn is_rule(found: &Diagnostic) -> bool {
    RULES.iter().any(|rule| rule.code.name == found.code.name)
}

/// Tells why a command could not run.
pub(super) fn failure(error: &CliError, terminal: &mut Terminal) -> Exit {
    let (bold, plain) =
        if terminal.err_style().color { ("\x1b[1;31m", "\x1b[0m") } else { ("", "") };
    terminal.note(&format!("{bold}error{plain}: {error}"));
    if let Some(help) = error.help() {
        terminal.note(&format!("  help: {help}"));
    }
    Exit::Unusable
}
