//! Token buckets that many threads take from.

use std::time::Duration;

use portable_atomic::{AtomicU128, Ordering};

use crate::limits::{Level, Throttle};

/// A token bucket. It takes no lock: a thread that was overtaken by another looks again.
#[derive(Debug, Default)]
pub struct Bucket {
    level: AtomicU128,
}

impl Bucket {
    /// Takes a token at `now`, the monotonic time, or says that there is none.
    pub fn take(&self, throttle: Throttle, now: Duration) -> bool {
        let next = |bits| Level::from_bits(bits).take(throttle, now).map(Level::to_bits);
        self.level.fetch_update(Ordering::AcqRel, Ordering::Acquire, next).is_ok()
    }

    /// Puts back a token that was taken for a request which another limit then kept out.
    pub fn give_back(&self) {
        let next = |bits| Some(Level::from_bits(bits).give_back().to_bits());
        // An update that always has a next value does not fail.
        let _ = self.level.fetch_update(Ordering::AcqRel, Ordering::Acquire, next);
    }

    /// How many whole tokens there are at `now`.
    pub fn tokens(&self, throttle: Throttle, now: Duration) -> u64 {
        Level::from_bits(self.level.load(Ordering::Acquire)).tokens(throttle, now)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU64, Ordering};
    use std::thread;

    use super::{Bucket, Duration, Throttle};
    use crate::limits::Rate;

    #[test]
    fn threads_take_no_token_twice() {
        let bucket = Bucket::default();
        let throttle = Throttle { rate: Rate::new(0.0), burst: 1000 };
        let taken = AtomicU64::new(0);
        thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    for _ in 0..1000 {
                        if bucket.take(throttle, Duration::ZERO) {
                            taken.fetch_add(1, Ordering::Relaxed);
                        }
                    }
                });
            }
        });
        assert_eq!(taken.into_inner(), 1000);
        bucket.give_back();
        assert_eq!(bucket.tokens(throttle, Duration::ZERO), 1);
    }
}
