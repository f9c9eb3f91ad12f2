//! `unknown-cache-size`

use crate::check::{Context, Named};
use crate::diag::Sink;
use crate::ir::Stage;

rule! {
    /// A cache cluster has a size that does not exist.
    ///
    /// ## Why
    /// There are clusters of 0.5, 1.6, 6.1, 13.5, 28.4, 58.2, 118 and 237 gigabytes (AWS docs, "Cache settings for REST APIs in
    /// API Gateway"). API Gateway refuses others.
    ///
    /// ```yaml,fails
    /// paths: {}
    /// ---
    /// stages: { prod: { cache: { size: 1 } } }
    /// ```
    /// ```yaml,passes
    /// paths: {}
    /// ---
    /// stages: { prod: { cache: { size: 1.6 } } }
    /// ```
    "unknown-cache-size", Error, Stage => check
}

const SIZES: [f64; 8] = [0.5, 1.6, 6.1, 13.5, 28.4, 58.2, 118.0, 237.0];

fn check(_: &Context<'_>, stage: Named<'_, Stage>, sink: &mut Sink) {
    let Some(size) = stage.cache.as_ref().and_then(|cache| cache.size.as_ref()) else { return };
    if !SIZES.iter().any(|known| (known - **size).abs() < 1e-9) {
        let larger = SIZES.iter().find(|known| **known > **size).unwrap_or(&237.0);
        sink.report(&RULE, size.span(), format!("there is no cluster of {size} GB"))
            .help(format!("the next larger one has {larger} GB"));
    }
}
