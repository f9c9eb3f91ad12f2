//! `template-of-proxy-integration`

use crate::check::{Context, IntegrationAt};
use crate::diag::Sink;
use crate::ir::IntegrationType;

rule! {
    /// A proxy integration has mapping templates.
    ///
    /// ## Why
    /// `aws_proxy` and `http_proxy` hand the request and the answer on as they are. Templates, and with `aws_proxy`
    /// also `requestParameters`, are kept and never used.
    ///
    /// ```yaml,fails
    /// paths:
    ///   /pets:
    ///     get:
    ///       responses: {}
    ///       x-amazon-apigateway-integration:
    ///         type: http_proxy
    ///         httpMethod: GET
    ///         uri: https://pets.example.com
    ///         requestTemplates: { application/json: '{"page": 1}' }
    /// ```
    /// ```yaml,passes
    /// paths:
    ///   /pets:
    ///     get:
    ///       responses: { "200": { description: All pets } }
    ///       x-amazon-apigateway-integration:
    ///         type: http
    ///         httpMethod: GET
    ///         uri: https://pets.example.com
    ///         requestTemplates: { application/json: '{"page": 1}' }
    ///         responses: { default: { statusCode: "200" } }
    /// ```
    "template-of-proxy-integration", Warning, Integration => check
}

fn check(_: &Context<'_>, at: IntegrationAt<'_>, sink: &mut Sink) {
    if !at.integration_type.is_proxy() || at.method().is_none() {
        return;
    }
    let name = at.integration_type.name();
    let mut found = Vec::new();
    if let Some(key) = at.request_templates.keys().next() {
        found.push((key.span(), "request template"));
    }
    let mut response_templates = at
        .responses
        .iter()
        .flat_map(|response| &response.response_templates)
        // An empty template says nothing, which is what the console writes.
        .filter(|(_, template)| !template.text.text().trim().is_empty());
    if let Some((key, _)) = response_templates.next() {
        found.push((key.span(), "response template"));
    }
    if *at.integration_type == IntegrationType::AwsProxy
        && let Some(key) = at.request_parameters.keys().next()
    {
        found.push((key.span(), "parameter mapping"));
    }
    let [(span, what), others @ ..] = found.as_slice() else { return };
    let message = format!("the {what} of `{}` is never used", at.owner);
    let found = sink.report(&RULE, *span, message);
    found.label(format!("an {name} integration hands everything on as it is"));
    for (span, what) in others {
        found.related(*span, format!("neither is this {what}"));
    }
}
