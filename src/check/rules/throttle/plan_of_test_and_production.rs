//! `plan-of-test-and-production`

use crate::check::environments::{is_production, is_test};
use crate::check::{Context, Named};
use crate::diag::Sink;
use crate::ir::UsagePlan;

rule! {
    /// One usage plan covers a stage for tests and one of production.
    ///
    /// ## Why
    /// The limits and the quota of a plan are those of a key, over all stages of the plan together: what is called
    /// for a test is taken off what production may call. And a key that was given out for tests opens production.
    /// Stages are told by words in their names: `prod`, `production`, `prd`, `live`; and `dev`, `development`,
    /// `test`, `testing`, `staging`, `beta`, `sandbox`, `localhost`.
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
    /// stages: { prod: {}, dev: {} }
    /// apiKeys: { app: {} }
    /// usagePlans: { free: { stages: [prod, dev], keys: [app] } }
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
    /// stages: { prod: {}, dev: {} }
    /// apiKeys: { app: {}, trial: {} }
    /// usagePlans: { free: { stages: [prod], keys: [app] }, trial: { stages: [dev], keys: [trial] } }
    /// ```
    "plan-of-test-and-production", Warning, UsagePlan => check
}

fn check(_: &Context<'_>, plan: Named<'_, UsagePlan>, sink: &mut Sink) {
    let production =
        plan.stages.iter().find(|stage| is_production(stage) && is_test(stage).is_none());
    let test = plan.stages.iter().find(|stage| is_test(stage).is_some());
    let (Some(production), Some(test)) = (production, test) else { return };
    let message = format!(
        "keys of the usage plan `{}` use up `{}` by calling `{}`",
        **plan.name, **production, **test
    );
    sink.report(&RULE, test.span(), message)
        .related(production.span(), "the same limits, and the same keys")
        .help("make a plan with keys of its own for each of them");
}
