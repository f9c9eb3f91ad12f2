//! `concise`

use std::io;

use super::Report;
use super::text::visible;

report_format! {
    /// One line for each finding.
    ///
    /// `FILE:LINE:COLUMN: SEVERITY[NAME]: MESSAGE`, in the order of files and positions, without colours. Lines
    /// and columns count from 1, columns in characters.
    "concise" => write
}

fn write(out: &mut dyn io::Write, report: &Report<'_>) -> io::Result<()> {
    for found in &report.diagnostics {
        let at = report.sources.position(found.primary.span);
        writeln!(
            out,
            "{}:{}:{}: {}[{}]: {}",
            visible(report.file_name(found.primary.span)),
            at.line,
            at.column,
            found.severity,
            found.code.name,
            visible(&found.message),
        )?;
    }
    Ok(())
}
