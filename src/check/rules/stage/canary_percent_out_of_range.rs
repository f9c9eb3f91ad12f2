//! `canary-percent-out-of-range`

use crate::check::{Context, Named};
use crate::diag::Sink;
use crate::ir::Stage;

rule! {
    /// A canary is to get less than none or more than all of the requests.
    ///
    /// ## Why
    /// API Gateway takes 0 to 100 and refuses other values.
    ///
    /// ```yaml,fails
    /// paths: {}
    /// ---
    /// stages: { prod: { canary: { percent: 150 } } }
    /// ```
    /// ```yaml,passes
    /// paths: {}
    /// ---
    /// stages: { prod: { canary: { percent: 5 } } }
    /// ```
    "canary-percent-out-of-range", Error, Stage => check
}

fn check(_: &Context<'_>, stage: Named<'_, Stage>, sink: &mut Sink) {
    let Some(canary) = &stage.canary else { return };
    if !(0.0..=100.0).contains(&*canary.percent) {
        let message = format!("a canary cannot get {} percent of the requests", *canary.percent);
        sink.report(&RULE, canary.percent.span(), message);
    }
}
