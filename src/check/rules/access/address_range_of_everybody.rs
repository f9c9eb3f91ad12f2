//! `address-range-of-everybody`

use crate::check::Context;
use crate::check::policy;
use crate::diag::Sink;
use crate::iam::{AddressSet, Effect};
use crate::ir::RestApi;

rule! {
    /// A condition over addresses names all of them.
    ///
    /// ## Why
    /// `0.0.0.0/0` is every address of version 4, and `::/0` every one of version 6. With such a range the
    /// condition tells nobody apart, and what stands beside it in the list has no effect.
    ///
    /// ```yaml,fails
    /// x-amazon-apigateway-policy:
    ///   Version: "2012-10-17"
    ///   Statement:
    ///     - Effect: Allow
    ///       Principal: "*"
    ///       Action: execute-api:Invoke
    ///       Resource: execute-api:/*
    ///       Condition: { IpAddress: { "aws:SourceIp": [0.0.0.0/0, 203.0.113.0/24] } }
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
    ///       Condition: { IpAddress: { "aws:SourceIp": [203.0.113.0/24] } }
    /// paths:
    ///   /pets:
    ///     get:
    ///       responses: {}
    ///       x-amazon-apigateway-integration: { type: http_proxy, httpMethod: GET, uri: "https://pets.example.com" }
    /// ```
    "address-range-of-everybody", Warning, RestApi => check
}

fn check(cx: &Context<'_>, _: &RestApi, sink: &mut Sink) {
    for (statement, condition) in policy::conditions(cx) {
        if !matches!(condition.base_operator(), "IpAddress" | "NotIpAddress") {
            continue;
        }
        for value in condition.values() {
            if !AddressSet::parse(value).is_some_and(|own| own.has_all_of_a_version()) {
                continue;
            }
            let version = if value.contains(':') { 6 } else { 4 };
            let message = format!("`{}` is every address of version {version}", **value);
            let found = sink.report(&RULE, policy::place(cx, value.span()), message);
            found.label(match (statement.effect(), condition.is_negated()) {
                (Some(Effect::Allow), false) => "the statement allows all of them",
                (Some(Effect::Deny), true) => "the statement denies none of them",
                (Some(Effect::Deny), false) => "the statement denies all of them",
                (Some(Effect::Allow), true) => "the statement allows none of them",
                (None, _) => "the condition tells none of them apart",
            });
            found.help("name the ranges that are meant, or take the condition out");
        }
    }
}
