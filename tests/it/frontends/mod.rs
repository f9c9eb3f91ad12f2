//! Text to definitions.

pub(crate) mod compile;
mod corpus;
mod examples;
mod manifest;
mod references;
