//! `x-amazon-apigateway-request-validators`: what is validated before a request goes on.

use super::{Extension, Place};
use crate::frontend::openapi::context::{Context, Findings};
use crate::frontend::openapi::read::{self, Field};
use crate::frontend::openapi::root::RootExtensions;
use crate::ir::RequestValidator;
use crate::source::Origin;

/// A map of validators at the top of the document.
pub(super) static EXTENSION: Extension = Extension {
    name: "request-validators",
    places: &[Place::Root],
    rest: true,
    http: false,
    root: Some(lower),
};

const FIELDS: &[&str] = &["validateRequestBody", "validateRequestParameters"];

fn lower(_: &Context<'_>, field: Field<'_>, root: &mut RootExtensions, f: &mut Findings<'_>) {
    let Some(map) = read::map(field, f) else { return };
    for field in read::fields(map) {
        if let Some(validator) = lower_validator(field, f) {
            root.request_validators.insert(field.spanned_name(), validator);
        }
    }
}

fn lower_validator(field: Field<'_>, f: &mut Findings<'_>) -> Option<RequestValidator> {
    let mut validator = RequestValidator {
        validate_request_body: false,
        validate_request_parameters: false,
        origin: Origin(field.span()),
    };
    for field in read::fields(read::map(field, f)?) {
        let value = match field.name {
            "validateRequestBody" => &mut validator.validate_request_body,
            "validateRequestParameters" => &mut validator.validate_request_parameters,
            _ => {
                read::unknown_field(field, "a request validator", FIELDS, f);
                continue;
            }
        };
        *value = read::boolean(field, f).is_some_and(|value| *value);
    }
    Some(validator)
}
