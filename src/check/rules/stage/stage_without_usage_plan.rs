//! `stage-without-usage-plan`

use crate::check::{Context, Named};
use crate::diag::Sink;
use crate::ir::{Entity, Stage};

rule! {
    /// Methods need an API key, and no usage plan covers a stage of theirs.
    ///
    /// ## Why
    /// A key is accepted when a usage plan has both the key and the stage. Without a plan every call to such a method
    /// is answered with `403 Forbidden`.
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
    /// stages: { prod: {} }
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
    /// stages: { prod: {} }
    /// apiKeys: { app: {} }
    /// usagePlans: { free: { stages: [prod], keys: [app] } }
    /// ```
    "stage-without-usage-plan", Warning, Stage => check
}

fn check(cx: &Context<'_>, stage: Named<'_, Stage>, sink: &mut Sink) {
    if cx.graph().is_used(Entity::Stage(stage.name)) && has_plan(cx, stage.name) {
        return;
    }
    let Some(method) = cx.methods().iter().find(|at| *at.api_key_required) else { return };
    let message = format!("no usage plan covers the stage `{}`", **stage.name);
    sink.report(&RULE, stage.name.span(), message)
        .related(method.api_key_required.span(), "this method asks for an API key")
        .help(format!("add `{}` to the `stages` of a usage plan", **stage.name));
}

fn has_plan(cx: &Context<'_>, name: &str) -> bool {
    let mut users = cx.graph().users(Entity::Stage(name));
    users.any(|reference| matches!(reference.from, Entity::UsagePlan(_)))
}
