//! `policy-resource-of-unknown-stage`

use crate::check::Context;
use crate::check::policy;
use crate::check::policy_resources::{ResourceFault, faulty};
use crate::diag::Sink;
use crate::ir::RestApi;

rule! {
    /// A resource of the policy names a stage that the API does not have.
    ///
    /// ## Why
    /// The policy is one for all stages, and a statement about a stage that does not exist is about no call.
    /// The stages are those of the manifest; without any, every name may be right.
    ///
    /// A resource of which only a deployment knows a part may be right, and is left alone.
    ///
    /// ```yaml,fails
    /// x-amazon-apigateway-policy:
    ///   Version: "2012-10-17"
    ///   Statement:
    ///     - Effect: Allow
    ///       Principal: "*"
    ///       Action: execute-api:Invoke
    ///       Resource: execute-api:/production/*
    /// paths:
    ///   /pets:
    ///     get:
    ///       responses: {}
    ///       x-amazon-apigateway-integration: { type: http_proxy, httpMethod: GET, uri: "https://pets.example.com" }
    /// ---
    /// stages: { prod: {} }
    /// ```
    /// ```yaml,passes
    /// x-amazon-apigateway-policy:
    ///   Version: "2012-10-17"
    ///   Statement:
    ///     - Effect: Allow
    ///       Principal: "*"
    ///       Action: execute-api:Invoke
    ///       Resource: execute-api:/prod/*
    /// paths:
    ///   /pets:
    ///     get:
    ///       responses: {}
    ///       x-amazon-apigateway-integration: { type: http_proxy, httpMethod: GET, uri: "https://pets.example.com" }
    /// ---
    /// stages: { prod: {} }
    /// ```
    "policy-resource-of-unknown-stage", Warning, RestApi => check
}

fn check(cx: &Context<'_>, _: &RestApi, sink: &mut Sink) {
    for found in faulty(cx) {
        let ResourceFault::Stage(stage) = &found.fault else { continue };
        let message = format!("there is no stage `{stage}`");
        let place = policy::place(cx, found.value.span());
        let reported = sink.report(&RULE, place, message);
        match found.meant {
            Some(meant) => reported.help(format!("write `{meant}`")),
            None => reported.help("name a stage of the manifest"),
        };
    }
}
