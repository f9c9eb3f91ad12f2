//! `origin-outside-cache-key`

use crate::check::{CachedAt, Context};
use crate::diag::Sink;
use crate::source::Span;
use crate::vtl::Mentioned;

rule! {
    /// A cached answer names the origin of the page that asked first.
    ///
    /// ## Why
    /// An `Access-Control-Allow-Origin` that the backend, or a template, makes of the `Origin` of the request is
    /// kept with the answer. Pages of every other origin are then given a name that is not theirs, and their
    /// browsers hide the answer. `Origin` belongs into the key, or the header is a fixed text. Preflights are the
    /// matter of `cached-preflight`.
    ///
    /// ```yaml,fails
    /// paths:
    ///   /pets:
    ///     get:
    ///       responses: { "200": { description: fine, headers: { Access-Control-Allow-Origin: { schema: { type: string } } } } }
    ///       x-amazon-apigateway-integration:
    ///         type: http
    ///         httpMethod: GET
    ///         uri: https://pets.example.com
    ///         responses: { default: { statusCode: "200", responseParameters: { method.response.header.Access-Control-Allow-Origin: integration.response.header.Access-Control-Allow-Origin } } }
    /// ---
    /// stages: { prod: { cache: { size: 0.5, ttl: 300 } } }
    /// ```
    /// ```yaml,passes
    /// paths:
    ///   /pets:
    ///     get:
    ///       responses: { "200": { description: fine, headers: { Access-Control-Allow-Origin: { schema: { type: string } } } } }
    ///       x-amazon-apigateway-integration:
    ///         type: http
    ///         httpMethod: GET
    ///         uri: https://pets.example.com
    ///         responses: { default: { statusCode: "200", responseParameters: { method.response.header.Access-Control-Allow-Origin: "'*'" } } }
    /// ---
    /// stages: { prod: { cache: { size: 0.5, ttl: 300 } } }
    /// ```
    "origin-outside-cache-key", Warning, Cached => check
}

fn check(cx: &Context<'_>, at: CachedAt<'_>, sink: &mut Sink) {
    if at.verb == "OPTIONS" || at.has_in_key("header", "Origin") {
        return;
    }
    let Some(span) = of_request(cx, at) else { return };
    let message = format!("`{}` allows every page the origin of the first one", at.method);
    sink.report(&RULE, span, message)
        .related(at.turned_on, "its answers are kept with their headers")
        .help("declare the header `Origin` and add it to `cacheKeyParameters`, or write `'*'`");
}

/// Where the origin of an answer is made of that of the request.
fn of_request(cx: &Context<'_>, at: CachedAt<'_>) -> Option<Span> {
    at.integration.responses.iter().find_map(|response| {
        let mapped = response.response_parameters.iter().find_map(|(header, source)| {
            let is_origin =
                header.eq_ignore_ascii_case("method.response.header.Access-Control-Allow-Origin");
            (is_origin && source.starts_with("integration.response.")).then(|| source.span())
        });
        let printed = || {
            response.response_templates.values().find_map(|template| {
                let text = template.text.text();
                if !text.contains("Access-Control-Allow-Origin") {
                    return None;
                }
                let parsed = cx.template(text)?;
                parsed.references().into_iter().find_map(|mention| {
                    let Mentioned::InputParameter { name: Some(name), .. } = mention.what else {
                        return None;
                    };
                    let is_origin = name.eq_ignore_ascii_case("origin");
                    is_origin.then(|| template.text.span(mention.start, mention.end))
                })
            })
        };
        mapped.or_else(printed)
    })
}
