//! All findings that any command can report.

use std::sync::LazyLock;

use crate::check::catalog;
use crate::diag::Code;
use crate::emit::{BUILD_CODES, EXPORT_CODES, NOT_SERVED_CODES};

static ALL: LazyLock<Vec<&'static Code>> = LazyLock::new(|| {
    let mut all = catalog().to_vec();
    all.extend(EXPORT_CODES);
    all.extend(BUILD_CODES);
    all.extend(NOT_SERVED_CODES);
    all.sort_by_key(|code| code.name);
    all
});

/// The codes of reading, of the rules, and of what is written, by name.
pub(super) fn all() -> &'static [&'static Code] {
    &ALL
}
