//! Numbers, compared as the decimals that they are written as: a binary fraction would make equal what is not.

use std::cmp::Ordering;

use crate::iam::KeyType;
use crate::iam::context::{Scratch, Value};

use super::ordered::{self, Ordered};
use super::register;

const TYPES: &[KeyType] = &[KeyType::Number, KeyType::Date];

register! {
    /// The number is one of these.
    "NumericEquals" => ordered::equal::<Number>;
    /// The number is none of these.
    "NumericNotEquals" not => ordered::equal::<Number>;
    /// The number is below this.
    "NumericLessThan" => ordered::less::<Number>;
    /// The number is this or below.
    "NumericLessThanEquals" => ordered::at_most::<Number>;
    /// The number is above this.
    "NumericGreaterThan" => ordered::more::<Number>;
    /// The number is this or above.
    "NumericGreaterThanEquals" => ordered::at_least::<Number>;
}

/// A number and how a value has to stand to it.
pub(in crate::iam) type Wanted = ordered::Wanted<Number>;

/// The text of a number.
#[derive(Clone, Debug)]
pub(in crate::iam) struct Number(String);

impl Ordered for Number {
    const EXPECTED: &'static str = "a number, as in `3600`";

    fn parse(text: &str) -> Option<Self> {
        Decimal::parse(text).map(|_| Self(text.to_owned()))
    }

    fn order(&self, value: Value<'_>) -> Option<Ordering> {
        let mut scratch = Scratch::default();
        // A moment is the seconds that have passed.
        let value = if let Value::Time(seconds) = value { Value::Number(seconds) } else { value };
        Some(Decimal::parse(value.text(&mut scratch))?.compare(Decimal::parse(&self.0)?))
    }
}

/// A decimal number, as slices of its text.
#[derive(Clone, Copy, Debug)]
struct Decimal<'t> {
    negative: bool,
    /// Without zeros in front.
    whole: &'t str,
    /// Without zeros behind.
    fraction: &'t str,
}

impl<'t> Decimal<'t> {
    fn parse(text: &'t str) -> Option<Self> {
        let text = text.trim();
        let (negative, digits) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text.strip_prefix('+').unwrap_or(text)),
        };
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
        let is_number =
            |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
        if !is_number(whole) || !is_number(fraction) {
            return None;
        }
        let whole = whole.trim_start_matches('0');
        let fraction = fraction.trim_end_matches('0');
        let is_zero = whole.is_empty() && fraction.is_empty();
        Some(Self { negative: negative && !is_zero, whole, fraction })
    }

    fn compare(self, other: Self) -> Ordering {
        match (self.negative, other.negative) {
            (false, true) => Ordering::Greater,
            (true, false) => Ordering::Less,
            (false, false) => self.size(other),
            (true, true) => other.size(self),
        }
    }

    /// Without their signs. Digits compare as texts of one length do.
    fn size(self, other: Self) -> Ordering {
        let lengths = self.whole.len().cmp(&other.whole.len());
        lengths.then(self.whole.cmp(other.whole)).then(self.fraction.cmp(other.fraction))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimals_compare_by_what_they_say() {
        let cases = [
            ("1", Ordering::Equal, "1.0"),
            ("0", Ordering::Equal, "-0.00"),
            ("007", Ordering::Equal, "7"),
            ("9", Ordering::Less, "10"),
            ("0.1", Ordering::Less, "0.10000000000000000000001"),
            ("-2", Ordering::Less, "-1"),
            ("-1", Ordering::Less, "0.5"),
            ("123456789012345678901234567890", Ordering::Greater, "123456789012345678901234567889"),
        ];
        for (left, wanted, right) in cases {
            let (one, other) = (Decimal::parse(left).unwrap(), Decimal::parse(right).unwrap());
            assert_eq!(one.compare(other), wanted, "{left} and {right}");
            assert_eq!(other.compare(one), wanted.reverse(), "{right} and {left}");
        }
        for text in ["", "-", "1.", ".5", "1e3", "0x10", "one", "1 2"] {
            assert!(Decimal::parse(text).is_none(), "{text}");
        }
    }
}
