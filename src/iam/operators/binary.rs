//! Bytes, in base64.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::iam::KeyType;
use crate::iam::context::{Context, Value};
use crate::iam::truth::Truth;

use super::{Preparing, register};

const TYPES: &[KeyType] = &[];

register! {
    /// The bytes are these, in base64.
    "BinaryEquals" => equal;
}

/// Bytes; nothing where they are not known.
#[derive(Clone, Debug)]
pub(in crate::iam) struct Wanted(Option<Vec<u8>>);

impl Wanted {
    pub(super) fn matches(&self, value: Value<'_>, _: &Context<'_>) -> Truth {
        let Some(wanted) = &self.0 else { return Truth::Unknown };
        let Value::Text(text) = value else { return Truth::False };
        STANDARD.decode(text).is_ok_and(|found| found == *wanted).into()
    }
}

fn equal(value: &Preparing<'_>) -> Result<super::Wanted, &'static str> {
    let bytes = match value.text() {
        None => None,
        Some(text) => Some(STANDARD.decode(text).map_err(|_| "bytes in base64")?),
    };
    Ok(Wanted(bytes).into())
}
