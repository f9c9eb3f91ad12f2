//! Findings about a person's text: what is wrong, where, why it matters and how to mend it.

mod code;
mod diagnostic;
mod formats;
mod sink;

pub use code::{Code, Severity};
pub use diagnostic::{Diagnostic, Fix, Label};
pub use formats::{FORMATS, Format, Limits, Report, Style};
pub use sink::Sink;
