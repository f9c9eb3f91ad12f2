//! `cached-health-check`

use crate::check::{CachedAt, Context};
use crate::diag::Sink;

rule! {
    /// The answers of a health check are kept.
    ///
    /// ## Why
    /// A probe is told the state of some minutes ago: that all is well when it is not, and that something is broken when it is
    /// mended.
    ///
    /// ```yaml,fails
    /// paths:
    ///   /health:
    ///     get:
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
    ///   /health:
    ///     get:
    ///       responses: {}
    ///       x-amazon-apigateway-integration:
    ///         type: http_proxy
    ///         httpMethod: ANY
    ///         uri: https://pets.example.com
    /// ---
    /// stages: { prod: { cache: { size: 0.5 }, methods: { GET /health: { cache: { enabled: false } } } } }
    /// ```
    "cached-health-check", Warning, Cached => check
}

const PROBES: [&str; 9] =
    ["health", "healthz", "healthcheck", "ping", "status", "ready", "readyz", "live", "livez"];

fn check(cx: &Context<'_>, at: CachedAt<'_>, sink: &mut Sink) {
    let last = at.method.resource.path.rsplit('/').next().unwrap_or("").to_ascii_lowercase();
    if PROBES.contains(&last.as_str()) {
        let message = format!("`{}` tells a state that is {} seconds old", at.method, at.ttl);
        sink.report(&RULE, cx.key(at.method.origin.span()), message)
            .related(at.turned_on, "its answers are kept")
            .help(format!("turn it off: `{}: {{ cache: {{ enabled: false }} }}`", at.method));
    }
}
