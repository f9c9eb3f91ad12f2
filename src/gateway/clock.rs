//! Time, as it is given to the engine.

use std::time::Duration;

/// A point in time. The engine reads no clock: whoever drives it gives the time with each event.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Moment {
    /// Since 1970-01-01T00:00:00Z: for `$context.requestTime` and trace ids.
    pub wall: Duration,
    /// Since a point that stays the same while the process runs: for latencies and limits. Never goes back.
    pub monotonic: Duration,
}

/// Where time comes from. Implemented where I/O is allowed.
pub trait Clock {
    /// The time now.
    fn now(&self) -> Moment;
}
