//! `too-many-stages`

use crate::check::Context;
use crate::diag::Sink;
use crate::ir::Definition;
use crate::quota::STAGES_PER_API;

rule! {
    /// The manifest has more stages than an API may have.
    ///
    /// ## Why
    /// An API has at most ten until AWS raises the limit (AWS docs, "Amazon API Gateway quotas and important notes").
    ///
    /// The example that would fail is too long to be shown.
    /// ```yaml,passes
    /// paths: {}
    /// ---
    /// stages: { test: {}, prod: {} }
    /// ```
    "too-many-stages", Warning, Definition => check
}

fn check(_: &Context<'_>, definition: &Definition, sink: &mut Sink) {
    let most = STAGES_PER_API.max;
    let beyond = usize::try_from(most).unwrap_or(usize::MAX);
    if let Some((first, _)) = definition.stages.get_index(beyond) {
        let message = format!("there are {} stages, {most} are possible", definition.stages.len());
        sink.report(&RULE, first.span(), message);
    }
}
