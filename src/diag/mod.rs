//! Findings about a person's text: what is wrong, where, why it matters and how to mend it.

mod code;
mod diagnostic;
mod formats;
mod sink;
mod suggest;
mod suppress;

pub use code::{Code, Severity};
pub use diagnostic::{Diagnostic, Fix, Label};
pub use formats::{FORMATS, Format, Limits, Report, Style, excerpt};
pub use sink::Sink;
pub use suggest::{closest, closest_or_longer};
pub use suppress::{ALLOWANCE_CODES, suppress};
