//! `x-amazon-apigateway-cors`: CORS of a whole HTTP API.

use std::time::Duration;

use super::{Extension, Place};
use crate::frontend::openapi::context::{Context, Findings};
use crate::frontend::openapi::read::{self, Field};
use crate::frontend::openapi::root::RootExtensions;
use crate::ir::CorsConfiguration;
use crate::source::Origin;

/// An object at the top of the document.
pub(super) static EXTENSION: Extension =
    Extension { name: "cors", places: &[Place::Root], rest: false, http: true, root: Some(lower) };

const FIELDS: &[&str] = &[
    "allowOrigins",
    "allowMethods",
    "allowHeaders",
    "exposeHeaders",
    "allowCredentials",
    "maxAge",
];

fn lower(_: &Context<'_>, field: Field<'_>, root: &mut RootExtensions, f: &mut Findings<'_>) {
    let Some(map) = read::map(field, f) else { return };
    let mut cors = CorsConfiguration {
        allow_origins: Vec::new(),
        allow_methods: Vec::new(),
        allow_headers: Vec::new(),
        expose_headers: Vec::new(),
        allow_credentials: None,
        max_age: None,
        origin: Origin(field.span()),
    };
    for field in read::fields(map) {
        match field.name {
            "allowOrigins" => cors.allow_origins = read::texts(field, f),
            "allowMethods" => cors.allow_methods = read::texts(field, f),
            "allowHeaders" => cors.allow_headers = read::texts(field, f),
            "exposeHeaders" => cors.expose_headers = read::texts(field, f),
            "allowCredentials" => cors.allow_credentials = read::boolean(field, f),
            "maxAge" => {
                cors.max_age =
                    read::unsigned(field, f).map(|seconds| seconds.map(Duration::from_secs));
            }
            _ => read::unknown_field(field, "`x-amazon-apigateway-cors`", FIELDS, f),
        }
    }
    root.cors = Some(cors);
}
