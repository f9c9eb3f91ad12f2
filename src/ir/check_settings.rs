//! The linter's settings of a manifest. They are no part of the API; the linter gives the names their meaning.

use crate::diag::Severity;
use crate::source::{Spanned, SpannedMap};

/// Which rules run, and how bad their findings are.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CheckSettings {
    /// Only these rules or areas run, unless it is empty.
    pub select: Vec<Spanned<String>>,
    /// These rules or areas do not run.
    pub ignore: Vec<Spanned<String>>,
    /// Severities by rule or area.
    pub severity: SpannedMap<Spanned<Severity>>,
}
