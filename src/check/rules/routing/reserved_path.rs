//! `reserved-path`

use crate::check::{Context, ResourceAt};
use crate::diag::Sink;

rule! {
    /// A path that API Gateway keeps for itself.
    ///
    /// ## Why
    /// `/ping` and `/sping` are reserved for health checks of the service, so they cannot be used at the root of an
    /// API with a custom domain name (AWS docs, "Amazon API Gateway important notes").
    ///
    /// ```yaml,fails
    /// paths:
    ///   /ping:
    ///     get:
    ///       responses: {}
    ///       x-amazon-apigateway-integration: { type: http_proxy, httpMethod: GET, uri: "https://pets.example.com" }
    /// ```
    /// ```yaml,passes
    /// paths:
    ///   /health:
    ///     get:
    ///       responses: {}
    ///       x-amazon-apigateway-integration: { type: http_proxy, httpMethod: GET, uri: "https://pets.example.com" }
    /// ```
    "reserved-path", Warning, Resource => check
}

fn check(_: &Context<'_>, at: ResourceAt<'_>, sink: &mut Sink) {
    if matches!(at.path.as_str(), "/ping" | "/sping") && !at.methods.is_empty() {
        sink.report(&RULE, at.origin.span(), format!("`{}` is reserved for the service", at.path))
            .help("use another path, such as `/health`");
    }
}
