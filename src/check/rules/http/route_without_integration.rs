//! `route-without-integration`

use crate::check::{Context, RouteAt};
use crate::diag::Sink;

rule! {
    /// A route of an HTTP API has nothing that answers it.
    ///
    /// ## Why
    /// API Gateway creates the route, and then answers every request to it with an error.
    ///
    /// ```yaml,fails
    /// x-amazon-apigateway-importexport-version: "1.0"
    /// paths:
    ///   /pets:
    ///     get:
    ///       responses: {}
    /// ```
    /// ```yaml,passes
    /// x-amazon-apigateway-importexport-version: "1.0"
    /// paths:
    ///   /pets:
    ///     get:
    ///       responses: {}
    ///       x-amazon-apigateway-integration:
    ///         { type: http_proxy, httpMethod: GET, uri: "https://pets.example.com", payloadFormatVersion: "1.0" }
    /// ```
    "route-without-integration", Warning, Route => check
}

fn check(_: &Context<'_>, at: RouteAt<'_>, sink: &mut Sink) {
    if at.integration.is_none() {
        sink.report(&RULE, at.key.span(), format!("`{at}` has no integration"))
            .help("add `x-amazon-apigateway-integration` to the operation");
    }
}
