//! Findings about a person's text: what is wrong, where, why it matters and how to mend it.

mod code;
mod diagnostic;
mod sink;

pub use code::{Code, Severity};
pub use diagnostic::{Diagnostic, Label};
pub use sink::Sink;
