//! `undefined-stage-or-key`

use crate::check::Context;
use crate::diag::{Sink, closest};
use crate::ir::{Definition, Entity};

rule! {
    /// A usage plan or domain name refers to a stage or an API key that the manifest does not define.
    ///
    /// ## Why
    /// The plan limits nothing and lets nobody in, the mapping leads nowhere. API Gateway refuses a plan of an unknown
    /// stage: `Invalid API Stage specified`.
    ///
    /// ```yaml,fails
    /// paths: {}
    /// ---
    /// stages: { prod: {} }
    /// usagePlans: { free: { stages: [production], keys: [] } }
    /// ```
    /// ```yaml,passes
    /// paths: {}
    /// ---
    /// stages: { prod: {} }
    /// apiKeys: { app: {} }
    /// usagePlans: { free: { stages: [prod], keys: [app] } }
    /// ```
    "undefined-stage-or-key", Error, Definition => check
}

fn check(cx: &Context<'_>, definition: &Definition, sink: &mut Sink) {
    for reference in cx.graph().unresolved() {
        let (what, name) = match reference.to {
            Entity::Stage(name) => ("stage", name),
            Entity::ApiKey(name) => ("API key", name),
            Entity::Method(..)
            | Entity::Route(_)
            | Entity::Authorizer(_)
            | Entity::RequestValidator(_)
            | Entity::Model(_)
            | Entity::UsagePlan(_)
            | Entity::DomainName(_) => continue,
        };
        let found = sink.report(&RULE, reference.span, format!("there is no {what} `{name}`"));
        let known: Vec<&str> = match what {
            "stage" => definition.stages.keys().map(|known| known.as_str()).collect(),
            _ => definition.api_keys.keys().map(|known| known.as_str()).collect(),
        };
        if let Some(meant) = closest(name, known) {
            found.help(format!("did you mean `{meant}`?"));
        }
    }
}
