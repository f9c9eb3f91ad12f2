//! `x-amazon-apigateway-minimum-compression-size`: the smallest payload that is compressed.

use super::{Extension, Place};
use crate::frontend::codes;
use crate::frontend::openapi::context::{Context, Findings};
use crate::frontend::openapi::read::{self, Field};
use crate::frontend::openapi::root::RootExtensions;

/// A number of bytes at the top of the document; `null` switches compression off.
pub(super) static EXTENSION: Extension = Extension {
    name: "minimum-compression-size",
    places: &[Place::Root],
    rest: true,
    http: false,
    root: Some(lower),
};

fn lower(_: &Context<'_>, field: Field<'_>, root: &mut RootExtensions, f: &mut Findings<'_>) {
    if field.value.is_null() {
        return;
    }
    let Some(size) = read::integer(field, f) else { return };
    if let Ok(bytes) = u64::try_from(*size) {
        root.minimum_compression_size = Some(size.map(|_| bytes));
        return;
    }
    // The service's own words (reference `openapi-extensions`, section 1.6).
    let message = "invalid minimum compression size, must be between 0 and 10485760";
    f.report(&codes::VALUE_OUT_OF_RANGE, size.span(), message);
}
