//! `selection-pattern-of-no-status`

use crate::check::selection::is_by_status;
use crate::check::{Context, IntegrationResponseAt};
use crate::diag::Sink;

rule! {
    /// The pattern of an integration response matches no status code.
    ///
    /// ## Why
    /// The response of an HTTP backend, of an AWS service and of a mock is chosen by the status code, which has to match
    /// the pattern as a whole: `40` is not a part of `404`, and an error message is never looked at. Only a function is
    /// known by its error message. The response is never chosen, and its answers go to the default.
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
    ///         responses: { default: { statusCode: "200" }, ".*BadRequest.*": { statusCode: "400" } }
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
    ///         responses: { default: { statusCode: "200" }, "4\\d{2}": { statusCode: "400" } }
    /// ```
    "selection-pattern-of-no-status", Warning, IntegrationResponse => check
}

fn check(cx: &Context<'_>, at: IntegrationResponseAt<'_>, sink: &mut Sink) {
    let Some(pattern) = at.selection_pattern.as_ref().filter(|own| !own.is_empty()) else { return };
    if !is_by_status(at.integration) || !cx.statuses(pattern).is_some_and(|own| own.is_empty()) {
        return;
    }
    let message = format!("`{}` matches no status code, so it is never chosen", **pattern);
    sink.report(&RULE, pattern.span(), message)
        .related(at.integration.integration_type.span(), "answers are told apart by status here")
        .help("write a pattern for whole status codes, as in `4\\d{2}`");
}
