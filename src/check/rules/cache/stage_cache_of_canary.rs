//! `stage-cache-of-canary`

use crate::check::{Context, Named};
use crate::diag::Sink;
use crate::ir::Stage;

rule! {
    /// A canary with variables of its own shares the response cache of its stage.
    ///
    /// ## Why
    /// Stage variables are no part of a cache key. Where stage and canary run the same deployment, a response that the canary got
    /// from another backend is given to callers of the stage, and the other way round (AWS docs, "Set up an API Gateway canary
    /// release deployment").
    ///
    /// ```yaml,fails
    /// paths: {}
    /// ---
    /// stages:
    ///   prod:
    ///     cache: { size: 0.5 }
    ///     canary: { percent: 5, useStageCache: true, variables: { host: new.example.com } }
    /// ```
    /// ```yaml,passes
    /// paths: {}
    /// ---
    /// stages:
    ///   prod:
    ///     cache: { size: 0.5 }
    ///     canary: { percent: 5, useStageCache: false, variables: { host: new.example.com } }
    /// ```
    "stage-cache-of-canary", Warning, Stage => check
}

fn check(_: &Context<'_>, stage: Named<'_, Stage>, sink: &mut Sink) {
    let Some(canary) = stage.canary.as_ref().filter(|_| stage.cache.is_some()) else { return };
    let shared = canary.use_stage_cache.as_ref().filter(|own| ***own);
    let (Some(shared), Some((name, _))) = (shared, canary.variables.first()) else { return };
    let message = format!("the canary of `{}` shares the cache of the stage", **stage.name);
    sink.report(&RULE, shared.span(), message)
        .label("responses of both are mixed")
        .related(name.span(), "the canary differs by this, which is in no cache key")
        .help("leave `useStageCache` out");
}
