//! `api-key-in-two-plans-of-a-stage`

use std::collections::{BTreeMap, BTreeSet};

use crate::check::Context;
use crate::diag::Sink;
use crate::ir::Definition;
use crate::source::Span;

rule! {
    /// An API key is in two usage plans that cover the same stage.
    ///
    /// ## Why
    /// For one stage of an API a key may be in one plan only; which plan would count is not to be known. API Gateway refuses the
    /// second with a `ConflictException`.
    ///
    /// ```yaml,fails
    /// paths: {}
    /// ---
    /// stages: { prod: {} }
    /// apiKeys: { app: {} }
    /// usagePlans: { free: { stages: [prod], keys: [app] }, gold: { stages: [prod], keys: [app] } }
    /// ```
    /// ```yaml,passes
    /// paths: {}
    /// ---
    /// stages: { prod: {}, test: {} }
    /// apiKeys: { app: {} }
    /// usagePlans: { free: { stages: [test], keys: [app] }, gold: { stages: [prod], keys: [app] } }
    /// ```
    "api-key-in-two-plans-of-a-stage", Error, Definition => check
}

fn check(_: &Context<'_>, definition: &Definition, sink: &mut Sink) {
    let mut seen: BTreeMap<(&str, &str), Span> = BTreeMap::new();
    for plan in definition.usage_plans.values() {
        // A stage that is listed twice in one plan is told of by itself.
        let stages: BTreeSet<&str> = plan.stages.iter().map(|stage| stage.as_str()).collect();
        for key in &plan.keys {
            for stage in &stages {
                match seen.get(&(key.as_str(), *stage)) {
                    Some(before) if *before != key.span() => {
                        let message =
                            format!("the key `{key}` is in two plans of the stage `{stage}`");
                        sink.report(&RULE, key.span(), message)
                            .related(*before, "it is in this one already")
                            .help("give each plan keys of its own");
                    }
                    Some(_) => {}
                    None => drop(seen.insert((key, stage), key.span())),
                }
            }
        }
    }
}
