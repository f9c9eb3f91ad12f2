//! `rate-of-zero`

use crate::check::Context;
use crate::check::in_force::throttles;
use crate::diag::Sink;
use crate::ir::Definition;

rule! {
    /// A bucket that never fills again once it is empty.
    ///
    /// ## Why
    /// A rate of 0 adds no tokens. The burst is let through once; after that each call is answered `429 Too Many Requests` for as
    /// long as the stage or the key exists.
    ///
    /// ```yaml,fails
    /// paths: {}
    /// ---
    /// stages: { prod: { throttle: { rate: 0, burst: 10 } } }
    /// ```
    /// ```yaml,passes
    /// paths: {}
    /// ---
    /// stages: { prod: { throttle: { rate: 0.1, burst: 10 } } }
    /// ```
    "rate-of-zero", Warning, Definition => check
}

fn check(_: &Context<'_>, definition: &Definition, sink: &mut Sink) {
    for (whose, throttle) in throttles(definition) {
        if let Some(rate) = throttle.rate.as_ref().filter(|rate| ***rate == 0.0) {
            sink.report(&RULE, rate.span(), format!("{whose} never fills again"))
                .help("a rate may be less than 1: `0.1` is one request in ten seconds");
        }
    }
}
