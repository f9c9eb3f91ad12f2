//! `body-outside-cache-key`

use crate::check::{CachedAt, Context};
use crate::diag::Sink;
use crate::ir::IntegrationType;
use crate::vtl::{Mentioned, Template};

rule! {
    /// What a cached method sends to its backend depends on the payload of the request.
    ///
    /// ## Why
    /// The payload is no part of the key. Whoever asks next is given the answer to the first payload, whatever their own is.
    ///
    /// ```yaml,fails
    /// paths:
    ///   /pets:
    ///     get:
    ///       responses: { "200": { description: fine } }
    ///       x-amazon-apigateway-integration:
    ///         type: http
    ///         httpMethod: ANY
    ///         uri: https://pets.example.com
    ///         requestTemplates: { application/json: '{"name": $input.json("$.name")}' }
    ///         responses: { default: { statusCode: "200" } }
    /// ---
    /// stages: { prod: { cache: { size: 0.5 } } }
    /// ```
    /// ```yaml,passes
    /// paths:
    ///   /pets:
    ///     get:
    ///       responses: { "200": { description: fine } }
    ///       x-amazon-apigateway-integration:
    ///         type: http
    ///         httpMethod: ANY
    ///         uri: https://pets.example.com
    ///         requestTemplates: { application/json: '{"name": "all"}' }
    ///         responses: { default: { statusCode: "200" } }
    /// ---
    /// stages: { prod: { cache: { size: 0.5 } } }
    /// ```
    "body-outside-cache-key", Warning, Cached => check
}

fn check(_: &Context<'_>, at: CachedAt<'_>, sink: &mut Sink) {
    let is_in_key = at.key_sources().any(|source| source.starts_with("method.request.body"));
    if is_in_key || *at.integration.integration_type == IntegrationType::Mock {
        return;
    }
    for template in at.integration.request_templates.values() {
        let Ok(parsed) = Template::parse(template.text.text()) else { continue };
        let reads = parsed.references().into_iter().find(|mention| {
            matches!(
                mention.what,
                Mentioned::InputBody | Mentioned::InputJson(_) | Mentioned::InputPath(_)
            )
        });
        if let Some(mention) = reads {
            let span = template.text.span(mention.start, mention.end);
            let message = format!("`{}` answers every payload as it answered the first", at.method);
            sink.report(&RULE, span, message).related(at.turned_on, "its answers are kept");
        }
    }
}
