//! `undeclared-response-header`

use crate::check::{Context, IntegrationResponseAt};
use crate::diag::{Sink, closest};

rule! {
    /// An integration response sets a header that the operation does not declare.
    ///
    /// ## Why
    /// A header reaches the caller when the operation's response of the same status code declares it. API Gateway refuses
    /// a mapping to any other: `Invalid mapping expression parameter specified: method.response.header.NAME`.
    ///
    /// ```yaml,fails
    /// paths:
    ///   /health:
    ///     get:
    ///       responses: { "200": { description: Alive } }
    ///       x-amazon-apigateway-integration:
    ///         type: mock
    ///         requestTemplates: { application/json: '{"statusCode": 200}' }
    ///         responses: { default: { statusCode: "200", responseParameters: { method.response.header.X-Age: "'1'" } } }
    /// ```
    /// ```yaml,passes
    /// paths:
    ///   /health:
    ///     get:
    ///       responses: { "200": { description: Alive, headers: { X-Age: { schema: { type: string } } } } }
    ///       x-amazon-apigateway-integration:
    ///         type: mock
    ///         requestTemplates: { application/json: '{"statusCode": 200}' }
    ///         responses: { default: { statusCode: "200", responseParameters: { method.response.header.X-Age: "'1'" } } }
    /// ```
    "undeclared-response-header", Error, IntegrationResponse => check
}

fn check(_: &Context<'_>, at: IntegrationResponseAt<'_>, sink: &mut Sink) {
    if at.integration.integration_type.is_proxy() {
        return;
    }
    // Where the status code is not declared, another rule says so.
    let Some(declared) = at.method.method.responses.get(at.response.status_code.as_str()) else {
        return;
    };
    for key in at.response_parameters.keys() {
        let Some(name) = key.strip_prefix("method.response.header.") else { continue };
        if name.is_empty() || declared.headers.keys().any(|known| known.eq_ignore_ascii_case(name))
        {
            continue;
        }
        let status = &at.response.status_code;
        let message =
            format!("the response {} of `{}` does not declare `{name}`", **status, at.method);
        let found = sink.report(&RULE, key.span(), message);
        found.related(declared.origin.span(), "the header is not among those of this response");
        match closest(name, declared.headers.keys().map(|known| known.as_str())) {
            Some(meant) => found.help(format!("did you mean `{meant}`?")),
            None => found.help(format!("add `{name}` to the `headers` of the response")),
        };
    }
}
