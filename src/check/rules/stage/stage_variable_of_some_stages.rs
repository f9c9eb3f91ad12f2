//! `stage-variable-of-some-stages`

use std::collections::BTreeSet;

use crate::check::Context;
use crate::diag::Sink;
use crate::ir::{Definition, IntegrationType};

rule! {
    /// One stage has a variable that another stage does not have.
    ///
    /// ## Why
    /// Proxy integrations send all variables of the stage to their function. A function that reads one finds it in
    /// one stage and misses it in the other, most often in the one that was not tried. Variables that the definition
    /// itself uses are the matter of `undefined-stage-variable`.
    ///
    /// ```yaml,fails
    /// paths:
    ///   /pets:
    ///     get:
    ///       responses: {}
    ///       x-amazon-apigateway-integration:
    ///         type: aws_proxy
    ///         httpMethod: POST
    ///         uri: arn:aws:apigateway:eu-central-1:lambda:path/2015-03-31/functions/arn:aws:lambda:eu-central-1:123456789012:function:pets/invocations
    /// ---
    /// stages: { prod: {}, dev: { variables: { table: pets } } }
    /// ```
    /// ```yaml,passes
    /// paths:
    ///   /pets:
    ///     get:
    ///       responses: {}
    ///       x-amazon-apigateway-integration:
    ///         type: aws_proxy
    ///         httpMethod: POST
    ///         uri: arn:aws:apigateway:eu-central-1:lambda:path/2015-03-31/functions/arn:aws:lambda:eu-central-1:123456789012:function:pets/invocations
    /// ---
    /// stages: { prod: { variables: { table: pets } }, dev: { variables: { table: pets-dev } } }
    /// ```
    "stage-variable-of-some-stages", Info, Definition => check
}

fn check(cx: &Context<'_>, definition: &Definition, sink: &mut Sink) {
    let is_sent = || {
        let mut all = cx.integrations().iter();
        all.any(|at| *at.integration_type == IntegrationType::AwsProxy)
    };
    if definition.stages.len() < 2 || !is_sent() {
        return;
    }
    let used: BTreeSet<&str> = cx.stage_variables().iter().map(|own| own.name.as_str()).collect();
    let mut told: BTreeSet<&str> = BTreeSet::new();
    for (stage, own) in &definition.stages {
        for name in own.variables.keys().filter(|name| !used.contains(name.as_str())) {
            let missing = definition
                .stages
                .iter()
                .find(|(_, other)| !other.variables.contains_key(name.as_str()));
            let Some((other, _)) = missing.filter(|_| told.insert(name.as_str())) else { continue };
            let message = format!("the stage `{}` has no variable `{}`", **other, **name);
            sink.report(&RULE, name.span(), message)
                .label(format!("functions find it in `{}`", **stage))
                .related(other.span(), "and miss it in this one")
                .help("give every stage the variable, with a value of its own");
        }
    }
}
