//! `x-amazon-apigateway-integrations`: integrations that several routes of an HTTP API share.

use super::{Extension, Place};

/// A map of integrations in `components`. Each is read where an operation refers to it.
pub(super) static EXTENSION: Extension = Extension {
    name: "integrations",
    places: &[Place::Components],
    rest: false,
    http: true,
    root: None,
};
