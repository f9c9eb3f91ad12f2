//! `undefined-stage-variable`

use std::collections::BTreeSet;

use crate::check::{Context, Named};
use crate::diag::{Sink, closest};
use crate::ir::Stage;

rule! {
    /// A stage variable is used that a stage does not define.
    ///
    /// ## Why
    /// In a URI the call fails with `500 Internal server error`; in a template or a mapping the value is empty. The stage works
    /// until the first request that needs the variable.
    ///
    /// ```yaml,fails
    /// paths:
    ///   /pets:
    ///     get:
    ///       responses: {}
    ///       x-amazon-apigateway-integration: { type: http_proxy, httpMethod: GET, uri: "https://${stageVariables.host}/pets" }
    /// ---
    /// stages: { prod: { variables: { hots: pets.example.com } } }
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
    "undefined-stage-variable", Warning, Stage => check
}

fn check(cx: &Context<'_>, stage: Named<'_, Stage>, sink: &mut Sink) {
    let mut told: BTreeSet<&str> = BTreeSet::new();
    for used in cx.stage_variables() {
        let is_known = stage.variables.keys().any(|own| own.as_str() == used.name);
        if is_known || !told.insert(&used.name) {
            continue;
        }
        let message = format!("the stage `{}` has no variable `{}`", **stage.name, used.name);
        let found = sink.report(&RULE, used.span, message);
        found.related(stage.name.span(), "this stage");
        match closest(&used.name, stage.variables.keys().map(|own| own.as_str())) {
            Some(meant) => found.help(format!("did you mean `{meant}`?")),
            None => found.help("add it to the `variables` of the stage"),
        };
    }
}
