//! `stage-variable-in-fixed-text`

use crate::check::{Context, IntegrationAt};
use crate::diag::Sink;

rule! {
    /// A fixed text of a mapping has a stage variable in it.
    ///
    /// ## Why
    /// What stands in single quotes is sent letter by letter: the backend gets `${stageVariables.table}` and not the
    /// value. In a mapping of a REST API a variable stands alone, as `stageVariables.table` (AWS docs, "API Gateway
    /// stage variables reference"); a text around it is the matter of a template, or of the variable itself.
    ///
    /// ```yaml,fails
    /// paths:
    ///   /pets:
    ///     get:
    ///       responses: { "200": { description: fine } }
    ///       x-amazon-apigateway-integration:
    ///         type: http
    ///         httpMethod: GET
    ///         uri: https://pets.example.com
    ///         requestParameters: { integration.request.header.X-Table: "'pets-${stageVariables.table}'" }
    ///         responses: { default: { statusCode: "200" } }
    /// ---
    /// stages: { prod: { variables: { table: pets } } }
    /// ```
    /// ```yaml,passes
    /// paths:
    ///   /pets:
    ///     get:
    ///       responses: { "200": { description: fine } }
    ///       x-amazon-apigateway-integration:
    ///         type: http
    ///         httpMethod: GET
    ///         uri: https://pets.example.com
    ///         requestParameters: { integration.request.header.X-Table: "stageVariables.table" }
    ///         responses: { default: { statusCode: "200" } }
    /// ---
    /// stages: { prod: { variables: { table: pets } } }
    /// ```
    "stage-variable-in-fixed-text", Warning, Integration => check
}

fn check(_: &Context<'_>, at: IntegrationAt<'_>, sink: &mut Sink) {
    // HTTP APIs do put variables into texts.
    if at.method().is_none() {
        return;
    }
    let answers = at.responses.iter().flat_map(|own| own.response_parameters.values());
    for source in at.request_parameters.values().chain(answers) {
        if source.starts_with('\'') && source.contains("stageVariables.") {
            let message = format!("`{}` is sent as it stands", **source);
            sink.report(&RULE, source.span(), message)
                .label("no variable is put into a text in single quotes")
                .help("write `stageVariables.NAME` alone, with all of the text in the variable");
        }
    }
}
