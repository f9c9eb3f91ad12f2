//! `cached-mock`

use crate::check::{CachedAt, Context};
use crate::diag::Sink;
use crate::ir::IntegrationType;

rule! {
    /// The answers of a mock are kept.
    ///
    /// ## Why
    /// A mock answers by itself. Looking its answer up costs as much as making it.
    ///
    /// ```yaml,fails
    /// paths:
    ///   /pets:
    ///     get:
    ///       responses: { "200": { description: fine } }
    ///       x-amazon-apigateway-integration:
    ///         type: mock
    ///         httpMethod: ANY
    ///         uri: https://pets.example.com
    ///         requestTemplates: { application/json: '{"statusCode": 200}' }
    ///         responses: { default: { statusCode: "200" } }
    /// ---
    /// stages: { prod: { cache: { size: 0.5 } } }
    /// ```
    /// ```yaml,passes
    /// paths:
    ///   /pets:
    ///     get:
    ///       responses: {}
    ///       x-amazon-apigateway-integration:
    ///         type: http_proxy
    ///         httpMethod: ANY
    ///         uri: https://pets.example.com
    /// ---
    /// stages: { prod: { cache: { size: 0.5 } } }
    /// ```
    "cached-mock", Info, Cached => check
}

fn check(cx: &Context<'_>, at: CachedAt<'_>, sink: &mut Sink) {
    if *at.integration.integration_type == IntegrationType::Mock {
        let message = format!("the cache keeps what the mock of `{}` makes anyway", at.method);
        sink.report(&RULE, cx.key(at.method.origin.span()), message)
            .help(format!("turn it off: `{}: {{ cache: {{ enabled: false }} }}`", at.method));
    }
}
