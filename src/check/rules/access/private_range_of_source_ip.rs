//! `private-range-of-source-ip`

use crate::check::Context;
use crate::check::endpoint::Reach;
use crate::check::policy;
use crate::diag::Sink;
use crate::iam::{AddressSet, GlobalKey};
use crate::ir::RestApi;

rule! {
    /// A condition on `aws:SourceIp` names addresses that no caller from the internet has.
    ///
    /// ## Why
    /// A public API sees the public address of its caller. A range of a private network, such as `10.0.0.0/8`,
    /// or of the own machine is then never met: a statement that allows it lets nobody in, and one that denies
    /// all others keeps everybody out. Callers from a VPC reach a private API, whose policy asks for
    /// `aws:VpcSourceIp`.
    ///
    /// Conditions of an API that is known to be private are the matter of `source-ip-of-private-api`.
    ///
    /// ```yaml,fails
    /// x-amazon-apigateway-policy:
    ///   Version: "2012-10-17"
    ///   Statement:
    ///     - Effect: Allow
    ///       Principal: "*"
    ///       Action: execute-api:Invoke
    ///       Resource: execute-api:/*
    ///       Condition: { IpAddress: { "aws:SourceIp": 10.1.0.0/16 } }
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
    ///       Condition: { IpAddress: { "aws:SourceIp": 203.0.113.0/24 } }
    /// paths:
    ///   /pets:
    ///     get:
    ///       responses: {}
    ///       x-amazon-apigateway-integration: { type: http_proxy, httpMethod: GET, uri: "https://pets.example.com" }
    /// ```
    "private-range-of-source-ip", Warning, RestApi => check
}

fn check(cx: &Context<'_>, api: &RestApi, sink: &mut Sink) {
    if Reach::of(api) == Reach::Private {
        return;
    }
    let private = AddressSet::not_public();
    for (_, condition) in policy::conditions(cx) {
        if condition.global_key() != Some(GlobalKey::SourceIp) || condition.is_null() {
            continue;
        }
        for value in condition.values() {
            if !AddressSet::parse(value).is_some_and(|own| own.is_within(&private)) {
                continue;
            }
            let message = format!("no caller from the internet has an address of `{}`", **value);
            sink.report(&RULE, policy::place(cx, value.span()), message).help(
                "name the public addresses of the callers, or make the API private and ask for `aws:VpcSourceIp`",
            );
        }
    }
}
