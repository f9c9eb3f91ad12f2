//! Whether a key is there at all.

use crate::iam::KeyType;
use crate::iam::context::{Context, Value};
use crate::iam::truth::Truth;

use super::{Operator, Preparing};

const TYPES: &[KeyType] = &[];

pub(super) static OPERATORS: &[Operator] = &[Operator {
    name: "Null",
    negated: false,
    doc: " `true`: the request does not carry the key; `false`: it does.",
    prepare,
    is_null: true,
    types: TYPES,
}];

/// Whether the key is to be absent; nothing where that is not known.
#[derive(Clone, Debug)]
pub(in crate::iam) struct Wanted(Option<bool>);

impl Wanted {
    /// Gets whether the key is absent, as a value of its own.
    pub(super) fn matches(&self, value: Value<'_>, _: &Context<'_>) -> Truth {
        match self.0 {
            None => Truth::Unknown,
            Some(wanted) => (value == Value::Bool(wanted)).into(),
        }
    }
}

fn prepare(value: &Preparing<'_>) -> Result<super::Wanted, &'static str> {
    let wanted = match value.text() {
        None => None,
        Some(text) => Some(super::boolean::parse(&text).ok_or("`true` or `false`")?),
    };
    Ok(Wanted(wanted).into())
}
