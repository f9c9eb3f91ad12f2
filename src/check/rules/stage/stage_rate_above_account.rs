//! `stage-rate-above-account`

use crate::check::{Context, Named};
use crate::diag::Sink;
use crate::ir::Stage;
use crate::quota::account_throttle;

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
    let Some(rate) = &stage.throttle.rate else { return };
    let region = cx.definition().region.as_ref();
    let account = account_throttle(region.map(|region| region.as_str())).rate;
    if **rate > account {
        sink.report(
            &RULE,
            rate.span(),
            format!("rate limit {rate} is above the account's {account}"),
        )
        .help("lower it, or request a higher account limit first");
    }
}
