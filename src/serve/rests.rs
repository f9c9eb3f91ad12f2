//! When the connections of a worker that wait let go of their buffers: one after the other.
//!
//! A crowd that comes to rest at once would have all others wait until the last of it is through. It also is what an
//! allocator gives memory back by: pages that come back to it a while apart are returned to the system, those of one
//! burst are kept for the next one.

use std::cell::Cell;
use std::time::{Duration, Instant};

/// How long after one connection the next one has its turn.
const APART: Duration = Duration::from_micros(500);

/// The turns that a worker has given.
#[derive(Debug, Default)]
pub(super) struct Rests {
    next: Cell<Option<Instant>>,
}

impl Rests {
    /// When the connection that asks may let go, which is not before `now`.
    pub(super) fn turn(&self, now: Instant) -> Instant {
        let turn = self.next.get().map_or(now, |next| next.max(now));
        self.next.set(Some(turn + APART));
        turn
    }
}

#[cfg(test)]
mod tests {
    use super::super::clock::now;
    use super::{APART, Rests};

    #[test]
    fn one_that_is_alone_has_its_turn_at_once_and_a_crowd_one_by_one() {
        let rests = Rests::default();
        let now = now();
        assert_eq!(rests.turn(now), now);
        assert_eq!(rests.turn(now), now + APART);
        assert_eq!(rests.turn(now), now + 2 * APART);
        let later = now + 10 * APART;
        assert_eq!(rests.turn(later), later);
    }
}
