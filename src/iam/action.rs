//! Actions, whose case does not count. Most are a name or a name that ends in a star, and those are compared as they are.

use super::context::{Context, with_folded};
use super::pattern::Token;
use super::template::{Matcher, Part, Template};
use super::truth::Truth;

/// A pattern of actions.
#[derive(Clone, Debug)]
pub(super) enum ActionMatcher {
    /// `*`
    Everything,
    /// `execute-api:Invoke`
    Name(Box<str>),
    /// `execute-api:*`: what stands before the star.
    Prefix(Box<str>),
    /// Any other, in lower case.
    Other(Matcher),
}

impl ActionMatcher {
    /// The pattern of `template`.
    pub(super) fn new(mut template: Template) -> Self {
        match template.parts.as_slice() {
            [Part::Token(Token::Any)] => Self::Everything,
            [Part::Token(Token::Text(name))] => Self::Name(name.as_str().into()),
            [Part::Token(Token::Text(start)), Part::Token(Token::Any)] => {
                Self::Prefix(start.as_str().into())
            }
            _ => {
                template.fold();
                Self::Other(template.into_matcher())
            }
        }
    }

    pub(super) fn matches(&self, action: &str, cx: &Context<'_>) -> Truth {
        match self {
            Self::Everything => Truth::True,
            Self::Name(name) => is_same(action.as_bytes(), name.as_bytes()).into(),
            Self::Prefix(start) => action
                .as_bytes()
                .get(..start.len())
                .is_some_and(|own| is_same(own, start.as_bytes()))
                .into(),
            Self::Other(matcher) => with_folded(action, |action| matcher.matches(action, cx)),
        }
    }
}

/// Most policies write an action as the service does, which is seen fastest.
fn is_same(one: &[u8], other: &[u8]) -> bool {
    one == other || one.eq_ignore_ascii_case(other)
}
