//! The two ways in which the service writes times.

use std::fmt::{self, Write};
use std::time::Duration;

const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
/// 1970-01-01 was a Thursday.
const WEEKDAYS: [&str; 7] = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"];

/// A time of the Gregorian calendar, in UTC.
struct Civil {
    year: u64,
    month: &'static str,
    day: u64,
    weekday: &'static str,
    hour: u64,
    minute: u64,
    second: u64,
}

impl Civil {
    /// Days are counted from 0000-03-01, so that a leap day ends a year.
    fn new(wall: Duration) -> Self {
        let seconds = wall.as_secs();
        let days = seconds / 86_400;
        let shifted = days + 719_468;
        let era = shifted / 146_097;
        let day_of_era = shifted % 146_097;
        let year_of_era =
            (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let shifted_month = (5 * day_of_year + 2) / 153;
        let day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
        let month = (shifted_month + 2) % 12;
        let year = year_of_era + era * 400 + u64::from(month < 2);
        let name = |names: &[&'static str], at: u64| {
            usize::try_from(at).ok().and_then(|at| names.get(at).copied()).unwrap_or("")
        };
        Self {
            year,
            month: name(&MONTHS, month),
            day,
            weekday: name(&WEEKDAYS, days % 7),
            hour: seconds / 3_600 % 24,
            minute: seconds / 60 % 60,
            second: seconds % 60,
        }
    }
}

/// `09/Apr/2015:12:34:56 +0000`, as `$context.requestTime` has it.
pub(super) fn request_time(wall: Duration) -> String {
    let mut text = String::with_capacity(26);
    write_request_time(&mut text, wall);
    text
}

/// Writes it to `out`.
pub(super) fn write_request_time(out: &mut String, wall: Duration) {
    let at = Civil::new(wall);
    // Writing to a string does not fail.
    let _ = write!(
        out,
        "{:02}/{}/{}:{:02}:{:02}:{:02} +0000",
        at.day, at.month, at.year, at.hour, at.minute, at.second
    );
}

/// `Thu Apr 09 12:34:56 UTC 2015`, as the execution log has it.
pub(super) fn write_log_time(out: &mut impl Write, wall: Duration) -> fmt::Result {
    let at = Civil::new(wall);
    write!(
        out,
        "{} {} {:02} {:02}:{:02}:{:02} UTC {}",
        at.weekday, at.month, at.day, at.hour, at.minute, at.second, at.year
    )
}

#[cfg(test)]
mod tests {
    use super::{Duration, request_time, write_log_time};

    fn both(seconds: u64) -> (String, String) {
        let wall = Duration::from_secs(seconds);
        let mut log = String::new();
        write_log_time(&mut log, wall).unwrap();
        (request_time(wall), log)
    }

    #[test]
    fn writes_times_as_the_service_does() {
        let (time, log) = both(1_428_582_896);
        assert_eq!(time, "09/Apr/2015:12:34:56 +0000");
        assert_eq!(log, "Thu Apr 09 12:34:56 UTC 2015");
        assert_eq!(both(0).1, "Thu Jan 01 00:00:00 UTC 1970");
        assert_eq!(both(951_782_400).0, "29/Feb/2000:00:00:00 +0000");
        assert_eq!(both(1_709_251_199).0, "29/Feb/2024:23:59:59 +0000");
        assert_eq!(both(1_735_689_599).1, "Tue Dec 31 23:59:59 UTC 2024");
    }
}
