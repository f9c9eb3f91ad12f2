//! Moments.

use std::cmp::Ordering;

use crate::iam::KeyType;
use crate::iam::context::{Context, Value};
use crate::iam::date::{self, Moment};
use crate::iam::truth::Truth;

use super::{Preparing, register};

const TYPES: &[KeyType] = &[KeyType::Date];

register! {
    /// The moment is one of these.
    "DateEquals" => equal;
    /// The moment is none of these.
    "DateNotEquals" not => equal;
    /// The moment is before this.
    "DateLessThan" => before;
    /// The moment is this or before.
    "DateLessThanEquals" => until;
    /// The moment is after this.
    "DateGreaterThan" => after;
    /// The moment is this or after.
    "DateGreaterThanEquals" => from;
}

/// A moment and how a value has to stand to it.
#[derive(Clone, Debug)]
pub(in crate::iam) struct Wanted {
    /// Nothing where it is not known.
    moment: Option<Moment>,
    holds: fn(Ordering) -> bool,
}

impl Wanted {
    pub(super) fn matches(&self, value: Value<'_>, _: &Context<'_>) -> Truth {
        let Some(wanted) = self.moment else { return Truth::Unknown };
        let found = match value {
            Value::Time(seconds) | Value::Number(seconds) => Some((seconds, 0)),
            Value::Text(text) => date::parse(text),
            Value::Address(_) | Value::Bool(_) => None,
        };
        found.is_some_and(|found| (self.holds)(found.cmp(&wanted))).into()
    }
}

fn prepare(
    value: &Preparing<'_>,
    holds: fn(Ordering) -> bool,
) -> Result<super::Wanted, &'static str> {
    let moment = match value.text() {
        None => None,
        Some(text) => Some(date::parse(&text).ok_or("a date, as in `2026-02-01T09:30:00Z`")?),
    };
    Ok(Wanted { moment, holds }.into())
}

fn equal(value: &Preparing<'_>) -> Result<super::Wanted, &'static str> {
    prepare(value, Ordering::is_eq)
}

fn before(value: &Preparing<'_>) -> Result<super::Wanted, &'static str> {
    prepare(value, Ordering::is_lt)
}

fn until(value: &Preparing<'_>) -> Result<super::Wanted, &'static str> {
    prepare(value, Ordering::is_le)
}

fn after(value: &Preparing<'_>) -> Result<super::Wanted, &'static str> {
    prepare(value, Ordering::is_gt)
}

fn from(value: &Preparing<'_>) -> Result<super::Wanted, &'static str> {
    prepare(value, Ordering::is_ge)
}
