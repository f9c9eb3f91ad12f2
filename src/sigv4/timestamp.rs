//! The time of a signature: `20230201T120000Z`, and the dates of HTTP that may stand in its place.

use std::fmt;
use std::time::Duration;

const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// A second, which prints in the basic format of ISO 8601.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Timestamp(u64);

impl Timestamp {
    /// The second of a time since 1970-01-01T00:00:00Z.
    pub const fn new(wall: Duration) -> Self {
        Self(wall.as_secs())
    }

    /// The time in the basic format: `20230201T120000Z`.
    pub fn parse_basic(text: &str) -> Option<Self> {
        let (date, time) = text.strip_suffix('Z')?.split_once('T')?;
        if date.len() != 8 || time.len() != 6 {
            return None;
        }
        let two = |text: &str, at: usize| number(text.get(at..at + 2)?);
        let year = number(date.get(..4)?)?;
        let clock = (two(time, 0)?, two(time, 2)?, two(time, 4)?);
        Self::civil(year, two(date, 4)?, two(date, 6)?, clock)
    }

    /// The time in the format of HTTP dates: `Wed, 01 Feb 2023 12:00:00 GMT`.
    pub fn parse_http(text: &str) -> Option<Self> {
        let (_, rest) = text.split_once(", ")?;
        let mut words = rest.split(' ');
        let day = number(words.next()?)?;
        let month = words.next()?;
        let month = MONTHS.iter().position(|own| *own == month)?;
        let year = number(words.next()?)?;
        let mut clock = words.next()?.splitn(3, ':').map(number);
        let clock = (clock.next()??, clock.next()??, clock.next()??);
        if !matches!(words.next(), Some("GMT" | "UTC" | "+0000")) || words.next().is_some() {
            return None;
        }
        Self::civil(year, u64::try_from(month).ok()? + 1, day, clock)
    }

    /// The time in the long format of ISO 8601, in UTC, as services write it: `2023-02-01T12:00:00Z`, with or without
    /// parts of a second.
    pub fn parse_extended(text: &str) -> Option<Self> {
        let text = text.strip_suffix('Z').or_else(|| text.strip_suffix("+00:00"))?;
        let (whole, part) = text.split_once('.').unwrap_or((text, "0"));
        number(part)?;
        let (date, time) = whole.split_once('T')?;
        let mut date = date.splitn(3, '-').map(number);
        let mut clock = time.splitn(3, ':').map(number);
        let (year, month, day) = (date.next()??, date.next()??, date.next()??);
        Self::civil(year, month, day, (clock.next()??, clock.next()??, clock.next()??))
    }

    /// In either format of a signed request.
    pub fn parse(text: &str) -> Option<Self> {
        Self::parse_basic(text).or_else(|| Self::parse_http(text))
    }

    /// The day, as eight digits.
    pub fn date(self) -> String {
        let (year, month, day) = days_to_civil(self.0 / 86_400);
        format!("{year:04}{month:02}{day:02}")
    }

    /// That many seconds later.
    #[must_use]
    pub const fn after(self, duration: Duration) -> Self {
        Self(self.0.saturating_add(duration.as_secs()))
    }

    /// That many seconds earlier.
    #[must_use]
    pub const fn before(self, duration: Duration) -> Self {
        Self(self.0.saturating_sub(duration.as_secs()))
    }

    /// How long after `wall`, which counts from 1970-01-01T00:00:00Z; zero where it is before.
    pub const fn since(self, wall: Duration) -> Duration {
        Duration::from_secs(self.0.saturating_sub(wall.as_secs()))
    }

    fn civil(year: u64, month: u64, day: u64, clock: (u64, u64, u64)) -> Option<Self> {
        let (hour, minute, second) = clock;
        let days = civil_to_days(year, month, day)?;
        // A leap second is the first one of the next minute.
        if hour > 23 || minute > 59 || second > 60 {
            return None;
        }
        Some(Self(days * 86_400 + hour * 3_600 + minute * 60 + second))
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let seconds = self.0;
        let (hour, minute, second) = (seconds / 3_600 % 24, seconds / 60 % 60, seconds % 60);
        write!(f, "{}T{hour:02}{minute:02}{second:02}Z", self.date())
    }
}

/// Digits alone make a number.
fn number(text: &str) -> Option<u64> {
    if text.is_empty() || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    text.parse().ok()
}

/// Days since 1970-01-01. They are counted from March on, so that a leap day ends a year.
fn civil_to_days(year: u64, month: u64, day: u64) -> Option<u64> {
    if !(1970..=9999).contains(&year) || !(1..=12).contains(&month) || day == 0 {
        return None;
    }
    let shifted_year = if month <= 2 { year - 1 } else { year };
    let (era, year_of_era) = (shifted_year / 400, shifted_year % 400);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    let days = (era * 146_097 + day_of_era).checked_sub(719_468)?;
    // A day that the month does not have is one of the next month.
    (days_to_civil(days) == (year, month, day)).then_some(days)
}

fn days_to_civil(days: u64) -> (u64, u64, u64) {
    let shifted = days + 719_468;
    let (era, day_of_era) = (shifted / 146_097, shifted % 146_097);
    let year_of_era =
        (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * day_of_year + 2) / 153;
    let month = (shifted_month + 2) % 12 + 1;
    let year = year_of_era + era * 400 + u64::from(month <= 2);
    (year, month, day_of_year - (153 * shifted_month + 2) / 5 + 1)
}
