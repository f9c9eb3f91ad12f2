//! `unused-cache-key-parameter`

use crate::check::{CachedAt, Context};
use crate::diag::Sink;
use crate::ir::{Integration, MappingTemplate};
use crate::vtl::Mentioned;

rule! {
    /// A key of cached answers has a parameter that the backend is not told.
    ///
    /// ## Why
    /// An integration that is no proxy hands on what is mapped and what its templates read, and nothing else. A
    /// parameter in the key that goes nowhere cannot change the answer: it only splits the cache, so that the
    /// backend is asked again for what is known. Headers that say who calls or which form of an answer is wanted are
    /// left alone.
    ///
    /// ```yaml,fails
    /// paths:
    ///   /pets:
    ///     get:
    ///       parameters: [{ name: page, in: query, schema: { type: string } }]
    ///       responses: { "200": { description: fine } }
    ///       x-amazon-apigateway-integration:
    ///         type: http
    ///         httpMethod: GET
    ///         uri: https://pets.example.com
    ///         cacheKeyParameters: [method.request.querystring.page]
    ///         responses: { default: { statusCode: "200" } }
    /// ---
    /// stages: { prod: { cache: { size: 0.5, ttl: 300 } } }
    /// ```
    /// ```yaml,passes
    /// paths:
    ///   /pets:
    ///     get:
    ///       parameters: [{ name: page, in: query, schema: { type: string } }]
    ///       responses: { "200": { description: fine } }
    ///       x-amazon-apigateway-integration:
    ///         type: http
    ///         httpMethod: GET
    ///         uri: https://pets.example.com
    ///         requestParameters: { integration.request.querystring.page: method.request.querystring.page }
    ///         cacheKeyParameters: [method.request.querystring.page]
    ///         responses: { default: { statusCode: "200" } }
    /// ---
    /// stages: { prod: { cache: { size: 0.5, ttl: 300 } } }
    /// ```
    "unused-cache-key-parameter", Info, Cached => check
}

/// Headers that decide without reaching the backend.
const DECIDING: [&str; 6] =
    ["authorization", "x-api-key", "origin", "accept", "accept-language", "accept-encoding"];

fn check(cx: &Context<'_>, at: CachedAt<'_>, sink: &mut Sink) {
    let integration = at.integration;
    if integration.integration_type.is_proxy() {
        return;
    }
    let sources = identity_sources(at);
    for parameter in &integration.cache_key_parameters {
        let Some(rest) = parameter.strip_prefix("method.request.") else { continue };
        let Some((place, name)) = rest.split_once('.') else { continue };
        if DECIDING.contains(&name.to_ascii_lowercase().as_str())
            || sources.iter().any(|own| own.eq_ignore_ascii_case(parameter))
            || is_mapped(integration, place.trim_start_matches("multivalue"), name)
            || templates(integration).any(|template| reads(cx, template, name))
        {
            continue;
        }
        let message = format!("`{name}` splits the cache of `{}` and changes no answer", at.method);
        sink.report(&RULE, parameter.span(), message)
            .label("neither a mapping nor a template hands it on")
            .help("map it in `requestParameters`, or take it out of the key");
    }
}

fn identity_sources(at: CachedAt<'_>) -> Vec<&str> {
    let named = at.method.method.authorization.authorizer.as_ref();
    let authorizer = named.and_then(|name| at.method.api.authorizers.get(name));
    let sources = authorizer.into_iter().flat_map(|own| &own.identity_sources);
    sources.map(|source| source.as_str()).collect()
}

fn is_mapped(integration: &Integration, place: &str, name: &str) -> bool {
    let single = format!("method.request.{place}.{name}");
    let several = format!("method.request.multivalue{place}.{name}");
    integration
        .request_parameters
        .values()
        .any(|source| source.as_str() == single || source.as_str() == several)
}

fn templates(integration: &Integration) -> impl Iterator<Item = &MappingTemplate> {
    let answers = integration.responses.iter().flat_map(|own| own.response_templates.values());
    integration.request_templates.values().chain(answers)
}

/// Whether a template reads the parameter, or all of them; one that does not parse may.
fn reads(cx: &Context<'_>, template: &MappingTemplate, name: &str) -> bool {
    let text = template.text.text();
    if !text.contains("input") {
        return false;
    }
    let Some(parsed) = cx.template(text) else { return true };
    parsed.references().iter().any(|mention| match mention.what {
        Mentioned::InputParameters => true,
        Mentioned::InputParameter { name: own, .. } => own.is_none_or(|own| own == name),
        _ => false,
    })
}
