//! `cache-without-cached-method`

use crate::check::{Context, Named};
use crate::diag::Sink;
use crate::ir::Stage;
use crate::limits::{ANY_VERBS, MethodName};

rule! {
    /// A stage has a cache in which nothing is kept.
    ///
    /// ## Why
    /// A cluster is paid for by the hour. A stage turns caching on for `GET` alone; where there is no such method, or each one
    /// is turned off, nothing is ever kept.
    ///
    /// ```yaml,fails
    /// paths:
    ///   /pets:
    ///     post:
    ///       responses: {}
    ///       x-amazon-apigateway-integration:
    ///         type: http_proxy
    ///         httpMethod: ANY
    ///         uri: https://pets.example.com
    /// ---
    /// stages: { prod: { cache: { size: 0.5 } } }
    /// ```
    /// ```yaml,passes
    /// paths:
    ///   /pets:
    ///     get:
    ///       parameters: [{ name: type, in: query, schema: { type: string } }]
    ///       responses: {}
    ///       x-amazon-apigateway-integration:
    ///         type: http_proxy
    ///         httpMethod: ANY
    ///         uri: https://pets.example.com
    ///         cacheKeyParameters: [method.request.querystring.type]
    /// ---
    /// stages: { prod: { cache: { size: 0.5 } } }
    /// ```
    "cache-without-cached-method", Warning, Stage => check
}

fn check(cx: &Context<'_>, stage: Named<'_, Stage>, sink: &mut Sink) {
    let Some(cache) = stage.cache.as_ref().filter(|_| !cx.methods().is_empty()) else { return };
    let is_cached = cx.methods().iter().any(|at| {
        let own = at.http_method.name();
        let verbs: &[&str] = if own == "ANY" { &ANY_VERBS } else { &[] };
        std::iter::once(own).chain(verbs.iter().copied()).any(|verb| {
            let method = MethodName { verb, path: &at.resource.path };
            cx.in_force().cache(stage.name, method).is_some_and(|cache| cache.is_ok())
        })
    });
    if !is_cached {
        let message = format!("the cache of `{}` keeps nothing", **stage.name);
        sink.report(&RULE, cx.key(cache.origin.span()), message)
            .help("`portcullis check --show cache` says why, method by method");
    }
}
