//! `method-closed-to-everybody`

use crate::check::condition_keys::needs_signature;
use crate::check::entrances::Entrances;
use crate::check::policy::{self, Allowed, Several};
use crate::check::rules::access::denies_that_leave_nobody;
use crate::check::{Context, MethodAt};
use crate::diag::Sink;
use crate::iam::{Effect, Principal, Truth};
use crate::ir::RestApi;

rule! {
    /// The resource policy keeps every caller of a method out, whatever the request carries.
    ///
    /// ## Why
    /// Statements that allow and statements that deny can leave nobody: a range that is allowed lies in one
    /// that is denied, a condition asks for something that no request to such a method or such an endpoint
    /// carries, or a statement denies all. Callers are tried that tell all conditions apart, with a valid token
    /// or the consent of the authorizer where the method asks for one; every one of them is refused.
    ///
    /// What only a deployment knows may let somebody in. Where a definition does not say whether the API is private, the
    /// conditions of its policy tell it; where they ask for both, it is reported only if nobody gets in either way. What
    /// `policy-without-allow`, `principal-without-iam`, `method-outside-policy`, `signature-key-without-iam` and
    /// `denies-that-leave-nobody` find is not told again.
    ///
    /// ```yaml,fails
    /// x-amazon-apigateway-policy:
    ///   Version: "2012-10-17"
    ///   Statement:
    ///     - Effect: Allow
    ///       Principal: "*"
    ///       Action: execute-api:Invoke
    ///       Resource: execute-api:/*
    ///       Condition: { IpAddress: { "aws:SourceIp": 203.0.113.0/28 } }
    ///     - Effect: Deny
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
    ///       Condition: { NotIpAddress: { "aws:VpcSourceIp": 10.0.0.0/16 } }
    ///     - Effect: Deny
    ///       Principal: "*"
    ///       Action: execute-api:Invoke
    ///       Resource: execute-api:/*
    ///       Condition: { IpAddress: { "aws:VpcSourceIp": 10.0.0.0/8 } }
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
    ///     - Effect: Deny
    ///       Principal: "*"
    ///       Action: execute-api:Invoke
    ///       Resource: execute-api:/*
    ///       Condition: { IpAddress: { "aws:SourceIp": 203.0.113.0/28 } }
    /// paths:
    ///   /pets:
    ///     get:
    ///       responses: {}
    ///       x-amazon-apigateway-integration: { type: http_proxy, httpMethod: GET, uri: "https://pets.example.com" }
    /// ```
    "method-closed-to-everybody", Warning, RestApi => check
}

fn check(cx: &Context<'_>, api: &RestApi, sink: &mut Sink) {
    let (Some(document), Some(entrances)) = (policy::readable(cx), Entrances::of(cx)) else {
        return;
    };
    let Some(policy) = &api.policy else { return };
    if denies_that_leave_nobody::applies(cx) {
        return;
    }
    // A condition that unsigned calls never satisfy is told by itself.
    let asks_for_signature = policy::conditions(cx).any(|(_, own)| needs_signature(own));
    let closed: Vec<MethodAt<'_>> = cx
        .calls()
        .iter()
        .filter(|own| {
            !policy::needs_allow(&own.at)
                || matches!(policy::allowed(cx, own.at), Allowed::Everyone)
        })
        .filter(|own| !(asks_for_signature && policy::is_unsigned(&own.at)))
        .filter(|own| entrances.admit_nobody(own))
        .map(|own| own.at)
        .collect();
    let Some(first) = closed.first() else { return };
    let message = format!("nobody gets in to {}, whatever the request carries", Several(&closed));
    let found = sink.report(&RULE, cx.key(policy.origin.span()), message);
    found.related(cx.key(first.origin.span()), "this method is closed");
    let own = cx.calls().iter().find(|own| std::ptr::eq(own.at.method, first.method));
    for statement in document.statements() {
        let is_deny = policy::has_effect(statement, Effect::Deny);
        let is_about = statement.is_about(Principal::Anonymous) != Truth::False;
        if is_deny && is_about && own.is_some_and(|own| own.is_met_by(statement, document)) {
            found.related(policy::head(cx, statement), "this statement denies calls of it");
        }
    }
    found.help("narrow the statements that deny, or allow what they leave");
}
