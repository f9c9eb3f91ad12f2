//! What a reader found wrong with a text. `frontend` turns these into diagnostics.

use super::Span;

/// The kinds of problems that readers find.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ProblemKind {
    /// The text is not UTF-8 (UTF-16 and UTF-32 are named in the message).
    Encoding,
    /// The text is empty or holds only comments.
    Empty,
    /// The text is not YAML or not JSON.
    Syntax,
    /// A key stands twice in one mapping. The last one counts.
    DuplicateKey,
    /// Nesting deeper than the reader follows.
    TooDeep,
    /// More text, nodes or alias expansion than the reader accepts.
    TooLarge,
    /// An alias without its anchor, or a merge key that is not a mapping.
    BadAlias,
    /// A further document in one YAML stream. The first one counts.
    ExtraDocument,
    /// A scalar that YAML 1.1 reads as a boolean and YAML 1.2 as text (`yes`, `no`, `on`, `off`).
    Yaml11Boolean,
}

/// One problem, with its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// What kind of problem it is.
    pub kind: ProblemKind,
    /// Where.
    pub span: Span,
    /// What is wrong: lower case, no full stop, input in backticks.
    pub message: String,
    /// Further places that explain it, with their words.
    pub related: Vec<(Span, String)>,
    /// How to mend it.
    pub help: Option<String>,
}

impl Problem {
    /// A problem of `kind` at `span`.
    pub fn new(kind: ProblemKind, span: Span, message: impl Into<String>) -> Self {
        Self { kind, span, message: message.into(), related: Vec::new(), help: None }
    }

    /// Adds a further place.
    #[must_use]
    pub fn related(mut self, span: Span, words: impl Into<String>) -> Self {
        self.related.push((span, words.into()));
        self
    }

    /// Adds how to mend it.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Whether the text could not be read whole because of it.
    pub fn is_fatal(&self) -> bool {
        match self.kind {
            ProblemKind::Encoding
            | ProblemKind::Empty
            | ProblemKind::Syntax
            | ProblemKind::TooDeep
            | ProblemKind::TooLarge
            | ProblemKind::BadAlias => true,
            ProblemKind::DuplicateKey | ProblemKind::ExtraDocument | ProblemKind::Yaml11Boolean => {
                false
            }
        }
    }
}
