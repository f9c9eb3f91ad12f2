//! `stage-rate-above-account`

use crate::check::{Context, Named};
use crate::diag::Sink;
use crate::ir::Stage;
use crate::limits::Rate;

rule! {
    /// A stage's rate limit that the account's rate limit makes unreachable.
    ///
    /// ## Why
    /// API Gateway applies the lowest limit in the hierarchy, so the extra requests are refused all the same (AWS docs,
    /// "Throttle API requests for better throughput").
    ///
    /// ```yaml,fails
    /// paths: {}
    /// ---
    /// stages: { prod: { throttle: { rate: 20000 } } }
    /// ```
    /// ```yaml,passes
    /// paths: {}
    /// ---
    /// stages: { prod: { throttle: { rate: 1000 } } }
    /// ```
    "stage-rate-above-account", Warning, Stage => check
}

fn check(cx: &Context<'_>, stage: Named<'_, Stage>, sink: &mut Sink) {
    let account = cx.in_force().account().rate;
    let own = stage.methods.values().map(|own| &own.throttle);
    for rate in std::iter::once(&stage.throttle).chain(own).filter_map(|own| own.rate.as_ref()) {
        if Rate::new(**rate) > account {
            let message = format!("rate limit {rate} is above the account's {account}");
            sink.report(&RULE, rate.span(), message)
                .help("lower it, or request a higher account limit first");
        }
    }
}
