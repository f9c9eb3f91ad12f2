//! What is known of one thing.

/// What is known of one thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fact<T> {
    /// It is this.
    Known(T),
    /// There is none.
    Absent,
    /// Nobody has said, and why.
    Unknown(&'static str),
}

impl<T> Fact<T> {
    /// The thing, where it is known.
    pub const fn known(&self) -> Option<&T> {
        match self {
            Self::Known(own) => Some(own),
            Self::Absent | Self::Unknown(_) => None,
        }
    }

    /// The same about a part of it.
    pub fn map<U>(self, part: impl FnOnce(T) -> U) -> Fact<U> {
        match self {
            Self::Known(own) => Fact::Known(part(own)),
            Self::Absent => Fact::Absent,
            Self::Unknown(why) => Fact::Unknown(why),
        }
    }

    /// The same, borrowed.
    pub const fn as_ref(&self) -> Fact<&T> {
        match self {
            Self::Known(own) => Fact::Known(own),
            Self::Absent => Fact::Absent,
            Self::Unknown(why) => Fact::Unknown(why),
        }
    }
}

impl<T> From<Option<T>> for Fact<T> {
    fn from(own: Option<T>) -> Self {
        own.map_or(Self::Absent, Self::Known)
    }
}
