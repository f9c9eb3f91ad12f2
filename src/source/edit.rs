//! Changes to texts.

use super::Span;

/// One replacement of bytes by a text. An empty span inserts, an empty replacement deletes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TextEdit {
    /// The bytes that go.
    pub span: Span,
    /// The text that comes in their place.
    pub replacement: String,
}
