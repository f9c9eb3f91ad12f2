//! ARNs: six parts between colons, the last of which may have colons of its own.

use super::context::Context;
use super::template::{Matcher, Template};
use super::truth::Truth;

/// The parts of an ARN: `arn`, partition, service, region, account, resource.
pub(super) fn parts(arn: &str) -> Option<[&str; 6]> {
    let mut parts = arn.splitn(6, ':');
    let mut next = || parts.next();
    Some([next()?, next()?, next()?, next()?, next()?, next()?])
}

/// A pattern of ARNs.
#[derive(Clone, Debug)]
pub(super) enum ArnMatcher {
    /// `*`
    Everything,
    /// One pattern for each part; none reaches over a colon into the next part.
    Parts(Box<[Matcher; 6]>),
    /// The same where only the last part has wildcards: what stands before it, with the colon, and that part.
    Rooted(Box<str>, Matcher),
    /// Something that another tool makes an ARN of.
    Whole(Matcher),
}

impl ArnMatcher {
    /// The pattern of `template`; nothing where it is not six parts.
    pub(super) fn new(template: Template) -> Option<Self> {
        let pieces = template.split_at_colons(6);
        if let Ok(pieces) = <[Template; 6]>::try_from(pieces) {
            return Some(match root(&pieces) {
                Some(root) => {
                    let [.., last] = pieces;
                    Self::Rooted(root.into(), last.into_matcher())
                }
                None => Self::Parts(Box::new(pieces.map(Template::into_matcher))),
            });
        }
        let is_open = template.holes().next().is_some();
        let matcher = template.into_matcher();
        if is_open {
            return Some(Self::Whole(matcher));
        }
        matcher.is_everything().then_some(Self::Everything)
    }

    pub(super) fn matches(&self, arn: &str, parts: Option<&[&str; 6]>, cx: &Context<'_>) -> Truth {
        match self {
            Self::Everything => Truth::True,
            Self::Whole(matcher) => matcher.matches(arn, cx),
            Self::Parts(patterns) => {
                let Some(parts) = parts else { return Truth::False };
                // The last part is the one that tells most apart.
                let pairs = patterns.iter().zip(parts).rev();
                Truth::all(pairs.map(|(pattern, part)| pattern.matches(part, cx)))
            }
            Self::Rooted(root, pattern) => {
                let Some([.., last]) = parts else { return Truth::False };
                let own = arn.get(..arn.len().saturating_sub(last.len()));
                pattern.matches(last, cx).and((own == Some(&**root)).into())
            }
        }
    }
}

/// What stands before the last part, where that is letters alone.
fn root(pieces: &[Template; 6]) -> Option<String> {
    let [parts @ .., _] = pieces;
    let mut root = String::new();
    for part in parts {
        root.push_str(part.letters()?);
        root.push(':');
    }
    Some(root)
}
