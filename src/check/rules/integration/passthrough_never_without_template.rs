//! `passthrough-never-without-template`

use crate::check::{Context, IntegrationAt};
use crate::diag::Sink;
use crate::ir::{IntegrationType, PassthroughBehavior};

rule! {
    /// An integration refuses payloads without a template, and there is no template.
    ///
    /// ## Why
    /// With `passthroughBehavior: never` a payload must have a template for its media type. Without any template every
    /// request is answered with `415 Unsupported Media Type`.
    ///
    /// ```yaml,fails
    /// paths:
    ///   /pets:
    ///     post:
    ///       responses: { "200": { description: Done } }
    ///       x-amazon-apigateway-integration:
    ///         type: http
    ///         httpMethod: POST
    ///         uri: https://pets.example.com
    ///         passthroughBehavior: never
    ///         responses: { default: { statusCode: "200" } }
    /// ```
    /// ```yaml,passes
    /// paths:
    ///   /pets:
    ///     post:
    ///       responses: { "200": { description: Done } }
    ///       x-amazon-apigateway-integration:
    ///         type: http
    ///         httpMethod: POST
    ///         uri: https://pets.example.com
    ///         passthroughBehavior: never
    ///         requestTemplates: { application/json: "$input.json('$')" }
    ///         responses: { default: { statusCode: "200" } }
    /// ```
    "passthrough-never-without-template", Error, Integration => check
}

fn check(_: &Context<'_>, at: IntegrationAt<'_>, sink: &mut Sink) {
    let maps = match *at.integration_type {
        IntegrationType::Aws | IntegrationType::Http | IntegrationType::Mock => true,
        IntegrationType::AwsProxy | IntegrationType::HttpProxy => false,
    };
    let Some(behavior) = at.passthrough_behavior.as_ref().filter(|_| maps) else { return };
    if at.method().is_some()
        && **behavior == PassthroughBehavior::Never
        && at.request_templates.is_empty()
    {
        let message = format!("`{}` answers every request with 415", at.owner);
        sink.report(&RULE, behavior.span(), message)
            .label("no payload passes, and there is no template")
            .help("add a request template, or remove `passthroughBehavior`");
    }
}
