//! `ever-changing-cached-answer`

use crate::check::{CachedAt, Context};
use crate::diag::Sink;
use crate::source::Span;
use crate::vtl::Mentioned;

rule! {
    /// A cached answer holds the id or the time of one request.
    ///
    /// ## Why
    /// What a response template or a mapping puts into an answer is kept with it. Everybody who is answered from the
    /// cache gets the id and the time of the request that filled it: logs that are searched by the id show another
    /// call, and a time that should be now is up to an hour old.
    ///
    /// ```yaml,fails
    /// paths:
    ///   /pets:
    ///     get:
    ///       responses: { "200": { description: fine, headers: { X-Request: { schema: { type: string } } } } }
    ///       x-amazon-apigateway-integration:
    ///         type: http
    ///         httpMethod: GET
    ///         uri: https://pets.example.com
    ///         responses: { default: { statusCode: "200", responseParameters: { method.response.header.X-Request: context.requestId } } }
    /// ---
    /// stages: { prod: { cache: { size: 0.5, ttl: 300 } } }
    /// ```
    /// ```yaml,passes
    /// paths:
    ///   /pets:
    ///     get:
    ///       responses: { "200": { description: fine } }
    ///       x-amazon-apigateway-integration:
    ///         type: http
    ///         httpMethod: GET
    ///         uri: https://pets.example.com
    ///         responses: { default: { statusCode: "200" } }
    /// ---
    /// stages: { prod: { cache: { size: 0.5, ttl: 300 } } }
    /// ```
    "ever-changing-cached-answer", Warning, Cached => check
}

const CHANGING: [&str; 4] = ["requestId", "extendedRequestId", "requestTime", "requestTimeEpoch"];

fn check(cx: &Context<'_>, at: CachedAt<'_>, sink: &mut Sink) {
    let Some((span, name)) = changing(cx, at) else { return };
    let message = format!("callers of `{}` get the `{name}` of another request", at.method);
    sink.report(&RULE, span, message)
        .related(at.turned_on, "its answers are kept")
        .help("leave it out, or do not keep the answers of this method");
}

/// The first part of an answer that is another one in each request.
fn changing(cx: &Context<'_>, at: CachedAt<'_>) -> Option<(Span, &'static str)> {
    at.integration.responses.iter().find_map(|response| {
        let mapped = response.response_parameters.values().find_map(|source| {
            let name = source.strip_prefix("context.")?;
            Some((source.span(), known(name)?))
        });
        let printed = || {
            response.response_templates.values().find_map(|template| {
                let text = template.text.text();
                if !text.contains("context") {
                    return None;
                }
                let parsed = cx.template(text)?;
                parsed.references().into_iter().find_map(|mention| {
                    let Mentioned::Context(path) = &mention.what else { return None };
                    let name = known(path.first()?)?;
                    Some((template.text.span(mention.start, mention.end), name))
                })
            })
        };
        mapped.or_else(printed)
    })
}

fn known(name: &str) -> Option<&'static str> {
    CHANGING.into_iter().find(|own| *own == name)
}
