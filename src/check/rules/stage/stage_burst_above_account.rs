//! `stage-burst-above-account`

use crate::check::{Context, Named};
use crate::diag::Sink;
use crate::ir::Stage;
use crate::quota::account_throttle;

rule! {
    /// A stage's burst limit that the account's burst limit makes unreachable.
    ///
    /// ## Why
    /// API Gateway applies the lowest limit in the hierarchy, so the extra burst never happens (AWS docs, "Throttle API
    /// requests for better throughput").
    ///
    /// ```yaml,fails
    /// paths: {}
    /// ---
    /// stages: { prod: { throttle: { burst: 9000 } } }
    /// ```
    /// ```yaml,passes
    /// paths: {}
    /// ---
    /// stages: { prod: { throttle: { burst: 500 } } }
    /// ```
    "stage-burst-above-account", Warning, Stage => check
}

fn check(cx: &Context<'_>, stage: Named<'_, Stage>, sink: &mut Sink) {
    let Some(burst) = &stage.throttle.burst else { return };
    let region = cx.definition().region.as_ref();
    let account = account_throttle(region.map(|region| region.as_str())).burst;
    if **burst > account {
        sink.report(
            &RULE,
            burst.span(),
            format!("burst limit {burst} is above the account's {account}"),
        )
        .help("lower it, or request a higher account limit first");
    }
}
