//! `cache-without-time`

use crate::check::{Context, Named};
use crate::diag::Sink;
use crate::ir::{CacheSettings, Stage};

rule! {
    /// Caching is turned on for responses that are kept for no time.
    ///
    /// ## Why
    /// A time of 0 turns caching off. A setting that turns it on beside it says the opposite, and the time counts.
    ///
    /// ```yaml,fails
    /// paths: {}
    /// ---
    /// stages: { prod: { cache: { size: 0.5, ttl: 0 } } }
    /// ```
    /// ```yaml,passes
    /// paths: {}
    /// ---
    /// stages: { prod: { cache: { size: 0.5, ttl: 60 } } }
    /// ```
    "cache-without-time", Warning, Stage => check
}

fn check(_: &Context<'_>, stage: Named<'_, Stage>, sink: &mut Sink) {
    let is_zero = |cache: &&CacheSettings| cache.ttl.as_ref().is_some_and(|ttl| ttl.is_zero());
    let is_on = |cache: &CacheSettings| cache.enabled.as_ref().is_some_and(|on| **on);
    let is_off = |cache: &CacheSettings| cache.enabled.as_ref().is_some_and(|on| !**on);
    let cluster = stage.cache.as_ref().filter(is_zero).filter(|own| !is_off(own));
    let own = stage.methods.values().filter_map(|own| own.cache.as_ref());
    let own = own.filter(is_zero).filter(|own| is_on(own));
    for ttl in cluster.into_iter().chain(own).filter_map(|cache| cache.ttl.as_ref()) {
        sink.report(&RULE, ttl.span(), "responses are kept for 0 seconds, which is not at all")
            .help("write `enabled: false`, or a time");
    }
}
