//! What a key has asked for under a usage plan, day by day.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::limits::Quota;

/// How many days are remembered: the service tells of as many (reference `throttling-quotas`, section 4.4).
const REMEMBERED: u64 = 90;

const SECONDS_OF_A_DAY: u64 = 86_400;

/// How many requests were counted on which days; days count from 1970-01-01.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Usage {
    /// The day of the first request, which the first period of a quota goes by.
    pub first_day: Option<u64>,
    /// Requests by day.
    pub days: BTreeMap<u64, u64>,
}

impl Usage {
    /// How many requests were counted in the period of `quota` that `day` is in.
    pub fn used(&self, quota: &Quota, day: u64) -> u64 {
        self.days.range(quota.period.days(day)).map(|(_, used)| used).sum()
    }

    /// How many requests the period of `quota` that `day` is in has left.
    pub fn remaining(&self, quota: &Quota, day: u64) -> u64 {
        quota.allowance(self.first_day, day).saturating_sub(self.used(quota, day))
    }
}

/// The count of one key under one plan. A lock is held for one addition, and only its own key's requests wait for it.
#[derive(Debug)]
pub struct Counter {
    plan: String,
    key: String,
    counts: Mutex<Counts>,
}

#[derive(Debug, Default)]
struct Counts {
    usage: Usage,
    /// The days that were counted on since the count was last kept.
    unkept: Vec<u64>,
}

/// Whether a request was counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Counted {
    /// It was, and so many are left in the period.
    Counted {
        /// What is left.
        remaining: u64,
    },
    /// The quota of the period is used up.
    Exhausted,
}

impl Counter {
    /// A count that goes on from `usage`.
    pub fn new(plan: &str, key: &str, usage: Usage) -> Self {
        let counts = Mutex::new(Counts { usage, unkept: Vec::new() });
        Self { plan: plan.to_owned(), key: key.to_owned(), counts }
    }

    /// The name of the usage plan.
    pub fn plan(&self) -> &str {
        &self.plan
    }

    /// The name of the key.
    pub fn key(&self) -> &str {
        &self.key
    }

    /// Whether the quota still has a request at `wall`.
    pub fn has_left(&self, quota: &Quota, wall: Duration) -> bool {
        self.counts().usage.remaining(quota, day(wall)) > 0
    }

    /// Counts a request at `wall`, unless the quota is used up.
    pub fn count(&self, quota: &Quota, wall: Duration) -> Counted {
        let day = day(wall);
        let mut counts = self.counts();
        let remaining = counts.usage.remaining(quota, day);
        let Some(remaining) = remaining.checked_sub(1) else { return Counted::Exhausted };
        counts.add(day);
        Counted::Counted { remaining }
    }

    /// What was counted so far.
    pub fn usage(&self) -> Usage {
        self.counts().usage.clone()
    }

    /// The counts of the days that were counted on since the last call, and the first day of all. Whoever keeps them
    /// and fails at it calls [`Counter::not_kept`].
    pub fn to_keep(&self) -> (Option<u64>, Vec<(u64, u64)>) {
        let mut counts = self.counts();
        let unkept = std::mem::take(&mut counts.unkept);
        let used = |day: u64| counts.usage.days.get(&day).map(|used| (day, *used));
        (counts.usage.first_day, unkept.into_iter().filter_map(used).collect())
    }

    /// Says that the counts of `days` are still to be kept.
    pub fn not_kept(&self, days: impl IntoIterator<Item = u64>) {
        let mut counts = self.counts();
        for day in days {
            counts.mark(day);
        }
    }

    fn counts(&self) -> MutexGuard<'_, Counts> {
        // Whoever panicked while holding the lock had not begun to change anything.
        self.counts.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Counts {
    fn add(&mut self, day: u64) {
        if !self.usage.days.contains_key(&day) {
            let oldest = day.saturating_sub(REMEMBERED);
            self.usage.days.retain(|own, _| *own > oldest);
        }
        *self.usage.days.entry(day).or_default() += 1;
        self.usage.first_day = Some(self.usage.first_day.map_or(day, |first| first.min(day)));
        self.mark(day);
    }

    fn mark(&mut self, day: u64) {
        if !self.unkept.contains(&day) {
            self.unkept.push(day);
        }
    }
}

fn day(wall: Duration) -> u64 {
    wall.as_secs() / SECONDS_OF_A_DAY
}

#[cfg(test)]
mod tests {
    use super::{Counted, Counter, Duration, SECONDS_OF_A_DAY, Usage};
    use crate::limits::{Quota, QuotaPeriod};

    fn on(day: u64) -> Duration {
        Duration::from_secs(day * SECONDS_OF_A_DAY + 5)
    }

    fn remaining(counter: &Counter, quota: &Quota, day: u64) -> Option<u64> {
        match counter.count(quota, on(day)) {
            Counted::Counted { remaining } => Some(remaining),
            Counted::Exhausted => None,
        }
    }

    #[test]
    fn a_quota_comes_back_with_the_next_period() {
        let quota = Quota { limit: 2, period: QuotaPeriod::Week, offset: 1 };
        let counter = Counter::new("free", "app", Usage::default());
        // Day 3 is a Sunday.
        assert_eq!(remaining(&counter, &quota, 4), Some(0));
        assert_eq!(remaining(&counter, &quota, 9), None);
        assert!(!counter.has_left(&quota, on(9)) && counter.has_left(&quota, on(10)));
        assert_eq!(remaining(&counter, &quota, 10), Some(1));
        assert_eq!(remaining(&counter, &quota, 16), Some(0));
        assert_eq!(remaining(&counter, &quota, 16), None);
        assert_eq!(
            counter.usage().days.into_iter().collect::<Vec<_>>(),
            [(4, 1), (10, 1), (16, 1)]
        );
    }

    #[test]
    fn what_is_not_kept_yet_is_told_once() {
        let quota = Quota { limit: 100, period: QuotaPeriod::Day, offset: 0 };
        let counter = Counter::new("free", "app", Usage::default());
        for day in [7, 7, 8] {
            counter.count(&quota, on(day));
        }
        assert_eq!(counter.to_keep(), (Some(7), vec![(7, 2), (8, 1)]));
        assert_eq!(counter.to_keep().1, []);
        counter.count(&quota, on(8));
        counter.not_kept([7]);
        assert_eq!(counter.to_keep().1, [(8, 2), (7, 2)]);
    }

    #[test]
    fn old_days_are_forgotten_and_the_first_is_not() {
        let quota = Quota { limit: 1, period: QuotaPeriod::Day, offset: 0 };
        let counter = Counter::new("free", "app", Usage::default());
        counter.count(&quota, on(1));
        counter.count(&quota, on(91));
        assert_eq!(counter.usage().days.keys().collect::<Vec<_>>(), [&91]);
        assert_eq!(counter.usage().first_day, Some(1));
    }
}
