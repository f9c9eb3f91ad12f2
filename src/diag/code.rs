//! What a finding is called, how bad it is, and where its page comes from.

use std::fmt;

/// How bad a finding is. Ordered: an error is more than a warning.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Worth knowing; nothing is wrong.
    Info,
    /// It will run, but hardly as it was meant.
    Warning,
    /// It cannot be deployed, or it fails when it runs.
    Error,
}

impl Severity {
    /// The word for it, in lower case.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// One kind of finding. Every layer that finds things declares its codes with [`codes!`](crate::codes) or, for
/// rules of the linter, with `rule!`; together they are the catalog behind `explain` and SARIF.
#[derive(Debug)]
pub struct Code {
    /// Kebab-case, the thing found and not the cure.
    pub name: &'static str,
    /// How bad it is, unless the settings say otherwise.
    pub severity: Severity,
    /// Markdown: one line that stands alone, then why it matters and examples.
    pub doc: &'static str,
}

impl Code {
    /// The first line of the documentation.
    pub fn summary(&self) -> &'static str {
        self.doc.trim_start().lines().next().unwrap_or("").trim()
    }
}

/// Declares codes from their doc comments, and the list of them:
///
/// ```
/// portcullis::codes! {
///     /// The codes of this module.
///     pub static CODES;
///
///     /// A thing that is not there.
///     MISSING_THING = Error "missing-thing";
/// }
/// assert_eq!(CODES.len(), 1);
/// assert_eq!(MISSING_THING.summary(), "A thing that is not there.");
/// ```
///
/// The names are as visible as the list, unless `static CODES, each pub(super) static;` says otherwise.
#[macro_export]
macro_rules! codes {
    (
        $(#[doc = $list_doc:literal])*
        $list_vis:vis static $list:ident;
        $($codes:tt)+
    ) => {
        $crate::codes! {
            $(#[doc = $list_doc])*
            $list_vis static $list, each $list_vis static;
            $($codes)+
        }
    };
    (
        $(#[doc = $list_doc:literal])*
        $list_vis:vis static $list:ident, each $vis:vis static;
        $(
            $(#[doc = $doc:literal])+
            $name:ident = $severity:ident $text:literal;
        )+
    ) => {
        $(
            $(#[doc = $doc])+
            $vis static $name: $crate::diag::Code = $crate::diag::Code {
                name: $text,
                severity: $crate::diag::Severity::$severity,
                doc: concat!($($doc, "\n"),+),
            };
        )+
        $(#[doc = $list_doc])*
        $list_vis static $list: &[&$crate::diag::Code] = &[$(&$name),+];
    };
}
