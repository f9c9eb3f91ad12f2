//! `context-outside-cache-key`

use std::collections::BTreeMap;

use crate::check::{CachedAt, Context, Owner};
use crate::diag::Sink;
use crate::ir::{AuthorizationType, Definition, Method};

rule! {
    /// A cached method tells its backend something of the caller or the host that is no part of the key.
    ///
    /// ## Why
    /// The address of the caller, the client that it says it is, its API key and the name of the host differ from
    /// request to request. Where the backend answers by them, the first caller's answer is given to all others. Map
    /// them to a parameter of the integration and name that in the key. Templates that print many parts of the
    /// context for the record are left alone, and so are methods with an authorizer and nothing of the caller in
    /// their key: `cached-method-without-identity-in-key` is told of those.
    ///
    /// ```yaml,fails
    /// paths:
    ///   /pets:
    ///     get:
    ///       responses: { "200": { description: fine } }
    ///       x-amazon-apigateway-integration:
    ///         type: http
    ///         httpMethod: GET
    ///         uri: https://pets.example.com
    ///         requestParameters: { integration.request.header.X-Caller: context.identity.sourceIp }
    ///         responses: { default: { statusCode: "200" } }
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
    ///         requestParameters: { integration.request.header.X-Caller: context.identity.sourceIp }
    ///         cacheKeyParameters: [integration.request.header.X-Caller]
    ///         responses: { default: { statusCode: "200" } }
    /// ---
    /// stages: { prod: { cache: { size: 0.5, ttl: 300 } } }
    /// ```
    "context-outside-cache-key", Warning, Definition => check
}

fn check(cx: &Context<'_>, _: &Definition, sink: &mut Sink) {
    if cx.cached().is_empty() {
        return;
    }
    let mut cached: BTreeMap<*const Method, (&CachedAt<'_>, bool)> =
        cx.cached().iter().map(|at| (std::ptr::from_ref(at.method.method), (at, false))).collect();
    for own in cx.context_uses().iter().filter(|own| !own.is_one_of_many && differs(&own.path)) {
        let Owner::Method(method) = own.owner else { continue };
        let Some((at, is_told)) = cached.get_mut(&std::ptr::from_ref(method.method)) else {
            continue;
        };
        let name = format!("context.{}", own.path.join("."));
        if *is_told || is_left_to_another(at) || at.key_sources().any(|source| source == name) {
            continue;
        }
        *is_told = true;
        let message = format!("`{}` is answered alike for every `{name}`", at.method);
        sink.report(&RULE, own.span, message)
            .label("the backend is told it, and the key of its answers has it not")
            .related(at.turned_on, "its answers are kept")
            .help("map it to a parameter of the integration, and add that to `cacheKeyParameters`");
    }
}

/// Whether a part of the context differs between the requests to one method, and answers by it are likely.
fn differs(path: &[String]) -> bool {
    let path: Vec<&str> = path.iter().map(String::as_str).collect();
    matches!(
        path.as_slice(),
        ["identity", "sourceIp" | "userAgent" | "apiKey" | "apiKeyId"]
            | ["domainName" | "domainPrefix"]
    )
}

/// Whether the method asks who calls and has nothing of that in its key.
fn is_left_to_another(at: &CachedAt<'_>) -> bool {
    at.method.authorization.authorization_type != AuthorizationType::None
        && !at.tells_callers_apart()
}
