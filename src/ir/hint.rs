//! Facts that the service does not keep.

use std::fmt;

/// A fact of the document that API Gateway drops on import, kept for SDKs and documentation. All hints are equal,
/// because two definitions that differ in them alone are the same API.
#[derive(Clone, Default)]
pub struct Hint<T>(pub Option<T>);

impl<T> Hint<T> {
    /// No such fact.
    pub const fn none() -> Self {
        Self(None)
    }

    /// The fact, if the document states it.
    pub const fn get(&self) -> Option<&T> {
        self.0.as_ref()
    }
}

impl<T> PartialEq for Hint<T> {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl<T: fmt::Debug> fmt::Debug for Hint<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
