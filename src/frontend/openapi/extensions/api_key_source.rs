//! `x-amazon-apigateway-api-key-source`: where the API key of a request is.

use super::{Extension, Place};
use crate::frontend::openapi::context::{Context, Findings};
use crate::frontend::openapi::read::{self, Field};
use crate::frontend::openapi::root::RootExtensions;
use crate::ir::ApiKeySource;

/// `HEADER` or `AUTHORIZER` at the top of the document.
pub(super) static EXTENSION: Extension = Extension {
    name: "api-key-source",
    places: &[Place::Root],
    rest: true,
    http: false,
    root: Some(lower),
};

const SOURCES: &[(&str, ApiKeySource)] =
    &[("HEADER", ApiKeySource::Header), ("AUTHORIZER", ApiKeySource::Authorizer)];

fn lower(_: &Context<'_>, field: Field<'_>, root: &mut RootExtensions, f: &mut Findings<'_>) {
    root.api_key_source = read::choice(field, SOURCES, f);
}
