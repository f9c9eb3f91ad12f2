//! Moments as policies write them: the W3C's profile of ISO 8601, or seconds since 1970.

use std::fmt;

/// A moment: seconds since 1970 and nanoseconds.
pub(super) type Moment = (i64, u32);

const DAY: i64 = 86_400;

/// The moment that `text` says.
pub(super) fn parse(text: &str) -> Option<Moment> {
    let epoch = text.strip_prefix('-').unwrap_or(text);
    // Four digits are a year.
    if epoch.len() > 4 && epoch.bytes().all(|byte| byte.is_ascii_digit()) {
        return Some((text.parse().ok()?, 0));
    }
    let (date, time) = match text.split_once('T') {
        Some((date, time)) => (date, Some(time)),
        None => (text, None),
    };
    let days = day_number(date)?;
    let Some(time) = time else { return Some((days * DAY, 0)) };
    // A time belongs to a whole date.
    if date.len() != 10 {
        return None;
    }
    let (time, offset) = split_offset(time)?;
    let (seconds, nanos) = time_of_day(time)?;
    Some((days * DAY + seconds - offset, nanos))
}

/// The seconds since 1970 of a moment that a policy writes.
pub fn moment(text: &str) -> Option<i64> {
    parse(text).map(|(seconds, _)| seconds)
}

/// Writes a moment as a policy would: `2026-02-01T09:30:00Z`.
pub(super) fn write(out: &mut impl fmt::Write, seconds: i64) -> fmt::Result {
    let (year, month, day) = date_of(seconds.div_euclid(DAY));
    let second = seconds.rem_euclid(DAY);
    let (hour, minute, second) = (second / 3_600, second / 60 % 60, second % 60);
    write!(out, "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z")
}

/// The day of `YYYY`, `YYYY-MM` or `YYYY-MM-DD`, counted from 1970.
fn day_number(date: &str) -> Option<i64> {
    let mut parts = date.split('-');
    let year = number(parts.next()?, 4)?;
    let month = parts.next().map_or(Some(1), |part| number(part, 2))?;
    let day = parts.next().map_or(Some(1), |part| number(part, 2))?;
    let valid = parts.next().is_none() && (1..=12).contains(&month) && day >= 1;
    (valid && day <= days_of_month(year, month)).then(|| days_from_civil(year, month, day))
}

fn number(text: &str, digits: usize) -> Option<i64> {
    let valid = text.len() == digits && text.bytes().all(|byte| byte.is_ascii_digit());
    if valid { text.parse().ok() } else { None }
}

fn days_of_month(year: i64, month: i64) -> i64 {
    match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Days since 1970 in the Gregorian calendar. The year begins in March, so that the day that some years have more is
/// its last.
fn days_from_civil(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let of_era = year.rem_euclid(400);
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

fn date_of(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let era = days.div_euclid(146_097);
    let of_era = days.rem_euclid(146_097);
    let year = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    (era * 400 + year + i64::from(month <= 2), month, day)
}

/// The time of day and what is to be taken from it: `Z`, `+02:00`. There is no time without its zone.
fn split_offset(time: &str) -> Option<(&str, i64)> {
    if let Some(time) = time.strip_suffix(['Z', 'z']) {
        return Some((time, 0));
    }
    let at = time.rfind(['+', '-'])?;
    let (time, offset) = time.split_at(at);
    let sign = if offset.starts_with('-') { -1 } else { 1 };
    let (hours, minutes) = offset.get(1..)?.split_once(':')?;
    let (hours, minutes) = (number(hours, 2)?, number(minutes, 2)?);
    (hours <= 23 && minutes <= 59).then_some((time, sign * (hours * 3_600 + minutes * 60)))
}

fn time_of_day(time: &str) -> Option<(i64, u32)> {
    let mut parts = time.split(':');
    let hour = number(parts.next()?, 2)?;
    let minute = number(parts.next()?, 2)?;
    let (second, nanos) = match parts.next() {
        None => (0, 0),
        Some(text) => match text.split_once('.') {
            None => (number(text, 2)?, 0),
            Some((whole, fraction)) => (number(whole, 2)?, nanoseconds(fraction)?),
        },
    };
    let valid = parts.next().is_none() && hour <= 23 && minute <= 59 && second <= 60;
    valid.then_some((hour * 3_600 + minute * 60 + second, nanos))
}

fn nanoseconds(fraction: &str) -> Option<u32> {
    if fraction.is_empty() || !fraction.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let digits: String = fraction.chars().chain("000000000".chars()).take(9).collect();
    digits.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, wanted: Option<Moment>) {
        assert_eq!(parse(text), wanted, "{text}");
    }

    #[test]
    fn every_form_of_a_date() {
        check("1970-01-01T00:00:00Z", Some((0, 0)));
        check("2023", Some((1_672_531_200, 0)));
        check("2023-02", Some((1_675_209_600, 0)));
        check("2023-02-01", Some((1_675_209_600, 0)));
        check("2023-02-01T09:30Z", Some((1_675_243_800, 0)));
        check("2023-02-01T09:30:15Z", Some((1_675_243_815, 0)));
        check("2023-02-01T09:30:15.25Z", Some((1_675_243_815, 250_000_000)));
        check("2023-02-01T09:30:15+02:00", Some((1_675_236_615, 0)));
        check("2024-02-29", Some((1_709_164_800, 0)));
        check("1675243815", Some((1_675_243_815, 0)));
        check("-86400", Some((-86_400, 0)));
        check("1969-12-31T23:59:59Z", Some((-1, 0)));
    }

    #[test]
    fn what_is_no_date() {
        let wrong = [
            "",
            "today",
            "2023-13-01",
            "2023-02-30",
            "2023-02-29",
            "2023-2-1",
            "2023-02-01T09:30",
            "2023-02T09:30Z",
            "2023-02-01T25:00Z",
            "2023-02-01T09:30:15.Z",
            "2023-02-01 09:30Z",
            "12.5",
        ];
        for text in wrong {
            check(text, None);
        }
    }

    #[test]
    fn what_is_written_is_read_again() {
        for seconds in [0, -1, 1_675_243_815, 1_709_164_800, 4_102_444_799, -2_208_988_800] {
            let mut text = String::new();
            write(&mut text, seconds).unwrap();
            check(&text, Some((seconds, 0)));
        }
    }
}
