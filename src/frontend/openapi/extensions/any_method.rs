//! `x-amazon-apigateway-any-method`: the method for all verbs that have none of their own.

use super::{Extension, Place};
use crate::frontend::openapi::context::Findings;
use crate::frontend::openapi::read;
use crate::source::Node;

/// An operation in a path; it becomes the method `ANY`.
pub(super) static EXTENSION: Extension = Extension {
    name: "any-method",
    places: &[Place::PathItem],
    rest: true,
    http: true,
    root: None,
};

/// Whether the operation says that it is the route for everything (`isDefaultRoute`, HTTP APIs).
pub(in crate::frontend::openapi) fn is_default_route(
    operation: Node<'_>,
    f: &mut Findings<'_>,
) -> bool {
    read::field(operation, "isDefaultRoute")
        .and_then(|field| read::boolean(field, f))
        .is_some_and(|value| *value)
}
