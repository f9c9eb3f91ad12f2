//! Values that have the right type and that the service refuses all the same.

use super::grammar::{Cache, Manifest};
use crate::diag::Sink;
use crate::frontend::codes;
use crate::source::Spanned;

/// The capacities of a cache in GB (reference `caching`, section 1).
const SIZES: [f64; 8] = [0.5, 1.6, 6.1, 13.5, 28.4, 58.2, 118.0, 237.0];

/// The longest time to live of a cached response, in seconds (reference `caching`, section 1).
const LONGEST_TTL: u64 = 3600;

/// Reports the values of `manifest` that are out of their ranges.
pub(super) fn check(manifest: &Manifest, sink: &mut Sink) {
    for stage in manifest.stages.values() {
        let methods = stage.methods.values().filter_map(|method| method.cache.as_ref());
        for cache in stage.cache.iter().chain(methods) {
            check_cache(cache, sink);
        }
        if let Some(canary) = &stage.canary
            && !(0.0..=100.0).contains(&*canary.percent)
        {
            let message = format!("{} is no percentage", *canary.percent);
            sink.report(&codes::VALUE_OUT_OF_RANGE, canary.percent.span(), message)
                .help("write how many of a hundred requests the canary gets, from 0 to 100");
        }
    }
    if let Some(account) = &manifest.account
        && !(account.len() == 12 && account.bytes().all(|byte| byte.is_ascii_digit()))
        && !account.contains("${")
    {
        let message = format!("`{}` is no AWS account", account.as_str());
        sink.report(&codes::VALUE_OUT_OF_RANGE, account.span(), message)
            .help("an account is twelve digits, in quotes");
    }
}

fn check_cache(cache: &Spanned<Cache>, sink: &mut Sink) {
    if let Some(size) = &cache.size
        && !SIZES.iter().any(|known| (known - **size).abs() < f64::EPSILON)
    {
        let message = format!("there is no cache of {} GB", **size);
        sink.report(&codes::VALUE_OUT_OF_RANGE, size.span(), message)
            .help("write 0.5, 1.6, 6.1, 13.5, 28.4, 58.2, 118 or 237");
    }
    if let Some(ttl) = &cache.ttl
        && **ttl > LONGEST_TTL
    {
        let message = format!("a response cannot be kept for {} seconds", **ttl);
        sink.report(&codes::VALUE_OUT_OF_RANGE, ttl.span(), message)
            .help(format!("write a number from 0 to {LONGEST_TTL}"));
    }
}
