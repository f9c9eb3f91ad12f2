//! Quotas: how many requests there may be in a period.

use std::ops::Range;

use super::Date;

/// How many requests a key has in a period.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quota {
    /// The number of requests.
    pub limit: u64,
    /// The period.
    pub period: QuotaPeriod,
    /// How many of them the first period has fewer.
    pub offset: u64,
}

/// The periods of a quota. They are those of the calendar, in UTC (reference `throttling-quotas`, section 4.4).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum QuotaPeriod {
    /// From midnight on.
    Day,
    /// From Sunday on.
    Week,
    /// From the first of the month on.
    Month,
}

impl QuotaPeriod {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Day, Self::Week, Self::Month];

    /// The name in capitals.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Day => "DAY",
            Self::Week => "WEEK",
            Self::Month => "MONTH",
        }
    }

    /// The period of that name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|period| period.name() == name)
    }

    /// The days of the period that `day` is in, counted from 1970-01-01, which was a Thursday.
    pub const fn days(self, day: u64) -> Range<u64> {
        match self {
            Self::Day => day..day + 1,
            Self::Week => {
                let next = day + 7 - (day + 4) % 7;
                next.saturating_sub(7)..next
            }
            Self::Month => {
                let date = Date::of(day);
                let first = Date { day: 1, ..date };
                first.number()..first.next_month().number()
            }
        }
    }

    /// How long the longest of them is, in seconds.
    pub const fn seconds(self) -> u64 {
        match self {
            Self::Day => 86_400,
            Self::Week => 7 * 86_400,
            Self::Month => 31 * 86_400,
        }
    }
}

impl Quota {
    /// How many requests there may be in the period that `day` is in, of a key whose first request was on
    /// `first_day`, or is yet to come.
    pub fn allowance(&self, first_day: Option<u64>, day: u64) -> u64 {
        let is_first = first_day.is_none_or(|first| self.period.days(day).contains(&first));
        if is_first { self.limit.saturating_sub(self.offset) } else { self.limit }
    }
}

#[cfg(test)]
mod tests {
    use super::{Date, Quota, QuotaPeriod};

    fn days(period: QuotaPeriod, day: &str) -> (String, String) {
        let days = period.days(day.parse::<Date>().unwrap().number());
        (Date::of(days.start).to_string(), Date::of(days.end).to_string())
    }

    fn check(period: QuotaPeriod, day: &str, start: &str, end: &str) {
        assert_eq!(days(period, day), (start.to_owned(), end.to_owned()), "{day}");
    }

    #[test]
    fn periods_are_those_of_the_calendar() {
        check(QuotaPeriod::Day, "2024-02-29", "2024-02-29", "2024-03-01");
        check(QuotaPeriod::Month, "2024-02-29", "2024-02-01", "2024-03-01");
        check(QuotaPeriod::Month, "2025-12-31", "2025-12-01", "2026-01-01");
        // 2026-11-29 is a Sunday.
        check(QuotaPeriod::Week, "2026-11-28", "2026-11-22", "2026-11-29");
        check(QuotaPeriod::Week, "2026-11-29", "2026-11-29", "2026-12-06");
        assert_eq!(QuotaPeriod::Week.days(0), 0..3);
    }

    #[test]
    fn the_first_period_has_less() {
        let quota = Quota { limit: 10, period: QuotaPeriod::Day, offset: 4 };
        assert_eq!(quota.allowance(None, 7), 6);
        assert_eq!(quota.allowance(Some(7), 7), 6);
        assert_eq!(quota.allowance(Some(7), 8), 10);
        assert_eq!(Quota { offset: 11, ..quota }.allowance(Some(7), 7), 0);
    }
}
