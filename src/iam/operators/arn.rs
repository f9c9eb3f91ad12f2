//! ARNs: six parts, each compared on its own. `ArnEquals` is as tolerant as `ArnLike`.

use crate::iam::KeyType;
use crate::iam::arn::{ArnMatcher, parts};
use crate::iam::context::{Context, Value};
use crate::iam::truth::Truth;

use super::{Preparing, register};

const TYPES: &[KeyType] = &[KeyType::Arn];

register! {
    /// The ARN matches one of these part by part; `*` and `?` are wildcards inside a part.
    "ArnEquals" => like;
    /// The ARN matches none of these.
    "ArnNotEquals" not => like;
    /// The same as `ArnEquals`.
    "ArnLike" => like;
    /// The same as `ArnNotEquals`.
    "ArnNotLike" not => like;
}

/// A pattern of ARNs.
#[derive(Clone, Debug)]
pub(in crate::iam) struct Wanted(ArnMatcher);

impl Wanted {
    pub(super) fn matches(&self, value: Value<'_>, cx: &Context<'_>) -> Truth {
        let Value::Text(text) = value else { return Truth::False };
        self.0.matches(text, parts(text).as_ref(), cx)
    }
}

fn like(value: &Preparing<'_>) -> Result<super::Wanted, &'static str> {
    let matcher = ArnMatcher::new(value.template(true));
    let matcher = matcher.ok_or("an ARN of six parts, as in `arn:aws:iam::111122223333:role/*`")?;
    Ok(Wanted(matcher).into())
}
