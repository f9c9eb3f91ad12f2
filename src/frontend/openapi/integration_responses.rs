//! The `responses` of an integration: what becomes of the backend's answers.

use crate::frontend::codes;
use crate::ir::IntegrationResponse;
use crate::source::{Origin, Spanned, SpannedMap};

use super::context::Findings;
use super::extensions::integration::{CONTENT_HANDLING, templates};
use super::read::{self, Field};

const FIELDS: &[&str] =
    &["statusCode", "responseTemplates", "responseParameters", "contentHandling"];

/// Reads the responses, patterns to what is done.
///
/// The service keeps them by status code, so the last of those with one code remains
/// (reference `openapi-extensions`, section 1.11).
pub(super) fn lower(field: Field<'_>, f: &mut Findings<'_>) -> Vec<IntegrationResponse> {
    let Some(map) = read::map(field, f) else { return Vec::new() };
    let mut responses: Vec<IntegrationResponse> = Vec::new();
    for field in read::fields(map) {
        let Some(response) = lower_response(field, f) else { continue };
        let same = |known: &IntegrationResponse| known.status_code == response.status_code;
        if let Some(at) = responses.iter().position(same) {
            report_replaced(&responses.remove(at), &response, f);
        }
        responses.push(response);
    }
    responses.shrink_to_fit();
    responses
}

fn lower_response(field: Field<'_>, f: &mut Findings<'_>) -> Option<IntegrationResponse> {
    let map = read::map(field, f)?;
    let mut response = IntegrationResponse {
        selection_pattern: (field.name != "default").then(|| field.spanned_name()),
        status_code: Spanned::new(String::new(), map.span()),
        response_parameters: SpannedMap::default(),
        response_templates: SpannedMap::default(),
        content_handling: None,
        origin: Origin(field.span()),
    };
    let mut status = None;
    for field in read::fields(map) {
        match field.name {
            "statusCode" => status = read::text_or_number(field, f),
            "responseTemplates" => response.response_templates = templates(field, f),
            "responseParameters" => response.response_parameters = read::text_map(field, f),
            "contentHandling" => {
                response.content_handling = read::choice(field, CONTENT_HANDLING, f);
            }
            _ => read::unknown_field(field, "an integration response", FIELDS, f),
        }
    }
    if map.get("statusCode").is_none() {
        read::missing_field("statusCode", "the integration response", field.key.span(), f);
    }
    response.status_code = status?;
    Some(response)
}

fn report_replaced(
    earlier: &IntegrationResponse,
    later: &IntegrationResponse,
    f: &mut Findings<'_>,
) {
    let pattern = |response: &IntegrationResponse| {
        response.selection_pattern.as_ref().map_or("default", |text| text.as_str()).to_owned()
    };
    let message = format!(
        "the response `{}` is replaced by `{}`, which has the same status code {}",
        pattern(earlier),
        pattern(later),
        later.status_code
    );
    f.report(&codes::REPLACED_INTEGRATION_RESPONSE, earlier.origin.span(), message)
        .related(later.origin.span(), "this one remains")
        .help("write one pattern that matches both, as in `4\\d\\d|5\\d\\d`");
}
