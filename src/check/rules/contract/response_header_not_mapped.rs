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
        let mut missing = Vec::new();
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
                missing.push(header);
            }
        }
        let Some((first, others)) = missing.split_first() else { continue };
        let names = missing.iter().map(|name| format!("`{}`", name.as_str()));
        let plural = if others.is_empty() { "" } else { "s" };
        let names = names.collect::<Vec<_>>().join(", ");
        let message = format!("nothing sets the header{plural} {names} of `{at}`");
        let found = sink.report(&RULE, first.span(), message);
        found.related(response.status_code.span(), "this integration response maps none of them");
        found.help(format!(
            "add `method.response.header.{}` to its `responseParameters`",
            first.as_str()
        ));
    }
}
