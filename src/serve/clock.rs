//! The one place where time is read.

use std::time::{Instant, SystemTime, UNIX_EPOCH};

use crate::gateway::{Clock, Moment};

/// The time of this machine.
#[derive(Clone, Copy, Debug)]
pub struct SystemClock {
    start: Instant,
}

impl SystemClock {
    /// A clock whose monotonic time begins now.
    pub fn new() -> Self {
        Self { start: now() }
    }
}

impl Default for SystemClock {
    fn default() -> Self {
        Self::new()
    }
}

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "the runtime's time begins here")]
    fn now(&self) -> Moment {
        // A clock before 1970 is a clock that was never set.
        let wall = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Moment { wall, monotonic: self.start.elapsed() }
    }
}

/// The time for deadlines.
#[expect(clippy::disallowed_methods, reason = "the runtime's time begins here")]
pub(super) fn now() -> Instant {
    Instant::now()
}
