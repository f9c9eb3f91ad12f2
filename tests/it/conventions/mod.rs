//! The architecture, held by tests: layers, doors, homes of dependencies, forbidden words, format.

mod dependencies;
mod format;
mod layers;
pub(crate) mod words;
