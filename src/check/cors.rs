//! What several rules ask about CORS.

use crate::ir::{Integration, IntegrationResponse};
use crate::source::Span;

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

/// What an integration maps to a response header.
#[derive(Clone, Copy, Debug)]
pub(super) enum Mapped<'i> {
    /// Nothing.
    Nothing,
    /// What the backend answers.
    Computed,
    /// A text that is written out, with its place.
    Fixed(&'i str, Span),
}

/// What the integration maps to the response header `name`.
pub(super) fn mapped<'i>(integration: &'i Integration, name: &str) -> Mapped<'i> {
    let mut all = integration.responses.iter().flat_map(|own| &own.response_parameters);
    let found = all.find(|(key, _)| {
        let header = key.strip_prefix("method.response.header.");
        header.is_some_and(|own| own.eq_ignore_ascii_case(name))
    });
    let Some((_, expression)) = found else { return Mapped::Nothing };
    match expression.trim().strip_prefix('\'').and_then(|text| text.strip_suffix('\'')) {
        Some(value) => Mapped::Fixed(value, expression.span()),
        None => Mapped::Computed,
    }
}
