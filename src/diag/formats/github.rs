//! `github`

use std::io;

use super::Report;
use crate::diag::Severity;

report_format! {
    /// Workflow commands that GitHub Actions shows beside the lines of a pull request.
    ///
    /// `::error file=FILE,line=L,col=C,endLine=L,endColumn=C,title=NAME::MESSAGE`
    "github" => write
}

fn write(out: &mut dyn io::Write, report: &Report<'_>) -> io::Result<()> {
    for found in &report.diagnostics {
        let command = match found.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Info => "notice",
        };
        let span = found.primary.span;
        let (from, to) = (report.sources.position(span), report.sources.end_position(span));
        let mut message = found.message.clone();
        if let Some(help) = &found.help {
            message.push_str("\nhelp: ");
            message.push_str(help);
        }
        writeln!(
            out,
            "::{command} file={},line={},col={},endLine={},endColumn={},title={}::{}",
            property(report.file_name(span)),
            from.line,
            from.column,
            to.line,
            to.column,
            property(found.code.name),
            data(&message),
        )?;
    }
    Ok(())
}

/// Escapes the text after `::`, as the runner reads it.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// Escapes the value of a property.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
