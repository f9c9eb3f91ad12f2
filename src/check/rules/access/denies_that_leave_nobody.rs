//! `denies-that-leave-nobody`

use crate::check::Context;
use crate::check::policy;
use crate::diag::Sink;
use crate::iam::{AddressSet, Condition, Document, Effect, PrincipalElement, Statement};
use crate::ir::RestApi;

rule! {
    /// Two statements deny everybody but some, and nobody is among the some of both.
    ///
    /// ## Why
    /// Each statement that denies counts by itself. One that denies every address outside of the office, and
    /// one that denies every address outside of the data centre, deny both: a call would have to come from both
    /// places at once. The ranges, or the VPC endpoints, belong into the list of one statement.
    ///
    /// The finding is about pairs of statements with one condition each, over addresses or over
    /// `StringNotEquals`, where one is about all calls of the other and both are about everybody. What only a
    /// deployment knows is left alone.
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
    ///       Condition: { NotIpAddress: { "aws:SourceIp": 203.0.113.0/24 } }
    ///     - Effect: Deny
    ///       Principal: "*"
    ///       Action: execute-api:Invoke
    ///       Resource: execute-api:/*
    ///       Condition: { NotIpAddress: { "aws:SourceIp": 198.51.100.0/24 } }
    /// paths:
    ///   /pets:
    ///     get:
    ///       responses: {}
    ///       x-amazon-apigateway-integration: { type: http_proxy, httpMethod: GET, uri: "https://pets.example.com" }
    /// ```
    /// ```yaml,fails
    /// servers:
    ///   - url: https://pets.example.com
    ///     x-amazon-apigateway-endpoint-configuration: { vpcEndpointIds: [vpce-0123456789abcdef0] }
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
    ///       Condition: { StringNotEquals: { "aws:SourceVpce": vpce-0123456789abcdef0 } }
    ///     - Effect: Deny
    ///       Principal: "*"
    ///       Action: execute-api:Invoke
    ///       Resource: execute-api:/*
    ///       Condition: { StringNotEquals: { "aws:SourceVpce": vpce-0aaaaaaaaaaaaaaaa } }
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
    ///     - Effect: Deny
    ///       Principal: "*"
    ///       Action: execute-api:Invoke
    ///       Resource: execute-api:/*
    ///       Condition: { NotIpAddress: { "aws:SourceIp": [203.0.113.0/24, 198.51.100.0/24] } }
    /// paths:
    ///   /pets:
    ///     get:
    ///       responses: {}
    ///       x-amazon-apigateway-integration: { type: http_proxy, httpMethod: GET, uri: "https://pets.example.com" }
    /// ```
    "denies-that-leave-nobody", Error, RestApi => check
}

fn check(cx: &Context<'_>, _: &RestApi, sink: &mut Sink) {
    for (first, second) in pairs(cx) {
        let message = format!("no caller is in {} and in {}", list(first), list(second));
        sink.report(&RULE, policy::place(cx, second.span()), message)
            .label("this statement denies all others")
            .related(policy::place(cx, first.span()), "and so does this one")
            .help("write both into the list of one statement");
    }
}

/// Whether the rule finds something.
pub(super) fn applies(cx: &Context<'_>) -> bool {
    !pairs(cx).is_empty()
}

fn list(condition: &Condition) -> String {
    let values: Vec<String> =
        condition.values().iter().map(|value| format!("`{}`", **value)).collect();
    values.join(", ")
}

/// The conditions of statements that deny, one of which holds for every call.
fn pairs<'c>(cx: &'c Context<'_>) -> Vec<(&'c Condition, &'c Condition)> {
    let Some(document) = policy::readable(cx) else { return Vec::new() };
    let denies: Vec<(&Statement, &Condition)> = document
        .statements()
        .iter()
        .filter(|own| policy::has_effect(own, Effect::Deny))
        .filter(|own| own.principal().is_some_and(PrincipalElement::is_everyone))
        .filter_map(|own| match own.conditions() {
            [condition] => Some((own, condition)),
            _ => None,
        })
        .collect();
    let mut found = Vec::new();
    for (place, (statement, condition)) in denies.iter().enumerate() {
        let first = denies.iter().take(place).find(|(other, own)| {
            have_the_same_calls(document, statement, other) && leave_nobody(condition, own)
        });
        found.extend(first.map(|(_, first)| (*first, *condition)));
    }
    found
}

fn have_the_same_calls(document: &Document, one: &Statement, two: &Statement) -> bool {
    let version = document.version();
    policy::is_about_calls(document, one)
        && policy::is_about_calls(document, two)
        && (one.covers_calls(two, version) || two.covers_calls(one, version))
}

/// Whether one of the two conditions holds for every call.
fn leave_nobody(one: &Condition, two: &Condition) -> bool {
    let is_plain = |own: &Condition| own.quantifier().is_none() && own.is_negated();
    if !is_plain(one) || !is_plain(two) || !one.key().eq_ignore_ascii_case(two.key()) {
        return false;
    }
    if let (Some(one), Some(two)) = (AddressSet::of(one), AddressSet::of(two)) {
        return one.complement().and(&two.complement()).is_empty();
    }
    let is_text = |own: &Condition| {
        own.base_operator() == "StringNotEquals"
            && !own.values().iter().any(|value| value.contains("${"))
    };
    let is_in = |value: &str| two.values().iter().any(|own| own.as_str() == value);
    is_text(one) && is_text(two) && !one.values().iter().any(|own| is_in(own))
}
