//! Where a definition uses stage variables.

use crate::ir::{Api, Authorizer, Definition, Integration, MappingTemplate};
use crate::mapping::UriTemplate;
use crate::source::{Span, Spanned, SpannedMap};
use crate::vtl::{Mentioned, Template};

use super::Context;

/// A place where a stage variable is used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StageVariableUse {
    /// Its name; empty where a template computes it, so that it may be any.
    pub name: String,
    /// The place.
    pub span: Span,
}

/// All uses, in the order of the definition.
pub(super) fn uses(cx: &Context<'_>, definition: &Definition) -> Vec<StageVariableUse> {
    let mut all = Vec::new();
    for at in cx.integrations() {
        integration(at.integration, at.route().is_some(), &mut all);
    }
    let authorizers: &SpannedMap<Authorizer> = match &definition.api {
        Api::Rest(api) => &api.authorizers,
        Api::Http(api) => &api.authorizers,
    };
    for authorizer in authorizers.values() {
        authorizer.authorizer_uri.iter().for_each(|own| uri(own, &mut all));
        authorizer.authorizer_credentials.iter().for_each(|own| uri(own, &mut all));
        authorizer.provider_arns.iter().for_each(|own| uri(own, &mut all));
    }
    let responses = definition.rest().into_iter().flat_map(|api| api.gateway_responses.values());
    for response in responses {
        mappings(&response.response_parameters, false, &mut all);
        for template in response.response_templates.values() {
            // A gateway response puts variables in and computes nothing.
            for name in named(template) {
                all.push(StageVariableUse { name, span: template.span() });
            }
        }
    }
    all
}

fn integration(own: &Integration, is_http: bool, all: &mut Vec<StageVariableUse>) {
    for text in [&own.uri, &own.connection_id, &own.credentials].into_iter().flatten() {
        uri(text, all);
    }
    mappings(&own.request_parameters, is_http, all);
    own.request_templates.values().for_each(|template| mentioned(template, all));
    for response in &own.responses {
        mappings(&response.response_parameters, is_http, all);
        response.response_templates.values().for_each(|template| mentioned(template, all));
    }
}

fn uri(text: &Spanned<String>, all: &mut Vec<StageVariableUse>) {
    let parsed = UriTemplate::parse(text);
    for name in parsed.stage_variables() {
        all.push(StageVariableUse { name: name.to_owned(), span: text.span() });
    }
}

fn mappings(
    parameters: &SpannedMap<Spanned<String>>,
    is_http: bool,
    all: &mut Vec<StageVariableUse>,
) {
    // A fixed text of a REST API is sent letter by letter.
    for source in parameters.values().filter(|source| is_http || !source.starts_with('\'')) {
        if let Some(name) = source.strip_prefix("stageVariables.") {
            all.push(StageVariableUse { name: name.to_owned(), span: source.span() });
        } else {
            // Those of HTTP APIs are texts with variables in them.
            for name in named(source) {
                all.push(StageVariableUse { name, span: source.span() });
            }
        }
    }
}

fn mentioned(template: &MappingTemplate, all: &mut Vec<StageVariableUse>) {
    let text = template.text.text();
    if !text.contains("stageVariables") {
        return;
    }
    // A template with a fault is told of by itself.
    let Ok(parsed) = Template::parse(text) else { return };
    for mention in parsed.references() {
        if let Mentioned::StageVariable(name) = mention.what {
            let name = name.unwrap_or("").to_owned();
            all.push(StageVariableUse {
                name,
                span: template.text.span(mention.start, mention.end),
            });
        }
    }
}

/// The names behind `$stageVariables.` or `${stageVariables.` in a text.
fn named(text: &str) -> Vec<String> {
    const WORD: &str = "stageVariables.";
    let names = text.match_indices(WORD).map(|(at, _)| {
        let rest = text.get(at + WORD.len()..).unwrap_or("");
        rest.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect::<String>()
    });
    names.filter(|name| !name.is_empty()).collect()
}
