//! Days and their names.

use std::fmt;
use std::str::FromStr;

/// A day of the Gregorian calendar, in UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date {
    /// The year.
    pub year: u64,
    /// The month, 1 to 12.
    pub month: u64,
    /// The day of the month, 1 to 31.
    pub day: u64,
}

/// Days of 400 years.
const ERA: u64 = 146_097;
/// Days from 0000-03-01 to 1970-01-01.
const EPOCH: u64 = 719_468;

impl Date {
    /// The day that is `number` days after 1970-01-01. Days are counted from 0000-03-01, so that a leap day ends a
    /// year.
    pub const fn of(number: u64) -> Self {
        let shifted = number.saturating_add(EPOCH);
        let (era, day_of_era) = (shifted / ERA, shifted % ERA);
        let year_of_era =
            (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let shifted_month = (5 * day_of_year + 2) / 153;
        let day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
        let (month, next) =
            if shifted_month < 10 { (shifted_month + 3, 0) } else { (shifted_month - 9, 1) };
        Self { year: year_of_era + era * 400 + next, month, day }
    }

    /// How many days it is after 1970-01-01; 0 for days before.
    pub const fn number(self) -> u64 {
        let (year, month) = if self.month > 2 {
            (self.year, self.month.saturating_sub(3))
        } else {
            (self.year.saturating_sub(1), self.month + 9)
        };
        let (era, year_of_era) = (year / 400, year % 400);
        let day_of_year = (153 * month + 2) / 5 + self.day.saturating_sub(1);
        let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
        (era * ERA + day_of_era).saturating_sub(EPOCH)
    }

    /// The first day of the month after.
    pub(super) const fn next_month(self) -> Self {
        if self.month < 12 {
            Self { year: self.year, month: self.month + 1, day: 1 }
        } else {
            Self { year: self.year + 1, month: 1, day: 1 }
        }
    }
}

/// As in `2026-02-28`.
impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

/// A text that is no day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a day is written as in `2026-02-28`")]
pub struct DateError;

impl FromStr for Date {
    type Err = DateError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let mut parts = text.splitn(3, '-').map(|part| {
            let digits = !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
            digits.then(|| part.parse::<u64>().ok()).flatten().filter(|number| *number < 10_000)
        });
        let mut next = || parts.next().flatten().ok_or(DateError);
        let date = Self { year: next()?, month: next()?, day: next()? };
        // A day that is none, as the 30th of February, comes back as another.
        if date.year >= 1970 && Self::of(date.number()) == date { Ok(date) } else { Err(DateError) }
    }
}

#[cfg(test)]
mod tests {
    use super::Date;

    #[test]
    fn days_have_numbers_and_names() {
        for (number, name) in [
            (0, "1970-01-01"),
            (11_016, "2000-02-29"),
            (11_017, "2000-03-01"),
            (19_782, "2024-02-29"),
            (20_088, "2024-12-31"),
        ] {
            assert_eq!(Date::of(number).to_string(), name);
            assert_eq!(name.parse::<Date>().unwrap().number(), number);
        }
        assert!((0..200_000).all(|number| Date::of(number).number() == number));
    }

    #[test]
    fn texts_that_are_no_days_are_refused() {
        for text in
            ["", "2026", "2026-02-30", "2026-13-01", "2026-00-01", "1969-12-31", "+2026-1-1"]
        {
            assert!(text.parse::<Date>().is_err(), "{text}");
        }
    }
}
