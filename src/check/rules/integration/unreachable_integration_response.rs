//! `unreachable-integration-response`

use crate::check::{Context, IntegrationAt};
use crate::diag::Sink;
use crate::source::Spanned;

rule! {
    /// An integration response stands beside one that matches everything.
    ///
    /// ## Why
    /// The pattern `.*` matches every answer, also the empty text of a function that succeeded. Whatever stands after
    /// it, and the default, is never chosen.
    ///
    /// ```yaml,fails
    /// paths:
    ///   /pets:
    ///     get:
    ///       responses: { "200": { description: All pets }, "400": { description: Bad } }
    ///       x-amazon-apigateway-integration:
    ///         type: http
    ///         httpMethod: GET
    ///         uri: https://pets.example.com
    ///         responses: { ".*": { statusCode: "200" }, "4\\d\\d": { statusCode: "400" } }
    /// ```
    /// ```yaml,passes
    /// paths:
    ///   /pets:
    ///     get:
    ///       responses: { "200": { description: All pets }, "400": { description: Bad } }
    ///       x-amazon-apigateway-integration:
    ///         type: http
    ///         httpMethod: GET
    ///         uri: https://pets.example.com
    ///         responses: { default: { statusCode: "200" }, "4\\d\\d": { statusCode: "400" } }
    /// ```
    "unreachable-integration-response", Warning, Integration => check
}

fn check(_: &Context<'_>, at: IntegrationAt<'_>, sink: &mut Sink) {
    if at.integration_type.is_proxy() {
        return;
    }
    let mut all = None;
    for response in &at.responses {
        let pattern = response.selection_pattern.as_ref();
        if let Some((span, text)) = all {
            let what =
                pattern.map_or("the default response".to_owned(), |own| format!("`{}`", **own));
            let span_here = pattern.map_or(response.origin.span(), Spanned::span);
            sink.report(&RULE, span_here, format!("{what} of `{}` is never chosen", at.owner))
                .related(span, format!("`{text}` matches every answer before it"))
                .help("write `default` instead of a pattern that matches everything");
        }
        if let Some(pattern) = pattern.filter(|pattern| matches!(pattern.as_str(), ".*" | "(.*)")) {
            all = all.or(Some((pattern.span(), pattern.as_str())));
        }
    }
}
