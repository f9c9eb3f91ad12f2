//! `mock-breaks-with-binary-types`

use crate::check::{Context, IntegrationAt};
use crate::diag::Sink;
use crate::ir::{ContentHandling, IntegrationType};

rule! {
    /// A mock integration gets every payload as binary.
    ///
    /// ## Why
    /// With `*/*` among the binary media types every payload is binary, and a mapping template cannot read a binary
    /// payload: the mock answers `500 Internal server error`. This hits preflights, which most APIs answer with a mock,
    /// so browsers report a CORS error. `contentHandling: CONVERT_TO_TEXT` makes the payload text again.
    ///
    /// ```yaml,fails
    /// x-amazon-apigateway-binary-media-types: ["*/*"]
    /// paths:
    ///   /health:
    ///     get:
    ///       responses: { "200": { description: Alive } }
    ///       x-amazon-apigateway-integration:
    ///         type: mock
    ///         requestTemplates: { application/json: '{"statusCode": 200}' }
    ///         responses: { default: { statusCode: "200" } }
    /// ```
    /// ```yaml,passes
    /// x-amazon-apigateway-binary-media-types: ["*/*"]
    /// paths:
    ///   /health:
    ///     get:
    ///       responses: { "200": { description: Alive } }
    ///       x-amazon-apigateway-integration:
    ///         type: mock
    ///         contentHandling: CONVERT_TO_TEXT
    ///         requestTemplates: { application/json: '{"statusCode": 200}' }
    ///         responses: { default: { statusCode: "200" } }
    /// ```
    "mock-breaks-with-binary-types", Warning, Integration => check
}

fn check(_: &Context<'_>, at: IntegrationAt<'_>, sink: &mut Sink) {
    let Some(method) = at.method() else { return };
    if *at.integration_type != IntegrationType::Mock {
        return;
    }
    let all = method.api.binary_media_types.iter().find(|media| media.as_str() == "*/*");
    let text = at.content_handling.as_deref() == Some(&ContentHandling::ConvertToText);
    if let Some(all) = all.filter(|_| !text) {
        let message = format!("the mock of `{method}` cannot read binary payloads");
        sink.report(&RULE, at.integration_type.span(), message)
            .related(all.span(), "this makes every payload binary")
            .help("add `contentHandling: CONVERT_TO_TEXT`");
    }
}
