//! `x-amazon-apigateway-endpoint-configuration`: how the API is reached.

use super::{Extension, Place};
use crate::frontend::openapi::context::{Context, Findings};
use crate::frontend::openapi::read::{self, Field};
use crate::frontend::openapi::root::RootExtensions;

/// An object at the top of a Swagger document, or in a server of an OpenAPI document. Both places are read in
/// both languages, because both occur and mean the same.
pub(super) static EXTENSION: Extension = Extension {
    name: "endpoint-configuration",
    places: &[Place::Root, Place::Server],
    rest: true,
    http: true,
    root: Some(lower),
};

const FIELDS: &[&str] = &["disableExecuteApiEndpoint", "vpcEndpointIds"];

/// Reads the extension at either place.
pub(in crate::frontend::openapi) fn lower(
    _: &Context<'_>,
    field: Field<'_>,
    root: &mut RootExtensions,
    f: &mut Findings<'_>,
) {
    let Some(map) = read::map(field, f) else { return };
    for field in read::fields(map) {
        match field.name {
            "disableExecuteApiEndpoint" => {
                root.endpoint.disable_execute_api_endpoint = read::boolean(field, f);
            }
            "vpcEndpointIds" => root.endpoint.vpc_endpoint_ids = read::texts(field, f),
            _ => read::unknown_field(
                field,
                "`x-amazon-apigateway-endpoint-configuration`",
                FIELDS,
                f,
            ),
        }
    }
}
