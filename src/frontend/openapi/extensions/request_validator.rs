//! `x-amazon-apigateway-request-validator`: which validator a method has.

use super::{Extension, Place};
use crate::frontend::openapi::context::{Context, Findings};
use crate::frontend::openapi::read::{self, Field};
use crate::frontend::openapi::root::RootExtensions;

/// The name of a validator: at the top of the document for all operations, in an operation for that one.
pub(super) static EXTENSION: Extension = Extension {
    name: "request-validator",
    places: &[Place::Root, Place::Operation],
    rest: true,
    http: false,
    root: Some(lower),
};

fn lower(_: &Context<'_>, field: Field<'_>, root: &mut RootExtensions, f: &mut Findings<'_>) {
    root.request_validator = read::text(field, f);
}
