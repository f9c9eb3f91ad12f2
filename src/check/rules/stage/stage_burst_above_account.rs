//! `stage-burst-above-account`

use crate::check::{Context, Named};
use crate::diag::Sink;
use crate::ir::Stage;

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
    let account = cx.in_force().account().burst;
    let own = stage.methods.values().map(|own| &own.throttle);
    for burst in std::iter::once(&stage.throttle).chain(own).filter_map(|own| own.burst.as_ref()) {
        if **burst > account {
            let message = format!("burst limit {burst} is above the account's {account}");
            sink.report(&RULE, burst.span(), message)
                .help("lower it, or request a higher account limit first");
        }
    }
}
