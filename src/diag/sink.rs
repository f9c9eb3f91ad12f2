//! Where readers and checks report to.

use super::{Code, Diagnostic, Severity};
use crate::source::Span;

/// Collects findings. Nobody stops at the first.
#[derive(Debug, Default)]
pub struct Sink {
    diagnostics: Vec<Diagnostic>,
}

impl Sink {
    /// Reports a finding and returns it, so that help and further places can be added.
    pub fn report(
        &mut self,
        code: impl Into<&'static Code>,
        span: Span,
        message: impl Into<String>,
    ) -> &mut Diagnostic {
        let found = Diagnostic::new(code.into(), span, message);
        self.diagnostics.push_mut(found)
    }

    /// Whether a finding of error severity was reported.
    pub fn has_errors(&self) -> bool {
        self.diagnostics.iter().any(|found| found.severity == Severity::Error)
    }

    /// The findings so far, in the order of reporting.
    pub fn diagnostics(&self) -> &[Diagnostic] {
        &self.diagnostics
    }

    /// Takes in findings that were made elsewhere.
    pub fn extend(&mut self, found: impl IntoIterator<Item = Diagnostic>) {
        self.diagnostics.extend(found);
    }

    /// All findings, in the order of reporting.
    pub fn into_diagnostics(self) -> Vec<Diagnostic> {
        self.diagnostics
    }
}
