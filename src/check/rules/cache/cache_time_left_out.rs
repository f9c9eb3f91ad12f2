//! `cache-time-left-out`

use crate::check::{Context, Named};
use crate::diag::Sink;
use crate::ir::Stage;

rule! {
    /// A stage has a cache and does not say for how long answers are kept.
    ///
    /// ## Why
    /// Without `ttl` it is 300 seconds (AWS docs, "Cache settings for REST APIs in API Gateway"). Whoever reads the
    /// manifest, and sees an answer that is five minutes old, looks for the reason elsewhere.
    ///
    /// ```yaml,fails
    /// paths: {}
    /// ---
    /// stages: { prod: { cache: { size: 0.5 } } }
    /// ```
    /// ```yaml,passes
    /// paths: {}
    /// ---
    /// stages: { prod: { cache: { size: 0.5, ttl: 300 } } }
    /// ```
    "cache-time-left-out", Info, Stage => check
}

fn check(cx: &Context<'_>, stage: Named<'_, Stage>, sink: &mut Sink) {
    let Some(cache) = &stage.cache else { return };
    let says = |key: &str| {
        let own = stage.methods.get(key).and_then(|own| own.cache.as_ref());
        own.is_some_and(|own| own.ttl.is_some())
    };
    let is_off = cache.enabled.as_deref() == Some(&false);
    if cx.definition().rest().is_some() && cache.ttl.is_none() && !is_off && !says("*") {
        let message = format!("the stage `{}` keeps answers for 300 seconds", **stage.name);
        sink.report(&RULE, cache.origin.span(), message)
            .label("nothing says for how long")
            .help("add `ttl: 300`, or the time that you want");
    }
}
