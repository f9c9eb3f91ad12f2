//! The proof that a definition was checked.

use std::ops::Deref;

use crate::diag::Sink;
use crate::ir::Definition;
use crate::source::Sources;

use super::{Settings, check};

/// A value in which the check found no errors.
///
/// INVARIANT: only this module makes one, so whoever takes a `Checked<Definition>` need not ask again.
#[derive(Debug)]
pub struct Checked<T>(T);

impl Checked<Definition> {
    /// Checks `definition`; `None` when the sink then holds an error, of this check or of whoever read the files.
    pub fn new(
        definition: Definition,
        sources: &Sources,
        settings: &Settings,
        sink: &mut Sink,
    ) -> Option<Self> {
        check(&definition, sources, settings, sink);
        if sink.has_errors() { None } else { Some(Self(definition)) }
    }
}

impl<T> Checked<T> {
    /// The value without the proof.
    pub fn into_inner(self) -> T {
        self.0
    }
}

impl<T> Deref for Checked<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}
