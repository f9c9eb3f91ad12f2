//! `negative-rate`

use crate::check::Context;
use crate::check::in_force::throttles;
use crate::diag::Sink;
use crate::ir::Definition;

rule! {
    /// A rate below zero, or no number.
    ///
    /// ## Why
    /// API Gateway refuses it. Rates begin at 0 and may have a fraction.
    ///
    /// ```yaml,fails
    /// paths: {}
    /// ---
    /// stages: { prod: { throttle: { rate: -1 } } }
    /// ```
    /// ```yaml,passes
    /// paths: {}
    /// ---
    /// stages: { prod: { throttle: { rate: 0.5 } } }
    /// ```
    "negative-rate", Error, Definition => check
}

fn check(_: &Context<'_>, definition: &Definition, sink: &mut Sink) {
    for (_, throttle) in throttles(definition) {
        if let Some(rate) = throttle.rate.as_ref().filter(|rate| rate.is_nan() || ***rate < 0.0) {
            sink.report(&RULE, rate.span(), format!("`{rate}` is no rate"));
        }
    }
}
