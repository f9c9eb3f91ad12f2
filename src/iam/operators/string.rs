//! Texts. Values of any kind have one: addresses and moments as policies write them.

use crate::iam::KeyType;
use crate::iam::context::{Context, Scratch, Value, with_folded};
use crate::iam::template::Matcher;
use crate::iam::truth::Truth;

use super::{Preparing, register};

const TYPES: &[KeyType] = &[KeyType::Text, KeyType::Arn, KeyType::Bool];

register! {
    /// The text is one of these, letter for letter.
    "StringEquals" => equal;
    /// The text is none of these.
    "StringNotEquals" not => equal;
    /// The text is one of these; the case of A to Z does not count.
    "StringEqualsIgnoreCase" => equal_in_any_case;
    /// The text is none of these in any case.
    "StringNotEqualsIgnoreCase" not => equal_in_any_case;
    /// The text matches one of these, in which `*` and `?` are wildcards.
    "StringLike" => like;
    /// The text matches none of these.
    "StringNotLike" not => like;
}

/// A text, or a pattern of texts.
#[derive(Clone, Debug)]
pub(in crate::iam) struct Wanted {
    matcher: Matcher,
    folded: bool,
}

impl Wanted {
    pub(super) fn matches(&self, value: Value<'_>, cx: &Context<'_>) -> Truth {
        match value {
            Value::Text(text) => self.matches_text(text, cx),
            Value::Address(_) | Value::Time(_) | Value::Number(_) | Value::Bool(_) => {
                self.matches_text(value.text(&mut Scratch::default()), cx)
            }
        }
    }

    fn matches_text(&self, text: &str, cx: &Context<'_>) -> Truth {
        if self.folded {
            with_folded(text, |text| self.matcher.matches_folded(text, cx))
        } else {
            self.matcher.matches(text, cx)
        }
    }
}

#[expect(clippy::unnecessary_wraps, reason = "other operators have values that are malformed")]
fn equal(value: &Preparing<'_>) -> Result<super::Wanted, &'static str> {
    Ok(Wanted { matcher: value.template(false).into_matcher(), folded: false }.into())
}

#[expect(clippy::unnecessary_wraps, reason = "other operators have values that are malformed")]
fn like(value: &Preparing<'_>) -> Result<super::Wanted, &'static str> {
    Ok(Wanted { matcher: value.template(true).into_matcher(), folded: false }.into())
}

#[expect(clippy::unnecessary_wraps, reason = "other operators have values that are malformed")]
fn equal_in_any_case(value: &Preparing<'_>) -> Result<super::Wanted, &'static str> {
    let mut template = value.template(false);
    template.fold();
    Ok(Wanted { matcher: template.into_matcher(), folded: true }.into())
}
