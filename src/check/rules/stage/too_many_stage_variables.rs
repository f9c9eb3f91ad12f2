//! `too-many-stage-variables`

use crate::check::{Context, Named};
use crate::diag::Sink;
use crate::ir::Stage;
use crate::quota::STAGE_VARIABLES_PER_STAGE;

rule! {
    /// A stage has more variables than it may have.
    ///
    /// ## Why
    /// API Gateway takes at most 100 (AWS docs, "Amazon API Gateway quotas and important notes").
    ///
    /// The example that would fail is too long to be shown.
    /// ```yaml,passes
    /// paths: {}
    /// ---
    /// stages: { prod: { variables: { host: pets.example.com } } }
    /// ```
    "too-many-stage-variables", Error, Stage => check
}

fn check(_: &Context<'_>, stage: Named<'_, Stage>, sink: &mut Sink) {
    let most = STAGE_VARIABLES_PER_STAGE.max;
    let beyond = usize::try_from(most).unwrap_or(usize::MAX);
    if let Some((first, _)) = stage.variables.get_index(beyond) {
        let count = stage.variables.len();
        let message = format!("`{}` has {count} variables, {most} are possible", **stage.name);
        sink.report(&RULE, first.span(), message);
    }
}
