//! What a report format is given.

use crate::diag::{Code, Diagnostic, Severity};
use crate::source::{Sources, Span};

/// Findings in the order in which every format writes them.
#[derive(Debug)]
pub struct Report<'a> {
    /// The findings: by file, position and name.
    pub diagnostics: Vec<&'a Diagnostic>,
    /// The files that they point into.
    pub sources: &'a Sources,
    /// All codes that there are, found or not, for formats that list rules.
    pub catalog: &'a [&'static Code],
    /// The version of the tool that reports.
    pub version: &'a str,
    /// How the human format looks.
    pub style: Style,
    /// How much the human format shows.
    pub limits: Limits,
}

/// How the human format looks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Style {
    /// Whether to colour.
    pub color: bool,
    /// Whether to draw with more than ASCII.
    pub unicode: bool,
    /// The width of the terminal in columns.
    pub width: usize,
    /// Where the rules' pages are, to link names to `LINK/NAME.html`; none where the terminal has no links.
    pub links: Option<String>,
}

impl Default for Style {
    fn default() -> Self {
        Self { color: false, unicode: true, width: 100, links: None }
    }
}

/// How much the human format shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limits {
    /// How many findings of one name in one file.
    pub same: usize,
    /// How many findings in all.
    pub total: usize,
    /// How to see the rest, as the reader would type it.
    pub more: String,
}

impl Default for Limits {
    fn default() -> Self {
        Self { same: 5, total: 50, more: "`--format concise` lists all".to_owned() }
    }
}

impl<'a> Report<'a> {
    /// Sorts `diagnostics` into a report without colours.
    pub fn new(
        diagnostics: &'a [Diagnostic],
        sources: &'a Sources,
        catalog: &'a [&'static Code],
    ) -> Self {
        let mut sorted: Vec<&Diagnostic> = diagnostics.iter().collect();
        sorted.sort_by(|left, right| key(left).cmp(&key(right)));
        Self {
            diagnostics: sorted,
            sources,
            catalog,
            version: env!("CARGO_PKG_VERSION"),
            style: Style::default(),
            limits: Limits::default(),
        }
    }

    /// The number of findings of `severity`.
    pub fn count(&self, severity: Severity) -> usize {
        self.diagnostics.iter().filter(|found| found.severity == severity).count()
    }

    /// The name of the file that `span` lies in.
    pub(super) fn file_name(&self, span: Span) -> &'a str {
        self.sources.get(span.file()).map_or("", |file| file.name())
    }
}

fn key(found: &Diagnostic) -> (Span, &'static str, &str) {
    (found.primary.span, found.code.name, &found.message)
}
