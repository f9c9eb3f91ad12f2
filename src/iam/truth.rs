//! What can be said of a thing that is only partly known.

use std::ops::Not;

/// Whether something holds, as far as it is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Truth {
    /// It does not, whatever the unknown turns out to be.
    False,
    /// It depends on what is not known.
    Unknown,
    /// It does, whatever the unknown turns out to be.
    True,
}

impl Truth {
    /// Both hold.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        self.min(other)
    }

    /// One of them holds.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        self.max(other)
    }

    /// All hold. Nothing is asked after the first that does not.
    pub fn all(all: impl IntoIterator<Item = Self>) -> Self {
        let mut truth = Self::True;
        for one in all {
            truth = truth.and(one);
            if truth == Self::False {
                break;
            }
        }
        truth
    }

    /// At least one holds. Nothing is asked after the first that does.
    pub fn any(all: impl IntoIterator<Item = Self>) -> Self {
        let mut truth = Self::False;
        for one in all {
            truth = truth.or(one);
            if truth == Self::True {
                break;
            }
        }
        truth
    }

    /// The other way round, where `negated`.
    #[must_use]
    pub fn negated_if(self, negated: bool) -> Self {
        if negated { !self } else { self }
    }
}

impl From<bool> for Truth {
    fn from(holds: bool) -> Self {
        if holds { Self::True } else { Self::False }
    }
}

impl Not for Truth {
    type Output = Self;

    fn not(self) -> Self {
        match self {
            Self::False => Self::True,
            Self::Unknown => Self::Unknown,
            Self::True => Self::False,
        }
    }
}
