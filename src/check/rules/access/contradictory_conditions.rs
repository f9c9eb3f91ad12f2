//! `contradictory-conditions`

use crate::check::Context;
use crate::check::policy;
use crate::diag::Sink;
use crate::iam::{Condition, Effect, Statement, Version};
use crate::ir::RestApi;

rule! {
    /// Two conditions of one statement never hold together.
    ///
    /// ## Why
    /// All conditions of a statement have to hold. Where one asks for what the other excludes, the statement applies to
    /// no call: one that allows lets nobody in, and one that denies keeps nobody out. Values that are meant as one or
    /// the other belong into one list; conditions that are, into two statements.
    ///
    /// Conditions with policy variables, with `ForAllValues` or `ForAnyValue`, or with parts that only a deployment
    /// knows are left alone.
    ///
    /// ```yaml,fails
    /// x-amazon-apigateway-policy:
    ///   Version: "2012-10-17"
    ///   Statement:
    ///     - Effect: Allow
    ///       Principal: "*"
    ///       Action: execute-api:Invoke
    ///       Resource: execute-api:/*
    ///       Condition:
    ///         IpAddress: { "aws:SourceIp": 203.0.113.0/28 }
    ///         NotIpAddress: { "aws:SourceIp": 203.0.113.0/24 }
    /// paths:
    ///   /pets:
    ///     get:
    ///       responses: {}
    ///       x-amazon-apigateway-integration: { type: http_proxy, httpMethod: GET, uri: "https://pets.example.com" }
    /// ```
    /// ```yaml,fails
    /// x-amazon-apigateway-policy:
    ///   Version: "2012-10-17"
    ///   Statement:
    ///     - Effect: Allow
    ///       Principal: "*"
    ///       Action: execute-api:Invoke
    ///       Resource: execute-api:/*
    ///       Condition:
    ///         DateGreaterThan: { "aws:CurrentTime": "2026-06-01T00:00:00Z" }
    ///         DateLessThan: { "aws:CurrentTime": "2026-05-01T00:00:00Z" }
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
    ///         IpAddress: { "aws:SourceIp": 203.0.113.0/24 }
    ///         NotIpAddress: { "aws:SourceIp": 203.0.113.0/28 }
    /// paths:
    ///   /pets:
    ///     get:
    ///       responses: {}
    ///       x-amazon-apigateway-integration: { type: http_proxy, httpMethod: GET, uri: "https://pets.example.com" }
    /// ```
    "contradictory-conditions", Warning, RestApi => check
}

fn check(cx: &Context<'_>, _: &RestApi, sink: &mut Sink) {
    let Some(document) = policy::readable(cx) else { return };
    for statement in document.statements() {
        let Some((first, second)) = contradiction(statement, document.version()) else { continue };
        let message = format!("no call has both of these: {}, and {}", asked(first), asked(second));
        let found = sink.report(&RULE, policy::place(cx, second.span()), message);
        found.label(match statement.effect() {
            Some(Effect::Allow) => "so the statement allows nobody",
            Some(Effect::Deny) => "so the statement denies nobody",
            None => "so the statement applies to no call",
        });
        found
            .related(policy::place(cx, first.span()), "this excludes it")
            .help("list the values under one operator, or write a statement for each");
    }
}

/// The first two conditions of a statement that never hold together.
fn contradiction(statement: &Statement, version: Version) -> Option<(&Condition, &Condition)> {
    let all = statement.conditions();
    all.iter().enumerate().find_map(|(place, second)| {
        let first = all.iter().take(place).find(|first| first.contradicts(second, version))?;
        Some((first, second))
    })
}

/// A condition in a line: `IpAddress` `aws:SourceIp` 203.0.113.0/24.
fn asked(condition: &Condition) -> String {
    let values: Vec<&str> = condition.values().iter().map(|value| value.as_str()).collect();
    format!(
        "`{}` of `{}` with `{}`",
        **condition.operator(),
        **condition.key(),
        values.join("`, `")
    )
}
