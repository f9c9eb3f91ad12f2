//! `burst-far-below-rate`

use crate::check::Context;
use crate::check::in_force::throttles;
use crate::diag::Sink;
use crate::ir::Definition;

rule! {
    /// A burst that holds less than a tenth of a second of its rate.
    ///
    /// ## Why
    /// Callers are never exactly even. A bucket of 1 at 1000 requests per second refuses the second of two requests that come
    /// less than a millisecond apart, so that callers well below the rate are answered 429.
    ///
    /// ```yaml,fails
    /// paths: {}
    /// ---
    /// stages: { prod: { throttle: { rate: 1000, burst: 5 } } }
    /// ```
    /// ```yaml,passes
    /// paths: {}
    /// ---
    /// stages: { prod: { throttle: { rate: 1000, burst: 500 } } }
    /// ```
    "burst-far-below-rate", Warning, Definition => check
}

/// The least share of a second that a bucket should hold.
const SHARE: f64 = 0.1;

fn check(_: &Context<'_>, definition: &Definition, sink: &mut Sink) {
    for (whose, throttle) in throttles(definition) {
        let (Some(rate), Some(burst)) = (&throttle.rate, &throttle.burst) else { continue };
        // A burst of 0 is told of by itself, and bursts are small where the comparison matters.
        let held = f64::from(u32::try_from(**burst).unwrap_or(u32::MAX));
        if **burst > 0 && held < **rate * SHARE {
            let message = format!("{whose} holds {burst} of the {rate} requests of a second");
            sink.report(&RULE, burst.span(), message)
                .related(rate.span(), "this rate is only reached by callers that are exactly even")
                .help("a burst of half the rate or more lets even callers through");
        }
    }
}
