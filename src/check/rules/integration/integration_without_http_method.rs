//! `integration-without-http-method`

use crate::check::{Context, IntegrationAt};
use crate::diag::Sink;
use crate::ir::IntegrationType;

rule! {
    /// An integration does not say which verb the backend gets.
    ///
    /// ## Why
    /// The integrations `http`, `http_proxy` and `aws` of a REST API need `httpMethod`; API Gateway refuses them with
    /// `Enumeration value for HttpMethod must be non-empty`. `ANY` hands the caller's verb on.
    ///
    /// ```yaml,fails
    /// paths:
    ///   /pets:
    ///     get:
    ///       responses: {}
    ///       x-amazon-apigateway-integration: { type: http_proxy, uri: "https://pets.example.com" }
    /// ```
    /// ```yaml,passes
    /// paths:
    ///   /pets:
    ///     get:
    ///       responses: {}
    ///       x-amazon-apigateway-integration: { type: http_proxy, httpMethod: GET, uri: "https://pets.example.com" }
    /// ```
    "integration-without-http-method", Error, Integration => check
}

fn check(_: &Context<'_>, at: IntegrationAt<'_>, sink: &mut Sink) {
    let needs = match *at.integration_type {
        IntegrationType::Http | IntegrationType::HttpProxy | IntegrationType::Aws => true,
        // An import makes it POST.
        IntegrationType::AwsProxy | IntegrationType::Mock => false,
    };
    if !needs || at.http_method.is_some() {
        return;
    }
    let Some(method) = at.method() else { return };
    let name = at.integration_type.name();
    let message = format!("the {name} integration of `{method}` has no `httpMethod`");
    sink.report(&RULE, at.integration_type.span(), message).help(format!(
        "add `httpMethod: {}`, or the verb that the backend takes",
        method.http_method
    ));
}
