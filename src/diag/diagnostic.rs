//! One finding.

use super::{Code, Severity};
use crate::source::{Span, TextEdit};

/// A place that a finding points to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// The bytes.
    pub span: Span,
    /// Why this place; empty where the message says it all.
    pub text: String,
}

/// A change that mends a finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fix {
    /// What it does: lower case, no full stop.
    pub title: String,
    /// Whether it may be made unseen: what the definition means stays as it is, except for the fault.
    pub safe: bool,
    /// The replacements; none overlaps another.
    pub edits: Vec<TextEdit>,
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
    /// Changes that mend it, the best one first.
    pub fixes: Vec<Fix>,
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
            fixes: Vec::new(),
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

    /// Offers a change that mends it.
    pub fn fix(&mut self, title: impl Into<String>, safe: bool, edits: Vec<TextEdit>) -> &mut Self {
        self.fixes.push(Fix { title: title.into(), safe, edits });
        self
    }
}
