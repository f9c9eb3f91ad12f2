//! `limit-almost-reached`

use crate::check::{Context, budget};
use crate::diag::Sink;
use crate::ir::Definition;

rule! {
    /// More than nine tenths of one of the service's limits are used.
    ///
    /// ## Why
    /// The next paths, stages or keys are refused, and a higher limit takes AWS some days to grant. `portcullis check --show
    /// budget` prints all of them.
    ///
    /// The example that would fail is too long to be shown.
    /// ```yaml,passes
    /// paths: {}
    /// ```
    "limit-almost-reached", Info, Definition => check
}

/// The percentage from which on it is told.
const ALMOST: u64 = 90;

fn check(cx: &Context<'_>, definition: &Definition, sink: &mut Sink) {
    for line in budget(cx) {
        // What is a time or a length is meant as it is written; and what is over has rules of its own.
        let is_counted = !matches!(line.limit.unit, "seconds" | "milliseconds" | "characters");
        if !is_counted || line.percent() < ALMOST || line.used > line.limit.max {
            continue;
        }
        let (limit, used) = (line.limit, line.used);
        let message = format!("{used} of {} {} are used: {}", limit.max, limit.unit, limit.name);
        let found = sink.report(&RULE, cx.key(definition.origin.span()), message);
        if limit.raisable {
            found.help("AWS raises this limit on request");
        }
    }
}
