//! `integration-without-responses`

use crate::check::{Context, IntegrationAt};
use crate::diag::Sink;
use crate::ir::IntegrationType;

rule! {
    /// An integration that is no proxy has no responses.
    ///
    /// ## Why
    /// What the backend of an `aws`, `http` or `mock` integration answers goes back through an integration response.
    /// Without any, every request is answered with `500 Internal server error`; the log says `No match for output
    /// mapping and no default output mapping configured`.
    ///
    /// ```yaml,fails
    /// paths:
    ///   /health:
    ///     get:
    ///       responses: { "200": { description: Alive } }
    ///       x-amazon-apigateway-integration:
    ///         type: mock
    ///         requestTemplates: { application/json: '{"statusCode": 200}' }
    /// ```
    /// ```yaml,passes
    /// paths:
    ///   /health:
    ///     get:
    ///       responses: { "200": { description: Alive } }
    ///       x-amazon-apigateway-integration:
    ///         type: mock
    ///         requestTemplates: { application/json: '{"statusCode": 200}' }
    ///         responses: { default: { statusCode: "200" } }
    /// ```
    "integration-without-responses", Error, Integration => check
}

fn check(_: &Context<'_>, at: IntegrationAt<'_>, sink: &mut Sink) {
    let maps = match *at.integration_type {
        IntegrationType::Aws | IntegrationType::Http | IntegrationType::Mock => true,
        IntegrationType::AwsProxy | IntegrationType::HttpProxy => false,
    };
    if !maps || at.method().is_none() || !at.responses.is_empty() {
        return;
    }
    let name = at.integration_type.name();
    let message = format!("the {name} integration of `{}` has no responses", at.owner);
    sink.report(&RULE, at.integration_type.span(), message)
        .label("every request is answered with 500")
        .help(
            "add `responses: { default: { statusCode: \"200\" } }`, and declare that status code",
        );
}
