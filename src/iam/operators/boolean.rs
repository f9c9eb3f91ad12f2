//! `true` and `false`.

use crate::iam::KeyType;
use crate::iam::context::{Context, Value};
use crate::iam::truth::Truth;

use super::{Preparing, register};

const TYPES: &[KeyType] = &[KeyType::Bool];

register! {
    /// The value is this, `true` or `false` in any case.
    "Bool" => equal;
}

/// A truth value; nothing where it is not known.
#[derive(Clone, Debug)]
pub(in crate::iam) struct Wanted(Option<bool>);

impl Wanted {
    pub(super) fn matches(&self, value: Value<'_>, _: &Context<'_>) -> Truth {
        let Some(wanted) = self.0 else { return Truth::Unknown };
        let found = match value {
            Value::Bool(found) => Some(found),
            Value::Text(text) => parse(text),
            Value::Address(_) | Value::Time(_) | Value::Number(_) => None,
        };
        (found == Some(wanted)).into()
    }
}

/// `true` or `false` in any case.
pub(super) fn parse(text: &str) -> Option<bool> {
    [("true", true), ("false", false)]
        .into_iter()
        .find(|(word, _)| word.eq_ignore_ascii_case(text))
        .map(|(_, value)| value)
}

fn equal(value: &Preparing<'_>) -> Result<super::Wanted, &'static str> {
    let wanted = match value.text() {
        None => None,
        Some(text) => Some(parse(&text).ok_or("`true` or `false`")?),
    };
    Ok(Wanted(wanted).into())
}
