//! The level of a token bucket, to the last nanosecond.

use std::time::Duration;

use super::Throttle;

/// One token. A rate of a thousandth fills in one of these parts each nanosecond, so no division is ever needed and
/// nothing is rounded.
const TOKEN: u128 = 1_000_000_000_000;

/// How many bits the missing tokens take; the others hold the time.
const BITS: u32 = 68;

/// The most that can be missing: 295 million tokens.
const MOST: u128 = (1 << BITS) - 1;

/// How full a token bucket is: what was missing at a point in time. The default is a full bucket.
///
/// What is missing does not depend on how large the bucket is or how fast it fills, so a bucket keeps its level when
/// its limits change.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Level {
    missing: u128,
    at: u64,
}

impl Level {
    /// Takes a token at `now`, or says that there is none (reference `throttling-quotas`, section 1). A time before
    /// the last one counts as the last one.
    pub fn take(self, throttle: Throttle, now: Duration) -> Option<Self> {
        let level = self.after(throttle, now);
        let missing = level.missing + TOKEN;
        let holds = u128::from(throttle.burst).saturating_mul(TOKEN).min(MOST);
        (missing <= holds).then_some(Self { missing, at: level.at })
    }

    /// Puts a token back that was taken for nothing.
    #[must_use]
    pub const fn give_back(self) -> Self {
        Self { missing: self.missing.saturating_sub(TOKEN), at: self.at }
    }

    /// How many whole tokens there are at `now`.
    pub fn tokens(self, throttle: Throttle, now: Duration) -> u64 {
        let holds = u128::from(throttle.burst).saturating_mul(TOKEN).min(MOST);
        let left = holds.saturating_sub(self.after(throttle, now).missing) / TOKEN;
        u64::try_from(left).unwrap_or(u64::MAX)
    }

    /// The level as one number, so that it can be swapped in one step.
    pub const fn to_bits(self) -> u128 {
        ((self.at as u128) << BITS) | self.missing
    }

    /// The level of a number that [`Level::to_bits`] gave.
    pub const fn from_bits(bits: u128) -> Self {
        Self { missing: bits & MOST, at: (bits >> BITS) as u64 }
    }

    /// The level after the time up to `now` has filled something in.
    fn after(self, throttle: Throttle, now: Duration) -> Self {
        // 60 bits of nanoseconds are 36 years.
        let now = u64::try_from(now.as_nanos()).unwrap_or(u64::MAX) & (u64::MAX >> 4);
        let passed = u128::from(now.saturating_sub(self.at));
        let filled = passed.saturating_mul(u128::from(throttle.rate.thousandths()));
        Self { missing: self.missing.saturating_sub(filled), at: self.at.max(now) }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::Level;
    use crate::limits::{Rate, Throttle};

    fn throttle(rate: f64, burst: u64) -> Throttle {
        Throttle { rate: Rate::new(rate), burst }
    }

    /// Which of the requests at `nanoseconds` are let through.
    fn admitted(throttle: Throttle, nanoseconds: &[u64]) -> Vec<bool> {
        let mut level = Level::default();
        nanoseconds
            .iter()
            .map(|at| {
                let taken = level.take(throttle, Duration::from_nanos(*at));
                level = taken.unwrap_or(level);
                taken.is_some()
            })
            .collect()
    }

    #[test]
    fn a_full_bucket_holds_its_burst() {
        assert_eq!(admitted(throttle(1.0, 2), &[0, 0, 0]), [true, true, false]);
        assert_eq!(admitted(throttle(100.0, 0), &[0, 1_000_000_000]), [false, false]);
    }

    #[test]
    fn a_token_comes_back_on_the_nanosecond() {
        let three = throttle(3.0, 1);
        assert_eq!(admitted(three, &[0, 333_333_333]), [true, false]);
        assert_eq!(admitted(three, &[0, 333_333_334]), [true, true]);
        // A third of a second is no whole number of nanoseconds, and nothing is lost to that.
        let all: Vec<u64> = (0..3_000_001).map(|n| n * 1_000_000_000_u64 / 3).collect();
        assert!(admitted(throttle(3.0, 2), &all).iter().all(|own| *own));
    }

    #[test]
    fn a_rate_of_nothing_never_fills() {
        let year = 365 * 86_400 * 1_000_000_000;
        assert_eq!(admitted(throttle(0.0, 2), &[0, 1, year]), [true, true, false]);
    }

    #[test]
    fn time_that_goes_back_changes_nothing() {
        assert_eq!(
            admitted(throttle(1.0, 1), &[5_000_000_000, 0, 5_999_999_999]),
            [true, false, false]
        );
    }

    #[test]
    fn a_level_is_one_number() {
        let limit = throttle(0.5, 10);
        let level = Level::default().take(limit, Duration::from_hours(24)).unwrap();
        assert_eq!(Level::from_bits(level.to_bits()), level);
        assert_eq!(level.tokens(limit, Duration::from_hours(24)), 9);
        assert_eq!(level.give_back().tokens(limit, Duration::from_hours(24)), 10);
    }

    #[test]
    fn a_level_outlives_its_limits() {
        let wide = throttle(1.0, 5);
        let level = (0..5).fold(Level::default(), |own, _| own.take(wide, Duration::ZERO).unwrap());
        let narrow = throttle(1.0, 2);
        assert_eq!(level.tokens(narrow, Duration::from_secs(3)), 0);
        assert_eq!(level.tokens(narrow, Duration::from_secs(4)), 1);
        assert_eq!(level.tokens(throttle(1.0, 9), Duration::ZERO), 4);
    }

    #[test]
    fn bursts_beyond_everything_are_cut() {
        let vast = Throttle { rate: Rate::of_thousandths(u64::MAX), burst: u64::MAX };
        let level = Level::default().take(vast, Duration::MAX).unwrap();
        assert_eq!(level.tokens(vast, Duration::MAX), 295_147_904);
    }
}
