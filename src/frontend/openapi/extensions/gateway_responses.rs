//! `x-amazon-apigateway-gateway-responses`: the answers that the gateway itself gives.

use super::{Extension, Place};
use crate::diag::closest;
use crate::frontend::codes;
use crate::frontend::openapi::context::{Context, Findings};
use crate::frontend::openapi::read::{self, Field};
use crate::frontend::openapi::root::RootExtensions;
use crate::frontend::words::one_of;
use crate::ir::{GatewayResponse, ResponseType};
use crate::source::{Origin, SpannedMap};

/// A map of response types at the top of the document.
pub(super) static EXTENSION: Extension = Extension {
    name: "gateway-responses",
    places: &[Place::Root],
    rest: true,
    http: false,
    root: Some(lower),
};

const FIELDS: &[&str] = &["statusCode", "responseParameters", "responseTemplates"];

fn lower(_: &Context<'_>, field: Field<'_>, root: &mut RootExtensions, f: &mut Findings<'_>) {
    let Some(map) = read::map(field, f) else { return };
    for field in read::fields(map) {
        let Some(response_type) = ResponseType::parse(field.name) else {
            report_unknown(field, f);
            continue;
        };
        if let Some(response) = lower_response(field, f) {
            root.gateway_responses.insert(response_type, response);
        }
    }
}

fn lower_response(field: Field<'_>, f: &mut Findings<'_>) -> Option<GatewayResponse> {
    let mut response = GatewayResponse {
        status_code: None,
        response_parameters: SpannedMap::default(),
        response_templates: SpannedMap::default(),
        origin: Origin(field.span()),
    };
    for field in read::fields(read::map(field, f)?) {
        match field.name {
            "statusCode" => response.status_code = read::text_or_number(field, f),
            "responseParameters" => response.response_parameters = read::text_map(field, f),
            "responseTemplates" => response.response_templates = read::text_map(field, f),
            _ => read::unknown_field(field, "a gateway response", FIELDS, f),
        }
    }
    Some(response)
}

fn report_unknown(field: Field<'_>, f: &mut Findings<'_>) {
    let known = ResponseType::ALL.iter().map(|known| known.name());
    let near = closest(field.name, known.clone());
    let message = format!("`{}` is no type of gateway response", field.name);
    let found = f.report(&codes::UNKNOWN_VALUE, field.key.span(), message);
    found.help(match near {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("the types are {}", one_of(known)),
    });
}
