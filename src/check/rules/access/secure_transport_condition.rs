//! `secure-transport-condition`

use crate::check::Context;
use crate::check::policy;
use crate::diag::Sink;
use crate::iam::{Effect, GlobalKey};
use crate::ir::RestApi;

rule! {
    /// A condition on `aws:SecureTransport` holds always, or never.
    ///
    /// ## Why
    /// API Gateway is reached over TLS alone, so the key is always `true`: a statement that denies `false`
    /// denies nobody, and a condition for `true` asks for nothing. Policies of S3 have it because S3 is reached
    /// without TLS as well.
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
    ///       Condition: { Bool: { "aws:SecureTransport": "false" } }
    /// paths:
    ///   /pets:
    ///     get:
    ///       responses: {}
    ///       x-amazon-apigateway-integration: { type: http_proxy, httpMethod: GET, uri: "https://pets.example.com" }
    /// ```
    /// ```yaml,passes
    /// x-amazon-apigateway-policy:
    ///   Version: "2012-10-17"
    ///   Statement:
    ///     - Effect: Allow
    ///       Principal: "*"
    ///       Action: execute-api:Invoke
    ///       Resource: execute-api:/*
    /// paths:
    ///   /pets:
    ///     get:
    ///       responses: {}
    ///       x-amazon-apigateway-integration: { type: http_proxy, httpMethod: GET, uri: "https://pets.example.com" }
    /// ```
    "secure-transport-condition", Info, RestApi => check
}

fn check(cx: &Context<'_>, _: &RestApi, sink: &mut Sink) {
    for (statement, condition) in policy::conditions(cx) {
        if condition.global_key() != Some(GlobalKey::SecureTransport)
            || condition.base_operator() != "Bool"
        {
            continue;
        }
        let holds = condition.values().iter().any(|value| value.eq_ignore_ascii_case("true"));
        let found = sink.report(
            &RULE,
            policy::place(cx, condition.span()),
            "every call of an API is made over TLS",
        );
        found.label(match (holds, statement.effect()) {
            (true, Some(Effect::Deny)) => {
                "so the condition always holds, and the statement denies all"
            }
            (true, _) => "so the condition always holds",
            (false, Some(Effect::Allow)) => "so the condition never holds, and nothing is allowed",
            (false, _) => "so the condition never holds",
        });
        found.help("take the condition out, or the statement where nothing else is left of it");
    }
}
