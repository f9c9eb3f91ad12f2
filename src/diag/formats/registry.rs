//! What a report format is, and how one is registered.

use std::io;

use super::Report;

/// One way to write a report.
#[derive(Debug)]
pub struct Format {
    /// The name on the command line.
    pub name: &'static str,
    /// Markdown: one line that stands alone, then what the output looks like.
    pub doc: &'static str,
    /// Writes the whole report.
    pub write: fn(&mut dyn io::Write, &Report<'_>) -> io::Result<()>,
}

impl Format {
    /// The format of that name.
    pub fn find(name: &str) -> Option<&'static Self> {
        super::FORMATS.iter().copied().find(|format| format.name == name)
    }
}

/// Declares the format of a file from its doc comment.
macro_rules! report_format {
    ($(#[doc = $doc:literal])+ $name:literal => $write:path) => {
        $(#[doc = $doc])+
        pub(super) static FORMAT: super::Format = super::Format {
            name: $name,
            doc: concat!($($doc, "\n"),+),
            write: $write,
        };
    };
}

/// Declares the modules of all formats and the list of them.
macro_rules! report_formats {
    ($($module:ident),+ $(,)?) => {
        $(mod $module;)+
        /// All report formats, by name.
        pub static FORMATS: &[&Format] = &[$(&$module::FORMAT),+];
    };
}
