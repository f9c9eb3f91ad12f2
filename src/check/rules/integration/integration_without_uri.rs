//! `integration-without-uri`

use crate::check::{Context, IntegrationAt};
use crate::diag::Sink;
use crate::ir::IntegrationType;

rule! {
    /// An integration with a backend does not say where the backend is.
    ///
    /// ## Why
    /// Only `mock` has no backend. API Gateway refuses the other types without `uri`; in HTTP APIs an
    /// `integrationSubtype` takes its place.
    ///
    /// ```yaml,fails
    /// paths:
    ///   /pets:
    ///     get:
    ///       responses: {}
    ///       x-amazon-apigateway-integration: { type: http_proxy, httpMethod: GET }
    /// ```
    /// ```yaml,passes
    /// paths:
    ///   /pets:
    ///     get:
    ///       responses: {}
    ///       x-amazon-apigateway-integration: { type: http_proxy, httpMethod: GET, uri: "https://pets.example.com" }
    /// ```
    "integration-without-uri", Error, Integration => check
}

fn check(_: &Context<'_>, at: IntegrationAt<'_>, sink: &mut Sink) {
    if *at.integration_type == IntegrationType::Mock
        || at.uri.is_some()
        || at.integration_subtype.is_some()
    {
        return;
    }
    let name = at.integration_type.name();
    let message = format!("the {name} integration of `{}` has no `uri`", at.owner);
    sink.report(&RULE, at.integration_type.span(), message);
}
