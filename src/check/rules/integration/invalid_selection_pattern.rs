//! `invalid-selection-pattern`

use crate::check::{Context, IntegrationResponseAt};
use crate::diag::Sink;
use crate::java_regex::JavaRegex;

rule! {
    /// The pattern of an integration response is no regular expression.
    ///
    /// ## Why
    /// The key of an integration response is a Java regular expression that the whole status code, or error message
    /// of a function, must match. One that cannot be compiled matches nothing, and requests end with a 500.
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
    ///         responses: { default: { statusCode: "200" }, "*error*": { statusCode: "400" } }
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
    "invalid-selection-pattern", Error, IntegrationResponse => check
}

fn check(cx: &Context<'_>, at: IntegrationResponseAt<'_>, sink: &mut Sink) {
    let Some(pattern) = &at.selection_pattern else { return };
    // What is known to match is one.
    if cx.statuses(pattern).is_some() {
        return;
    }
    if let Err(error) = JavaRegex::new(pattern) {
        let message = format!("`{}` is not a regular expression", **pattern);
        sink.report(&RULE, pattern.span(), message).label(error.reason());
    }
}
