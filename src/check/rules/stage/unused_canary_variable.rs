//! `unused-canary-variable`

use crate::check::{Context, IntegrationAt, Named};
use crate::diag::{Sink, closest};
use crate::ir::{IntegrationType, Stage};

rule! {
    /// A canary overrides a variable that nothing uses, or with the value that the stage has anyway.
    ///
    /// ## Why
    /// The requests of the canary are answered as all others are, so nothing is tried out. A name that only looks like that of a
    /// variable is the usual reason. Where a proxy integration with a function gets all variables, only equal values are told.
    ///
    /// ```yaml,fails
    /// paths:
    ///   /pets:
    ///     get:
    ///       responses: {}
    ///       x-amazon-apigateway-integration: { type: http_proxy, httpMethod: GET, uri: "https://${stageVariables.host}/pets" }
    /// ---
    /// stages: { prod: { variables: { host: pets.example.com }, canary: { percent: 5, variables: { hots: new.example.com } } } }
    /// ```
    /// ```yaml,passes
    /// paths:
    ///   /pets:
    ///     get:
    ///       responses: {}
    ///       x-amazon-apigateway-integration: { type: http_proxy, httpMethod: GET, uri: "https://${stageVariables.host}/pets" }
    /// ---
    /// stages: { prod: { variables: { host: pets.example.com }, canary: { percent: 5, variables: { host: new.example.com } } } }
    /// ```
    "unused-canary-variable", Warning, Stage => check
}

fn check(cx: &Context<'_>, stage: Named<'_, Stage>, sink: &mut Sink) {
    let Some(canary) = &stage.canary else { return };
    let is_proxy = |at: &IntegrationAt<'_>| *at.integration_type == IntegrationType::AwsProxy;
    let used = cx.stage_variables();
    let any_may_be_meant = cx.integrations().iter().any(is_proxy)
        || cx.integrations().is_empty()
        || used.iter().any(|own| own.name.is_empty());
    for (name, value) in &canary.variables {
        let base = stage.variables.iter().find(|(own, _)| own.as_str() == name.as_str());
        if let Some((_, own)) = base.filter(|(_, own)| own.as_str() == value.as_str()) {
            let message = format!("the canary gives `{}` the value that it has anyway", **name);
            sink.report(&RULE, value.span(), message)
                .related(own.span(), "the value of the stage")
                .help("give the canary another value, or leave the variable out");
        } else if !any_may_be_meant && !used.iter().any(|own| own.name == name.as_str()) {
            let message = format!("the canary overrides `{}`, which nothing uses", **name);
            let found = sink.report(&RULE, name.span(), message);
            if let Some(meant) = closest(name, used.iter().map(|own| own.name.as_str())) {
                found.help(format!("did you mean `{meant}`?"));
            }
        }
    }
}
