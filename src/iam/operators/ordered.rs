//! What moments and numbers have in common: they stand in an order, and there are six ways to stand to another one.

use std::cmp::Ordering;

use crate::iam::context::{Context, Value};
use crate::iam::truth::Truth;

use super::Preparing;

/// What a policy can ask for the order of.
pub(in crate::iam) trait Ordered: Sized {
    /// What would be a value of it.
    const EXPECTED: &'static str;

    /// The value that a policy writes as `text`.
    fn parse(text: &str) -> Option<Self>;

    /// How a value of a request stands to this one; nothing where it is none of its kind.
    fn order(&self, value: Value<'_>) -> Option<Ordering>;
}

/// A value and how another one has to stand to it.
#[derive(Clone, Debug)]
pub(in crate::iam) struct Wanted<T> {
    /// Nothing where it is not known.
    own: Option<T>,
    holds: fn(Ordering) -> bool,
}

impl<T: Ordered> Wanted<T> {
    pub(super) fn matches(&self, value: Value<'_>, _: &Context<'_>) -> Truth {
        let Some(own) = &self.own else { return Truth::Unknown };
        own.order(value).is_some_and(self.holds).into()
    }
}

type Prepared = Result<super::Wanted, &'static str>;

fn prepare<T>(value: &Preparing<'_>, holds: fn(Ordering) -> bool) -> Prepared
where
    T: Ordered,
    super::Wanted: From<Wanted<T>>,
{
    let own = match value.text() {
        None => None,
        Some(text) => Some(T::parse(&text).ok_or(T::EXPECTED)?),
    };
    Ok(Wanted { own, holds }.into())
}

/// Declares a way to stand to another value.
macro_rules! ways {
    ($($(#[doc = $doc:literal])+ $name:ident => $holds:path;)+) => {$(
        $(#[doc = $doc])+
        pub(super) fn $name<T>(value: &Preparing<'_>) -> Prepared
        where
            T: Ordered,
            super::Wanted: From<Wanted<T>>,
        {
            prepare::<T>(value, $holds)
        }
    )+};
}

ways! {
    /// It is the same.
    equal => Ordering::is_eq;
    /// It is less.
    less => Ordering::is_lt;
    /// It is the same or less.
    at_most => Ordering::is_le;
    /// It is more.
    more => Ordering::is_gt;
    /// It is the same or more.
    at_least => Ordering::is_ge;
}
