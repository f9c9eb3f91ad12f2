//! The mapping templates that are to make JSON.

use crate::ir::MappingTemplate;

use super::{Context, IntegrationAt};

/// A template for JSON.
#[derive(Clone, Copy, Debug)]
pub(super) struct JsonTemplate<'a> {
    /// The integration.
    pub(super) at: IntegrationAt<'a>,
    /// The template.
    pub(super) template: &'a MappingTemplate,
    /// Whether it makes the request to the backend.
    pub(super) is_request: bool,
}

/// All templates under a media type of JSON, but those of proxies, which have no effect.
pub(super) fn json_templates<'a>(cx: &Context<'a>) -> Vec<JsonTemplate<'a>> {
    let mut found = Vec::new();
    for at in cx.integrations().iter().filter(|at| !at.integration_type.is_proxy()) {
        let requests = at.integration.request_templates.iter().map(|own| (own, true));
        let responses = at.integration.responses.iter();
        let responses = responses.flat_map(|own| &own.response_templates).map(|own| (own, false));
        for ((media_type, template), is_request) in requests.chain(responses) {
            if is_json(media_type) {
                found.push(JsonTemplate { at: *at, template, is_request });
            }
        }
    }
    found
}

fn is_json(media_type: &str) -> bool {
    let name = media_type.split(';').next().unwrap_or("").trim().to_ascii_lowercase();
    name == "application/json" || name.ends_with("+json")
}
