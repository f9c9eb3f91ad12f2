//! `session-as-principal-arn`

use crate::check::Context;
use crate::check::policy;
use crate::diag::Sink;
use crate::iam::GlobalKey;
use crate::ir::RestApi;

rule! {
    /// A condition compares `aws:PrincipalArn` with the ARN of a session.
    ///
    /// ## Why
    /// For the session of a role `aws:PrincipalArn` is the ARN of the role,
    /// `arn:aws:iam::123456789012:role/Name`, and never `arn:aws:sts::123456789012:assumed-role/Name/session`.
    /// A condition for the latter never holds.
    ///
    /// ```yaml,fails
    /// x-amazon-apigateway-policy:
    ///   Version: "2012-10-17"
    ///   Statement:
    ///     - Effect: Allow
    ///       Principal: "*"
    ///       Action: execute-api:Invoke
    ///       Resource: execute-api:/*
    ///       Condition: { ArnLike: { "aws:PrincipalArn": "arn:aws:sts::123456789012:assumed-role/reader/*" } }
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
    ///       Condition: { ArnLike: { "aws:PrincipalArn": "arn:aws:iam::123456789012:role/reader" } }
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
    "session-as-principal-arn", Warning, RestApi => check
}

fn check(cx: &Context<'_>, _: &RestApi, sink: &mut Sink) {
    for (_, condition) in policy::conditions(cx) {
        if condition.global_key() != Some(GlobalKey::PrincipalArn) || condition.is_null() {
            continue;
        }
        for value in condition.values() {
            let Some((_, session)) = value.split_once(":assumed-role/") else { continue };
            let role = session.split('/').next().unwrap_or("");
            let message = format!("`aws:PrincipalArn` is never the session `{}`", **value);
            let account = value.split(':').nth(4).unwrap_or("");
            sink.report(&RULE, policy::place(cx, value.span()), message)
                .label("for a session it is the ARN of the role")
                .help(format!("write `arn:aws:iam::{account}:role/{role}`, with the path of the role if it has one"));
        }
    }
}
