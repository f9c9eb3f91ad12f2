//! The one place where time is read.

use std::time::Instant;

/// The time for deadlines.
#[expect(clippy::disallowed_methods, reason = "the runtime's time begins here")]
pub(super) fn now() -> Instant {
    Instant::now()
}
