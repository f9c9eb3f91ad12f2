//! What is wrong with a template.

/// One fault of a template's text.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct VtlError {
    /// What kind of fault it is.
    pub kind: VtlErrorKind,
    /// What is so, in one line.
    pub message: String,
    /// The first byte of the template that is at fault.
    pub start: u32,
    /// The byte behind the last one at fault.
    pub end: u32,
    /// What to do about it.
    pub help: Option<&'static str>,
}

/// What kind of fault a template has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum VtlErrorKind {
    /// A block, a string, a comment or a bracket is not closed.
    Unclosed,
    /// An `#end`, `#else` or `#elseif` without the directive that it belongs to.
    Unmatched,
    /// A directive without its parentheses or with something else in them.
    BadDirective,
    /// A directive that exists in Velocity but not in the service.
    UnsupportedDirective,
    /// A reference that is not complete.
    BadReference,
    /// An expression that cannot be read.
    BadExpression,
    /// More nesting or more text than the parser takes.
    TooLarge,
}

impl VtlError {
    pub(super) fn new(
        kind: VtlErrorKind,
        (start, end): (u32, u32),
        message: impl Into<String>,
    ) -> Self {
        Self { kind, message: message.into(), start, end, help: None }
    }

    pub(super) fn help(mut self, help: &'static str) -> Self {
        self.help = Some(help);
        self
    }
}
