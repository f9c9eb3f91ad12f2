//! The mapping templates that are to make JSON.

use crate::ir::MappingTemplate;
use crate::source::SpannedMap;

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
    /// Whether its payload is converted, so that a binary one comes as base64.
    pub(super) is_converted: bool,
}

/// All templates under a media type of JSON, but those of proxies, which have no effect.
pub(super) fn json_templates<'a>(cx: &Context<'a>) -> Vec<JsonTemplate<'a>> {
    let mut found = Vec::new();
    for at in cx.integrations().iter().filter(|at| !at.integration_type.is_proxy()) {
        let mut add = |templates: &'a SpannedMap<MappingTemplate>, is_request, is_converted| {
            let all = templates.iter().filter(|(media_type, _)| is_json(media_type));
            found.extend(all.map(|(_, template)| JsonTemplate {
                at: *at,
                template,
                is_request,
                is_converted,
            }));
        };
        let integration = at.integration;
        add(&integration.request_templates, true, integration.content_handling.is_some());
        for response in &integration.responses {
            add(&response.response_templates, false, response.content_handling.is_some());
        }
    }
    found
}

fn is_json(media_type: &str) -> bool {
    let name = media_type.split(';').next().unwrap_or("").trim().to_ascii_lowercase();
    name == "application/json" || name.ends_with("+json")
}
