//! `x-amazon-apigateway-importexport-version`: the mark of a document of an HTTP API.

use super::{Extension, Place};
use crate::frontend::openapi::context::{Context, Findings};
use crate::frontend::openapi::read::{self, Field};
use crate::frontend::openapi::root::RootExtensions;

/// The text `1.0` at the top of the document.
pub(super) static EXTENSION: Extension = Extension {
    name: "importexport-version",
    places: &[Place::Root],
    rest: false,
    http: true,
    root: Some(lower),
};

fn lower(_: &Context<'_>, field: Field<'_>, _: &mut RootExtensions, f: &mut Findings<'_>) {
    if let Some(version) = read::text_or_number(field, f)
        && !matches!(version.as_str(), "1.0" | "1")
    {
        read::unknown_value(field, &version, ["1.0"].into_iter(), f);
    }
}
