//! `policy-without-allow`

use crate::check::policy::{self, Several};
use crate::check::{Context, MethodAt};
use crate::diag::{Severity, Sink};
use crate::iam::Effect;
use crate::ir::RestApi;

rule! {
    /// A resource policy denies some calls and allows none.
    ///
    /// ## Why
    /// A policy that is attached allows what a statement allows, and nothing else. A method without
    /// authorization, or with a user pool, is then closed to everybody: `403`, also where no statement denies
    /// (AWS docs, "How API Gateway resource policies affect authorization workflow"). A Lambda authorizer, or
    /// the policy of an identity of the same account, can allow in its place, so that an API with these alone
    /// works; the finding is then information, because the first method of another kind, and every caller of
    /// another account, is shut out.
    ///
    /// A policy with a statement whose effect only a deployment knows is left alone.
    ///
    /// ```yaml,fails
    /// x-amazon-apigateway-policy:
    ///   Version: "2012-10-17"
    ///   Statement:
    ///     - Effect: Deny
    ///       Principal: "*"
    ///       Action: execute-api:Invoke
    ///       Resource: execute-api:/*
    ///       Condition: { NotIpAddress: { "aws:SourceIp": 203.0.113.0/24 } }
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
    ///       Condition: { NotIpAddress: { "aws:SourceIp": 203.0.113.0/24 } }
    /// paths:
    ///   /pets:
    ///     get:
    ///       responses: {}
    ///       x-amazon-apigateway-integration: { type: http_proxy, httpMethod: GET, uri: "https://pets.example.com" }
    /// ```
    "policy-without-allow", Error, RestApi => check
}

const HELP: &str = "add `{ Effect: Allow, Principal: \"*\", Action: execute-api:Invoke, Resource: execute-api:/* }`";

fn check(cx: &Context<'_>, api: &RestApi, sink: &mut Sink) {
    let statements = policy::statements(cx);
    let denies = |effect| effect == Some(Effect::Deny);
    let Some(policy) = &api.policy else { return };
    if statements.is_empty() || !statements.iter().all(|own| denies(own.effect())) {
        return;
    }
    let closed: Vec<MethodAt<'_>> =
        cx.methods().iter().filter(|at| policy::needs_allow(at)).copied().collect();
    let place = cx.key(policy.origin.span());
    if closed.is_empty() {
        let found = sink.report(&RULE, place, "the policy allows nothing, and only denies");
        found.severity = Severity::Info;
        found.label("callers get in by authorizers and policies of their own alone").help(HELP);
        return;
    }
    let message = format!("the policy allows nothing, so nobody may call {}", Several(&closed));
    let found = sink.report(&RULE, place, message);
    found.label("all of its statements deny").help(HELP);
    if let Some(first) = closed.first() {
        found.related(cx.key(first.origin.span()), "only the policy could let callers in here");
    }
}
