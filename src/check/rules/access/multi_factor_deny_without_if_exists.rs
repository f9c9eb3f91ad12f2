//! `multi-factor-deny-without-if-exists`

use crate::check::Context;
use crate::check::policy;
use crate::diag::Sink;
use crate::iam::{Condition, Effect, GlobalKey};
use crate::ir::RestApi;

rule! {
    /// A statement that denies callers without a second factor lets some of them pass.
    ///
    /// ## Why
    /// `aws:MultiFactorAuthPresent` and `aws:MultiFactorAuthAge` are in requests with temporary credentials
    /// alone. To a caller with a long-term key `Bool: { aws:MultiFactorAuthPresent: "false" }` does not apply,
    /// so that just the caller who cannot have a second factor is not denied. `BoolIfExists` and
    /// `NumericGreaterThanIfExists` hold for it.
    ///
    /// ```yaml,fails
    /// x-amazon-apigateway-policy:
    ///   Version: "2012-10-17"
    ///   Statement:
    ///     - Effect: Allow
    ///       Principal: "*"
    ///       Action: execute-api:Invoke
    ///       Resource: execute-api:/*
    ///     - Effect: Deny
    ///       Principal: "*"
    ///       Action: execute-api:Invoke
    ///       Resource: execute-api:/*
    ///       Condition: { Bool: { "aws:MultiFactorAuthPresent": "false" } }
    /// paths:
    ///   /pets:
    ///     get:
    ///       security: [{ iam: [] }]
    ///       responses: {}
    ///       x-amazon-apigateway-integration: { type: http_proxy, httpMethod: GET, uri: "https://pets.example.com" }
    /// components:
    ///   securitySchemes:
    ///     iam: { type: apiKey, name: Authorization, in: header, x-amazon-apigateway-authtype: awsSigv4 }
    /// ```
    /// ```yaml,passes
    /// x-amazon-apigateway-policy:
    ///   Version: "2012-10-17"
    ///   Statement:
    ///     - Effect: Allow
    ///       Principal: "*"
    ///       Action: execute-api:Invoke
    ///       Resource: execute-api:/*
    ///     - Effect: Deny
    ///       Principal: "*"
    ///       Action: execute-api:Invoke
    ///       Resource: execute-api:/*
    ///       Condition: { BoolIfExists: { "aws:MultiFactorAuthPresent": "false" } }
    /// paths:
    ///   /pets:
    ///     get:
    ///       security: [{ iam: [] }]
    ///       responses: {}
    ///       x-amazon-apigateway-integration: { type: http_proxy, httpMethod: GET, uri: "https://pets.example.com" }
    /// components:
    ///   securitySchemes:
    ///     iam: { type: apiKey, name: Authorization, in: header, x-amazon-apigateway-authtype: awsSigv4 }
    /// ```
    "multi-factor-deny-without-if-exists", Warning, RestApi => check
}

fn check(cx: &Context<'_>, _: &RestApi, sink: &mut Sink) {
    for (statement, condition) in policy::conditions(cx) {
        if statement.effect() != Some(Effect::Deny) || condition.if_exists() || !misses(condition) {
            continue;
        }
        let operator = condition.operator().as_str();
        let message = "callers with a long-term key are not denied";
        sink.report(&RULE, policy::place(cx, condition.operator().span()), message)
            .label(format!("their requests do not carry `{}`", **condition.key()))
            .help(format!("write `{operator}IfExists`"));
    }
}

/// Whether the condition asks for a missing or old second factor, and does not hold where nothing is said of one.
fn misses(condition: &Condition) -> bool {
    match condition.global_key() {
        Some(GlobalKey::MultiFactorAuthPresent) => {
            condition.base_operator() == "Bool"
                && condition.values().iter().all(|value| value.eq_ignore_ascii_case("false"))
        }
        Some(GlobalKey::MultiFactorAuthAge) => {
            matches!(condition.base_operator(), "NumericGreaterThan" | "NumericGreaterThanEquals")
        }
        _ => false,
    }
}
