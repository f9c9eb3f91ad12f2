//! `cache-ttl-out-of-range`

use crate::check::{Context, Named};
use crate::diag::Sink;
use crate::ir::Stage;
use crate::quota::CACHE_TTL_SECONDS;

rule! {
    /// A response is to be kept for longer than an hour.
    ///
    /// ## Why
    /// API Gateway keeps responses for 0 to 3600 seconds and refuses other values (AWS docs, "Cache settings for REST APIs in API
    /// Gateway").
    ///
    /// ```yaml,fails
    /// paths: {}
    /// ---
    /// stages: { prod: { cache: { size: 0.5, ttl: 86400 } } }
    /// ```
    /// ```yaml,passes
    /// paths: {}
    /// ---
    /// stages: { prod: { cache: { size: 0.5, ttl: 3600 } } }
    /// ```
    "cache-ttl-out-of-range", Error, Stage => check
}

fn check(_: &Context<'_>, stage: Named<'_, Stage>, sink: &mut Sink) {
    let own = stage.methods.values().map(|own| own.cache.as_ref());
    for cache in std::iter::once(stage.cache.as_ref()).chain(own).flatten() {
        if let Some(ttl) = cache.ttl.as_ref().filter(|ttl| !CACHE_TTL_SECONDS.admits(ttl.as_secs()))
        {
            let message = format!("a response cannot be kept for {} seconds", ttl.as_secs());
            sink.report(&RULE, ttl.span(), message)
                .help(format!("{} seconds are the most", CACHE_TTL_SECONDS.max));
        }
    }
}
