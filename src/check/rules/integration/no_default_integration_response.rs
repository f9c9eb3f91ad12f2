//! `no-default-integration-response`

use crate::check::{Context, IntegrationAt};
use crate::diag::Sink;
use crate::ir::IntegrationType;

rule! {
    /// No integration response takes the answers that no pattern is for.
    ///
    /// ## Why
    /// An answer that matches no pattern goes through the response with the key `default`. Without one the caller gets
    /// `500 Internal server error` instead of what the backend said. A Lambda function that succeeds matches the
    /// empty text, so with `aws` even every success can end like that.
    ///
    /// ```yaml,fails
    /// paths:
    ///   /pets:
    ///     get:
    ///       responses: { "200": { description: All pets } }
    ///       x-amazon-apigateway-integration:
    ///         type: http
    ///         httpMethod: GET
    ///         uri: https://pets.example.com
    ///         responses: { "200": { statusCode: "200" } }
    /// ```
    /// ```yaml,passes
    /// paths:
    ///   /pets:
    ///     get:
    ///       responses: { "200": { description: All pets }, "502": { description: Broken } }
    ///       x-amazon-apigateway-integration:
    ///         type: http
    ///         httpMethod: GET
    ///         uri: https://pets.example.com
    ///         responses: { "200": { statusCode: "200" }, default: { statusCode: "502" } }
    /// ```
    "no-default-integration-response", Warning, Integration => check
}

fn check(_: &Context<'_>, at: IntegrationAt<'_>, sink: &mut Sink) {
    let maps = match *at.integration_type {
        IntegrationType::Aws | IntegrationType::Http => true,
        // A mock answers with what its own template says.
        IntegrationType::Mock | IntegrationType::AwsProxy | IntegrationType::HttpProxy => false,
    };
    if !maps || at.method().is_none() || at.responses.is_empty() {
        return;
    }
    let takes_rest = at.responses.iter().any(|response| {
        response.selection_pattern.as_ref().is_none_or(|pattern| {
            matches!(pattern.as_str(), "" | ".*" | "(.*)" | "(.|\\n)*" | "[\\s\\S]*")
        })
    });
    if takes_rest {
        return;
    }
    let message = format!("`{}` has no default integration response", at.owner);
    let span =
        at.responses.first().map_or(at.integration_type.span(), |response| response.origin.span());
    sink.report(&RULE, span, message)
        .label("an answer that no pattern matches becomes a 500")
        .help("add a response with the key `default`");
}
