//! `invalidation-allowed-to-everybody`

use crate::access::INVALIDATE_CACHE;
use crate::check::Context;
use crate::check::policy;
use crate::diag::Sink;
use crate::iam::{Effect, PrincipalElement, TextElement, Truth};
use crate::ir::RestApi;

rule! {
    /// The policy lets everybody of the account throw cached answers away.
    ///
    /// ## Why
    /// `execute-api:*` is not only about calls, but also about `execute-api:InvalidateCache`: with the principal
    /// `"*"` every user and role of the account may have each answer fetched anew, and the backend gets the load
    /// that the cache was to keep from it. `execute-api:Invoke` is about calls alone. It is told where a stage keeps
    /// answers of a method that asks for signatures.
    ///
    /// ```yaml,fails
    /// x-amazon-apigateway-policy:
    ///   Version: "2012-10-17"
    ///   Statement:
    ///     - { Effect: Allow, Principal: "*", Action: "execute-api:*", Resource: execute-api:/* }
    /// paths:
    ///   /pets:
    ///     get:
    ///       security: [{ iam: [] }]
    ///       responses: {}
    ///       x-amazon-apigateway-integration: { type: http_proxy, httpMethod: GET, uri: "https://pets.example.com" }
    /// components:
    ///   securitySchemes:
    ///     iam: { type: apiKey, name: Authorization, in: header, x-amazon-apigateway-authtype: awsSigv4 }
    /// ---
    /// account: "123456789012"
    /// stages: { prod: { cache: { size: 0.5, ttl: 300 } } }
    /// ```
    /// ```yaml,passes
    /// x-amazon-apigateway-policy:
    ///   Version: "2012-10-17"
    ///   Statement:
    ///     - { Effect: Allow, Principal: "*", Action: execute-api:Invoke, Resource: execute-api:/* }
    /// paths:
    ///   /pets:
    ///     get:
    ///       security: [{ iam: [] }]
    ///       responses: {}
    ///       x-amazon-apigateway-integration: { type: http_proxy, httpMethod: GET, uri: "https://pets.example.com" }
    /// components:
    ///   securitySchemes:
    ///     iam: { type: apiKey, name: Authorization, in: header, x-amazon-apigateway-authtype: awsSigv4 }
    /// ---
    /// account: "123456789012"
    /// stages: { prod: { cache: { size: 0.5, ttl: 300 } } }
    /// ```
    "invalidation-allowed-to-everybody", Info, RestApi => check
}

fn check(cx: &Context<'_>, _: &RestApi, sink: &mut Sink) {
    let Some(document) = policy::readable(cx) else { return };
    let signed = || cx.cached().iter().filter(|at| !policy::is_unsigned(&at.method));
    if signed().next().is_none() {
        return;
    }
    for statement in document.statements() {
        let is_everyone = statement.principal().is_some_and(PrincipalElement::is_everyone);
        if !is_everyone
            || statement.is_open()
            || !statement.conditions().is_empty()
            || !policy::has_effect(statement, Effect::Allow)
            || statement.is_about_action(INVALIDATE_CACHE, document.version()) != Truth::True
        {
            continue;
        }
        let methods = policy::methods_of(cx, document, statement);
        let mut cached = signed()
            .filter(|at| methods.iter().any(|own| std::ptr::eq(own.method, at.method.method)));
        let Some(first) = cached.next() else { continue };
        let place = policy::place(cx, statement.action().and_then(TextElement::span));
        let message = format!("everybody may have the answers of `{}` fetched anew", first.method);
        sink.report(&RULE, place, message)
            .label("this is about the cache as well")
            .related(first.turned_on, "its answers are kept")
            .help("write `execute-api:Invoke`");
    }
}
