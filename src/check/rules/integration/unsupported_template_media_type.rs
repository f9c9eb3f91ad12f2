//! `unsupported-template-media-type`

use crate::check::values::is_open;
use crate::check::{Context, IntegrationAt};
use crate::diag::Sink;
use crate::source::Spanned;

rule! {
    /// The key of a mapping template is no media type.
    ///
    /// ## Why
    /// Templates are chosen by media type, written `type/subtype`; the request templates also know `$default`. API
    /// Gateway refuses other keys: `Invalid content type specified`.
    ///
    /// ```yaml,fails
    /// paths:
    ///   /health:
    ///     get:
    ///       responses: { "200": { description: Alive } }
    ///       x-amazon-apigateway-integration:
    ///         type: mock
    ///         requestTemplates: { json: '{"statusCode": 200}' }
    ///         responses: { default: { statusCode: "200" } }
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
    "unsupported-template-media-type", Error, Integration => check
}

fn check(_: &Context<'_>, at: IntegrationAt<'_>, sink: &mut Sink) {
    let responses = at.responses.iter().flat_map(|response| response.response_templates.keys());
    for key in at.request_templates.keys().chain(responses) {
        if !is_media_type(key) {
            sink.report(&RULE, key.span(), format!("`{}` is not a media type", **key))
                .help("write `application/json`, or the media type that the template is for");
        }
    }
}

fn is_media_type(key: &Spanned<String>) -> bool {
    if matches!(key.as_str(), "$default") || is_open(key) {
        return true;
    }
    let (kind, subtype) = key.split_once('/').unwrap_or(("", ""));
    let token = |text: &str| {
        !text.is_empty() && !text.chars().any(|c| c.is_whitespace() || c.is_control() || c == '/')
    };
    token(kind) && token(subtype.split(';').next().unwrap_or("").trim())
}
