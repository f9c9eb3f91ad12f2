//! `api-key-outside-cache-key`

use std::collections::BTreeMap;

use crate::check::authorizers::is_protected;
use crate::check::policy::Several;
use crate::check::{CachedAt, Context, MethodAt};
use crate::diag::Sink;
use crate::ir::{ApiKeySource, Definition};
use crate::source::Span;

rule! {
    /// Cached methods need an API key and give all keys the same answer.
    ///
    /// ## Why
    /// An API key stands for a customer. The key of an entry has the API key only if it is named: where the backend
    /// answers each customer something else, the first one's answer is given to all. Where all may see the same,
    /// allow this finding with that as the reason. It is told once for a stage.
    ///
    /// ```yaml,fails
    /// paths:
    ///   /pets:
    ///     get:
    ///       security: [{ key: [] }]
    ///       responses: { "200": { description: fine } }
    ///       x-amazon-apigateway-integration:
    ///         type: http
    ///         httpMethod: GET
    ///         uri: https://pets.example.com
    ///         responses: { default: { statusCode: "200" } }
    /// components:
    ///   securitySchemes:
    ///     key: { type: apiKey, name: x-api-key, in: header }
    /// ---
    /// stages: { prod: { cache: { size: 0.5, ttl: 300 } } }
    /// ```
    /// ```yaml,passes
    /// paths:
    ///   /pets:
    ///     get:
    ///       security: [{ key: [] }]
    ///       parameters: [{ name: x-api-key, in: header, schema: { type: string } }]
    ///       responses: { "200": { description: fine } }
    ///       x-amazon-apigateway-integration:
    ///         type: http
    ///         httpMethod: GET
    ///         uri: https://pets.example.com
    ///         cacheKeyParameters: [method.request.header.x-api-key]
    ///         responses: { default: { statusCode: "200" } }
    /// components:
    ///   securitySchemes:
    ///     key: { type: apiKey, name: x-api-key, in: header }
    /// ---
    /// stages: { prod: { cache: { size: 0.5, ttl: 300 } } }
    /// ```
    "api-key-outside-cache-key", Info, Definition => check
}

fn check(cx: &Context<'_>, _: &Definition, sink: &mut Sink) {
    let mut stages: BTreeMap<&str, (Span, Vec<MethodAt<'_>>)> = BTreeMap::new();
    for at in cx.cached().iter().filter(|at| is_alike(at)) {
        let (_, methods) = stages.entry(at.stage).or_insert((at.turned_on, Vec::new()));
        methods.push(at.method);
    }
    for (turned_on, methods) in stages.values() {
        let Some(first) = methods.first() else { continue };
        let message = format!("all API keys get the same answer of {}", Several(methods));
        sink.report(&RULE, first.api_key_required.span(), message)
            .related(*turned_on, "answers are kept")
            .help("where customers may not see the same, declare the header `x-api-key` and add it to `cacheKeyParameters`");
    }
}

/// Whether the method asks for an API key, and for nothing else, and its answers are not told apart by it. Where an
/// authorizer is asked, it is the caller that has to be in the key.
fn is_alike(at: &CachedAt<'_>) -> bool {
    let method = at.method;
    *method.api_key_required
        && method.api.api_key_source.as_deref() != Some(&ApiKeySource::Authorizer)
        && !is_protected(&method.authorization)
        && !at.has_in_key("header", "x-api-key")
        && !at.key_sources().any(|source| source.starts_with("context.identity.apiKey"))
}
