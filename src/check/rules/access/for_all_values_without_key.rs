//! `for-all-values-without-key`

use crate::check::Context;
use crate::check::condition_keys::is_guarded;
use crate::check::policy;
use crate::diag::Sink;
use crate::iam::{Effect, Quantifier};
use crate::ir::RestApi;

rule! {
    /// A statement with `ForAllValues` allows callers that do not have the key at all.
    ///
    /// ## Why
    /// `ForAllValues` asks that no value is a wrong one. Where there are no values it holds, so that a
    /// statement for the paths of an organization also allows callers of no organization.
    ///
    /// Statements that ask for the key by `Null: { key: "false" }` are left alone.
    ///
    /// ```yaml,fails
    /// x-amazon-apigateway-policy:
    ///   Version: "2012-10-17"
    ///   Statement:
    ///     - Effect: Allow
    ///       Principal: "*"
    ///       Action: execute-api:Invoke
    ///       Resource: execute-api:/*
    ///       Condition: { "ForAllValues:StringLike": { "aws:PrincipalOrgPaths": "o-a1b2c3/*" } }
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
    ///       Condition: { "ForAnyValue:StringLike": { "aws:PrincipalOrgPaths": "o-a1b2c3/*" } }
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
    "for-all-values-without-key", Warning, RestApi => check
}

fn check(cx: &Context<'_>, _: &RestApi, sink: &mut Sink) {
    for (statement, condition) in policy::conditions(cx) {
        if statement.effect() != Some(Effect::Allow)
            || condition.quantifier() != Some(Quantifier::All)
            || is_guarded(statement, condition)
        {
            continue;
        }
        let key = condition.key().as_str();
        let message = format!("a request without `{key}` is allowed");
        sink.report(&RULE, policy::place(cx, condition.operator().span()), message)
            .label("this holds where there are no values")
            .help(format!(
                "write `ForAnyValue`, or add the condition `Null: {{ \"{key}\": \"false\" }}`"
            ));
    }
}
