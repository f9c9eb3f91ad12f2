//! One finding.

use super::{Code, Severity};
use crate::source::Span;

/// A place that a finding points to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// The bytes.
    pub span: Span,
    /// Why this place; empty where the message says it all.
    pub text: String,
}

/// One finding: a value that every report format can render.
#[derive(Clone, Debug)]
pub struct Diagnostic {
    /// What kind it is.
    pub code: &'static Code,
    /// How bad it is, after the settings.
    pub severity: Severity,
    /// What is so: lower case, no full stop, input in backticks, one line.
    pub message: String,
    /// The place that it is about.
    pub primary: Label,
    /// Further places that explain it.
    pub related: Vec<Label>,
    /// How to mend it.
    pub help: Option<String>,
}

impl Diagnostic {
    /// A finding of kind `code` at `span`, of the code's own severity.
    pub fn new(code: &'static Code, span: Span, message: impl Into<String>) -> Self {
        Self {
            code,
            severity: code.severity,
            message: message.into(),
            primary: Label { span, text: String::new() },
            related: Vec::new(),
            help: None,
        }
    }

    /// Says why the primary place is where the fault is.
    pub fn label(&mut self, text: impl Into<String>) -> &mut Self {
        self.primary.text = text.into();
        self
    }

    /// Adds a further place.
    pub fn related(&mut self, span: Span, text: impl Into<String>) -> &mut Self {
        self.related.push(Label { span, text: text.into() });
        self
    }

    /// Says how to mend it.
    pub fn help(&mut self, text: impl Into<String>) -> &mut Self {
        self.help = Some(text.into());
        self
    }
}
