//! `burst-of-zero`

use crate::check::Context;
use crate::check::in_force::throttles;
use crate::diag::Sink;
use crate::ir::Definition;

rule! {
    /// A bucket that holds no token, so that every request is refused.
    ///
    /// ## Why
    /// A request takes a token, and a burst of 0 leaves none to take: each call is answered `429 Too Many Requests`, whatever the
    /// rate is. To turn a method off on purpose, allow this finding where it stands, with the reason.
    ///
    /// ```yaml,fails
    /// paths: {}
    /// ---
    /// stages: { prod: { throttle: { rate: 10, burst: 0 } } }
    /// ```
    /// ```yaml,passes
    /// paths: {}
    /// ---
    /// stages: { prod: { throttle: { rate: 10, burst: 1 } } }
    /// ```
    "burst-of-zero", Warning, Definition => check
}

fn check(_: &Context<'_>, definition: &Definition, sink: &mut Sink) {
    for (whose, throttle) in throttles(definition) {
        if let Some(burst) = throttle.burst.as_ref().filter(|burst| ***burst == 0) {
            sink.report(&RULE, burst.span(), format!("{whose} lets no request through"))
                .label("a bucket of this size never has a token")
                .help("allow at least 1");
        }
    }
}
