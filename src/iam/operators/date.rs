//! Moments.

use std::cmp::Ordering;

use crate::iam::KeyType;
use crate::iam::context::Value;
use crate::iam::date::{self, Moment};

use super::ordered::{self, Ordered};
use super::register;

const TYPES: &[KeyType] = &[KeyType::Date];

register! {
    /// The moment is one of these.
    "DateEquals" => ordered::equal::<Moment>;
    /// The moment is none of these.
    "DateNotEquals" not => ordered::equal::<Moment>;
    /// The moment is before this.
    "DateLessThan" => ordered::less::<Moment>;
    /// The moment is this or before.
    "DateLessThanEquals" => ordered::at_most::<Moment>;
    /// The moment is after this.
    "DateGreaterThan" => ordered::more::<Moment>;
    /// The moment is this or after.
    "DateGreaterThanEquals" => ordered::at_least::<Moment>;
}

/// A moment and how a value has to stand to it.
pub(in crate::iam) type Wanted = ordered::Wanted<Moment>;

impl Ordered for Moment {
    const EXPECTED: &'static str = "a date, as in `2026-02-01T09:30:00Z`";

    fn parse(text: &str) -> Option<Self> {
        date::parse(text)
    }

    fn order(&self, value: Value<'_>) -> Option<Ordering> {
        let found = match value {
            Value::Time(seconds) | Value::Number(seconds) => (seconds, 0),
            Value::Text(text) => date::parse(text)?,
            Value::Address(_) | Value::Bool(_) => return None,
        };
        Some(found.cmp(self))
    }
}
