//! What policies decide, as far as it is known.

use std::fmt;

use super::truth::Truth;

/// What a policy decides about a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Decision {
    /// A statement allows it, and none denies it.
    Allow,
    /// No statement allows it, and none denies it.
    ImplicitDeny,
    /// A statement denies it.
    ExplicitDeny,
}

impl Decision {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Allow, Self::ImplicitDeny, Self::ExplicitDeny];

    const fn bit(self) -> u8 {
        match self {
            Self::Allow => 1,
            Self::ImplicitDeny => 2,
            Self::ExplicitDeny => 4,
        }
    }
}

/// The decisions that are possible, given what is known: one where everything that matters is.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Verdict(u8);

impl Verdict {
    /// Nothing is known.
    pub const UNKNOWN: Self = Self(7);

    /// The decision of a policy in which it is so far known whether statements that allow, and that deny, apply.
    pub fn new(allow: Truth, deny: Truth) -> Self {
        let without = match allow {
            Truth::True => Decision::Allow.bit(),
            Truth::False => Decision::ImplicitDeny.bit(),
            Truth::Unknown => Decision::Allow.bit() | Decision::ImplicitDeny.bit(),
        };
        match deny {
            Truth::True => Self::from(Decision::ExplicitDeny),
            Truth::False => Self(without),
            Truth::Unknown => Self(without | Decision::ExplicitDeny.bit()),
        }
    }

    /// The decision, where just one is possible.
    pub fn decided(self) -> Option<Decision> {
        Decision::ALL.into_iter().find(|decision| decision.bit() == self.0)
    }

    /// Whether `decision` is possible.
    pub const fn may_be(self, decision: Decision) -> bool {
        self.0 & decision.bit() != 0
    }

    /// Whether it is `decision`.
    pub fn is(self, decision: Decision) -> Truth {
        match (self.may_be(decision), self.0 == decision.bit()) {
            (false, _) => Truth::False,
            (true, true) => Truth::True,
            (true, false) => Truth::Unknown,
        }
    }

    /// The decisions that are possible.
    pub fn possible(self) -> impl Iterator<Item = Decision> {
        Decision::ALL.into_iter().filter(move |decision| self.may_be(*decision))
    }

    /// Either this or that.
    #[must_use]
    pub const fn either(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// What two verdicts come to together, where `combine` says it for two decisions.
    #[must_use]
    pub fn with(self, other: Self, combine: impl Fn(Decision, Decision) -> Decision) -> Self {
        let mut all = Self(0);
        for one in self.possible() {
            for two in other.possible() {
                all = all.either(combine(one, two).into());
            }
        }
        all
    }

    /// The verdict of two policies that speak for the same side: what one denies is denied, what one allows allowed.
    #[must_use]
    pub fn joined(self, other: Self) -> Self {
        self.with(other, |one, two| match (one, two) {
            (Decision::ExplicitDeny, _) | (_, Decision::ExplicitDeny) => Decision::ExplicitDeny,
            (Decision::Allow, _) | (_, Decision::Allow) => Decision::Allow,
            (Decision::ImplicitDeny, Decision::ImplicitDeny) => Decision::ImplicitDeny,
        })
    }

    /// The verdict of two policies that both have to allow.
    #[must_use]
    pub fn limited_by(self, other: Self) -> Self {
        self.with(other, Ord::max)
    }
}

impl From<Decision> for Verdict {
    fn from(decision: Decision) -> Self {
        Self(decision.bit())
    }
}

impl fmt::Debug for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.possible()).finish()
    }
}
