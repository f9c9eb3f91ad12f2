//! `response-header-not-mapped`

use crate::check::{Context, MethodAt};
use crate::diag::Sink;

rule! {
    /// An operation declares a response header that no integration response sets.
    ///
    /// ## Why
    /// Of an `aws`, `http` or `mock` integration only mapped headers reach the caller. Declaring a header is half of
    /// it; the integration response must map it in `responseParameters`.
    ///
    /// ```yaml,fails
    /// paths:
    ///   /health:
    ///     get:
    ///       responses: { "200": { description: Alive, headers: { X-Age: { schema: { type: string } } } } }
    ///       x-amazon-apigateway-integration:
    ///         type: mock
    ///         requestTemplates: { application/json: '{"statusCode": 200}' }
    ///         responses: { default: { statusCode: "200" } }
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
    "response-header-not-mapped", Info, Method => check
}

fn check(_: &Context<'_>, at: MethodAt<'_>, sink: &mut Sink) {
    let Some(integration) = at.integration.as_ref() else { return };
    if integration.integration_type.is_proxy() {
        return;
    }
    for response in &integration.responses {
        let Some(declared) = at.responses.get(response.status_code.as_str()) else { continue };
        for header in declared.headers.keys() {
            let key = format!("method.response.header.{}", **header);
            let mapped = response.response_parameters.contains_key(key.as_str());
            // A template can set it as an override.
            let overridden = || {
                let request = integration.request_templates.values();
                request.chain(response.response_templates.values()).any(|template| {
                    let text = template.text.text();
                    text.contains("responseOverride") && text.contains(header.as_str())
                })
            };
            if !mapped && !overridden() {
                let message = format!("nothing sets the header `{}` of `{at}`", **header);
                sink.report(&RULE, header.span(), message)
                    .related(
                        response.status_code.span(),
                        "this integration response does not map it",
                    )
                    .help(format!("add `{key}` to its `responseParameters`"));
            }
        }
    }
}
