//! What several rules ask about CORS.

use crate::ir::{Integration, IntegrationResponse};

/// The header without which a browser shows a page nothing.
pub(super) const ALLOW_ORIGIN: &str = "Access-Control-Allow-Origin";

/// Whether `response` sets the header `name`, by a mapping or in a template.
pub(super) fn header(
    integration: &Integration,
    response: &IntegrationResponse,
    name: &str,
) -> bool {
    let mapped = response.response_parameters.keys().any(|key| {
        key.strip_prefix("method.response.header.")
            .is_some_and(|own| own.eq_ignore_ascii_case(name))
    });
    let request = integration.request_templates.values();
    mapped
        || request.chain(response.response_templates.values()).any(|template| {
            let text = template.text.text();
            text.contains("responseOverride") && text.contains(name)
        })
}
