//! Text to definitions.

mod accepted;
mod callers;
pub(crate) mod compile;
mod corpus;
mod examples;
mod manifest;
mod references;
