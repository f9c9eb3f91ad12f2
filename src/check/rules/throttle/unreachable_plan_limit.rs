//! `unreachable-plan-limit`

use crate::check::{Context, Named};
use crate::diag::Sink;
use crate::ir::UsagePlan;
use crate::limits::{Layer, MethodName, Rate};

rule! {
    /// A usage plan grants a key more than any method of its stages lets through.
    ///
    /// ## Why
    /// A request meets the limits of the key, of the method and of the account, and the lowest decides. Where every method that
    /// the plan covers has a lower limit, the plan's own is never felt: callers are refused at a rate that the plan does not say.
    /// `portcullis check --show limits` prints what is in force.
    ///
    /// ```yaml,fails
    /// paths:
    ///   /pets:
    ///     get:
    ///       security: [{ key: [] }]
    ///       responses: {}
    ///       x-amazon-apigateway-integration: { type: http_proxy, httpMethod: GET, uri: "https://pets.example.com" }
    /// components:
    ///   securitySchemes:
    ///     key: { type: apiKey, name: x-api-key, in: header }
    /// ---
    /// stages: { prod: { throttle: { rate: 10 } } }
    /// apiKeys: { app: {} }
    /// usagePlans: { gold: { stages: [prod], keys: [app], throttle: { rate: 100 } } }
    /// ```
    /// ```yaml,passes
    /// paths:
    ///   /pets:
    ///     get:
    ///       security: [{ key: [] }]
    ///       responses: {}
    ///       x-amazon-apigateway-integration: { type: http_proxy, httpMethod: GET, uri: "https://pets.example.com" }
    /// components:
    ///   securitySchemes:
    ///     key: { type: apiKey, name: x-api-key, in: header }
    /// ---
    /// stages: { prod: { throttle: { rate: 100 } } }
    /// apiKeys: { app: {} }
    /// usagePlans: { gold: { stages: [prod], keys: [app], throttle: { rate: 10 } } }
    /// ```
    "unreachable-plan-limit", Warning, UsagePlan => check
}

fn check(cx: &Context<'_>, plan: Named<'_, UsagePlan>, sink: &mut Sink) {
    let (mut rates, mut bursts) = (Vec::new(), Vec::new());
    for stage in &plan.stages {
        for at in cx.methods().iter().filter(|at| *at.api_key_required) {
            let method = MethodName { verb: at.http_method.name(), path: &at.resource.path };
            let Some(chain) = cx.in_force().chain(stage, None, method) else { continue };
            rates.extend(chain.rate().map(|link| (link.rate.value, link.layer)));
            bursts.extend(chain.burst().map(|link| (link.burst.value, link.layer)));
        }
    }
    if let (Some(rate), Some((most, layer))) = (&plan.throttle.rate, rates.into_iter().max())
        && Rate::new(**rate) > most
    {
        let message = format!("no method lets a key through {rate} times a second");
        sink.report(&RULE, rate.span(), message).label(decides(layer, &most.to_string()));
    }
    if let (Some(burst), Some((most, layer))) = (&plan.throttle.burst, bursts.into_iter().max())
        && **burst > most
    {
        let message = format!("no method lets a key through {burst} times at once");
        sink.report(&RULE, burst.span(), message).label(decides(layer, &most.to_string()));
    }
}

fn decides(layer: Layer, most: &str) -> String {
    let who = if layer == Layer::Account { "the account's limit" } else { "the stage's limit" };
    format!("{who} of {most} decides")
}
