//! `negated-condition-of-optional-key`

use crate::check::Context;
use crate::check::condition_keys::{is_guarded, is_of_the_client, is_optional_of_signer};
use crate::check::policy;
use crate::diag::Sink;
use crate::iam::Effect;
use crate::ir::RestApi;

rule! {
    /// A statement allows whoever leaves out what its condition asks for.
    ///
    /// ## Why
    /// An operator like `StringNotEquals` holds where the request does not carry the key at all. A statement
    /// that allows everybody but one client by `aws:UserAgent` then allows whoever sends no such header, and
    /// one that asks for a tag of the caller, callers without tags.
    ///
    /// Keys that every request to the endpoint carries are left alone, and statements that ask for the key by
    /// `Null: { key: "false" }` or with `IfExists`.
    ///
    /// ```yaml,fails
    /// x-amazon-apigateway-policy:
    ///   Version: "2012-10-17"
    ///   Statement:
    ///     - Effect: Allow
    ///       Principal: "*"
    ///       Action: execute-api:Invoke
    ///       Resource: execute-api:/*
    ///       Condition: { StringNotLike: { "aws:Referer": "https://evil.example.com/*" } }
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
    ///       Condition:
    ///         StringNotLike: { "aws:Referer": "https://evil.example.com/*" }
    ///         Null: { "aws:Referer": "false" }
    /// paths:
    ///   /pets:
    ///     get:
    ///       responses: {}
    ///       x-amazon-apigateway-integration: { type: http_proxy, httpMethod: GET, uri: "https://pets.example.com" }
    /// ```
    "negated-condition-of-optional-key", Warning, RestApi => check
}

fn check(cx: &Context<'_>, _: &RestApi, sink: &mut Sink) {
    for (statement, condition) in policy::conditions(cx) {
        if statement.effect() != Some(Effect::Allow)
            || !condition.is_negated()
            || condition.if_exists()
            || condition.quantifier().is_some()
            || !(is_of_the_client(condition) || is_optional_of_signer(condition))
            || is_guarded(statement, condition)
        {
            continue;
        }
        let key = condition.key().as_str();
        let message = format!("a request without `{key}` is allowed");
        sink.report(&RULE, policy::place(cx, condition.span()), message)
            .label("the condition holds where the key is absent")
            .help(format!("add the condition `Null: {{ \"{key}\": \"false\" }}`"));
    }
}
