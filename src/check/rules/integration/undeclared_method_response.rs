//! `undeclared-method-response`

use crate::check::values::is_open;
use crate::check::{Context, IntegrationResponseAt};
use crate::diag::Sink;

rule! {
    /// An integration response has a status code that the operation does not declare.
    ///
    /// ## Why
    /// An integration response leads to a method response of the same status code. Where there is none, an answer that
    /// the integration response is chosen for ends with `500 Internal server error`; the log says `Output mapping refers
    /// to an invalid method response`. The service's own API refuses to create one: `Invalid Response status code
    /// specified`.
    ///
    /// ```yaml,fails
    /// paths:
    ///   /health:
    ///     get:
    ///       responses: { "200": { description: Alive } }
    ///       x-amazon-apigateway-integration:
    ///         type: mock
    ///         requestTemplates: { application/json: '{"statusCode": 200}' }
    ///         responses: { default: { statusCode: "204" } }
    /// ```
    /// ```yaml,passes
    /// paths:
    ///   /health:
    ///     get:
    ///       responses: { "204": { description: Alive } }
    ///       x-amazon-apigateway-integration:
    ///         type: mock
    ///         requestTemplates: { application/json: '{"statusCode": 200}' }
    ///         responses: { default: { statusCode: "204" } }
    /// ```
    "undeclared-method-response", Error, IntegrationResponse => check
}

fn check(cx: &Context<'_>, at: IntegrationResponseAt<'_>, sink: &mut Sink) {
    let status = &at.status_code;
    // A proxy's answer has whatever status code the backend gives it.
    if at.integration.integration_type.is_proxy()
        || at.method.responses.contains_key(status.as_str())
        || is_open(status)
    {
        return;
    }
    let message = format!("`{}` does not declare the status code {}", at.method, **status);
    sink.report(&RULE, status.span(), message)
        .related(
            cx.key(at.method.origin.span()),
            "it is not among the `responses` of this operation",
        )
        .help(format!("add `\"{}\"` to them", **status));
}
