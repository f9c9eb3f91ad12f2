//! `unused-stage-variable`

use crate::check::{Context, IntegrationAt, Named};
use crate::diag::Sink;
use crate::ir::{IntegrationType, Stage};

rule! {
    /// A stage variable that nothing uses.
    ///
    /// ## Why
    /// It may be left over, or its name misspelt where it was to be used. A function's or a backend's own configuration does not
    /// see stage variables unless they are mapped to it; proxy integrations with functions get all of them in the event, so this
    /// is not told of APIs that have one.
    ///
    /// ```yaml,fails
    /// paths:
    ///   /pets:
    ///     get:
    ///       responses: {}
    ///       x-amazon-apigateway-integration: { type: http_proxy, httpMethod: GET, uri: "https://pets.example.com/pets" }
    /// ---
    /// stages: { prod: { variables: { host: pets.example.com } } }
    /// ```
    /// ```yaml,passes
    /// paths:
    ///   /pets:
    ///     get:
    ///       responses: {}
    ///       x-amazon-apigateway-integration: { type: http_proxy, httpMethod: GET, uri: "https://${stageVariables.host}/pets" }
    /// ---
    /// stages: { prod: { variables: { host: pets.example.com } } }
    /// ```
    "unused-stage-variable", Warning, Stage => check
}

fn check(cx: &Context<'_>, stage: Named<'_, Stage>, sink: &mut Sink) {
    let is_proxy = |at: &IntegrationAt<'_>| *at.integration_type == IntegrationType::AwsProxy;
    if cx.integrations().iter().any(is_proxy) || cx.integrations().is_empty() {
        return;
    }
    let used = cx.stage_variables();
    // Where a template takes a name from elsewhere, any of them may be meant.
    if used.iter().any(|used| used.name.is_empty()) {
        return;
    }
    for name in stage.variables.keys() {
        if !used.iter().any(|used| used.name == name.as_str()) {
            sink.report(&RULE, name.span(), format!("nothing uses the stage variable `{name}`"));
        }
    }
}
