//! `x-amazon-apigateway-binary-media-types`: the media types whose payloads are binary.

use super::{Extension, Place};
use crate::frontend::openapi::context::{Context, Findings};
use crate::frontend::openapi::read::{self, Field};
use crate::frontend::openapi::root::RootExtensions;

/// A list at the top of the document.
pub(super) static EXTENSION: Extension = Extension {
    name: "binary-media-types",
    places: &[Place::Root],
    rest: true,
    http: false,
    root: Some(lower),
};

fn lower(_: &Context<'_>, field: Field<'_>, root: &mut RootExtensions, f: &mut Findings<'_>) {
    root.binary_media_types = read::texts(field, f);
}
