//! The generated pages of the book: all findings, and the manifest. They are made of what the program itself says, so
//! that they cannot say anything else.

mod findings;
mod manifest;

pub use findings::finding_pages;
pub use manifest::manifest_page;

use std::fmt;

use serde::Serialize;
use tera::{Context, Tera};

/// One page of the book.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// Its path below the book's sources, as in `rules/routing.md`.
    pub path: String,
    /// Markdown.
    pub text: String,
}

/// A template of the program itself that does not fit what is put into it.
#[derive(Debug)]
pub struct ReferenceError(tera::Error);

impl fmt::Display for ReferenceError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "a page cannot be written: {}", self.0)
    }
}

impl std::error::Error for ReferenceError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&self.0)
    }
}

/// Renders one template. Markdown is not HTML, so nothing is escaped here; what stands in a table cell is prepared.
fn render(template: &str, content: &impl Serialize) -> Result<String, ReferenceError> {
    let context = Context::from_serialize(content).map_err(ReferenceError)?;
    Tera::one_off(template, &context, false).map_err(ReferenceError)
}

/// The text as it may stand in a cell of a table: on one line, without the sign that ends a cell.
fn cell(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").replace('|', "\\|")
}
