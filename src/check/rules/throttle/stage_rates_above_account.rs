//! `stage-rates-above-account`

use crate::check::Context;
use crate::diag::Sink;
use crate::ir::Definition;
use crate::limits::Rate;

rule! {
    /// The stages together may use more than the account has.
    ///
    /// ## Why
    /// All APIs and stages of an account in a region share one limit. Where the rates of the stages add up to more,
    /// callers of one stage are answered `429` when another one is busy, although neither has reached its own limit
    /// (AWS docs, "Throttle API requests for better throughput").
    ///
    /// ```yaml,fails
    /// paths:
    ///   /pets:
    ///     get:
    ///       responses: {}
    ///       x-amazon-apigateway-integration: { type: http_proxy, httpMethod: GET, uri: "https://pets.example.com" }
    /// ---
    /// stages: { prod: { throttle: { rate: 8000, burst: 100 } }, beta: { throttle: { rate: 4000, burst: 100 } } }
    /// ```
    /// ```yaml,passes
    /// paths:
    ///   /pets:
    ///     get:
    ///       responses: {}
    ///       x-amazon-apigateway-integration: { type: http_proxy, httpMethod: GET, uri: "https://pets.example.com" }
    /// ---
    /// stages: { prod: { throttle: { rate: 8000, burst: 100 } }, beta: { throttle: { rate: 100, burst: 100 } } }
    /// ```
    "stage-rates-above-account", Info, Definition => check
}

fn check(cx: &Context<'_>, definition: &Definition, sink: &mut Sink) {
    let account = cx.in_force().account().rate;
    let rates: Vec<_> =
        definition.stages.values().filter_map(|stage| stage.throttle.rate.as_ref()).collect();
    // One that is above by itself is told as that.
    let [first, .., last] = rates.as_slice() else { return };
    if rates.iter().any(|rate| Rate::new(***rate) > account) {
        return;
    }
    let sum = Rate::new(rates.iter().map(|rate| ***rate).sum());
    if sum > account {
        let message = format!(
            "the stages together may be called {sum} times a second, the account {account} times"
        );
        sink.report(&RULE, first.span(), message)
            .related(last.span(), "with this one")
            .help("share the account's limit out, or request a higher one");
    }
}
