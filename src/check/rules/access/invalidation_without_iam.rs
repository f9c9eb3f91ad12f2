//! `invalidation-without-iam`

use crate::check::Context;
use crate::check::policy;
use crate::diag::Sink;
use crate::iam::{Effect, Statement};
use crate::ir::RestApi;

rule! {
    /// The policy lets callers throw cached answers away who cannot prove who they are.
    ///
    /// ## Why
    /// `Cache-Control: max-age=0` has effect for callers with the permission `execute-api:InvalidateCache`, and only
    /// a signed request shows that its caller has it. About methods that do not ask for signatures the statement
    /// does nothing (AWS docs, "Invalidate the API Gateway cache"). It is also told where no stage of the manifest
    /// keeps an answer of a method that the statement is about.
    ///
    /// ```yaml,fails
    /// x-amazon-apigateway-policy:
    ///   Version: "2012-10-17"
    ///   Statement:
    ///     - { Effect: Allow, Principal: "*", Action: execute-api:InvalidateCache, Resource: execute-api:/* }
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
    ///     - { Effect: Allow, Principal: { AWS: "arn:aws:iam::123456789012:role/reader" }, Action: execute-api:InvalidateCache, Resource: execute-api:/* }
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
    "invalidation-without-iam", Warning, RestApi => check
}

fn check(cx: &Context<'_>, _: &RestApi, sink: &mut Sink) {
    let Some(document) = policy::readable(cx) else { return };
    for statement in document.statements().iter().filter(|own| is_about_invalidation_alone(own)) {
        let about = || cx.calls().iter().filter(|own| own.is_met_by(statement, document));
        let Some(first) = about().next() else { continue };
        let is_signed = about().any(|own| !policy::is_unsigned(&own.at));
        let is_cached = cx.definition().stages.is_empty()
            || about().any(|own| {
                cx.cached().iter().any(|at| std::ptr::eq(at.method.method, own.at.method))
            });
        let (message, why) = match (is_signed, is_cached) {
            (false, _) => {
                ("nobody can use the permission to invalidate the cache", "no caller is known here")
            }
            (true, false) => (
                "the permission to invalidate the cache is for answers that nobody keeps",
                "no stage keeps its answers",
            ),
            (true, true) => continue,
        };
        sink.report(&RULE, policy::head(cx, statement), message)
            .related(cx.key(first.at.origin.span()), why)
            .help("let the method be `AWS_IAM` and cached, or take the statement out");
    }
}

fn is_about_invalidation_alone(statement: &Statement) -> bool {
    let Some(action) = statement.action().filter(|own| !own.is_negated()) else { return false };
    policy::has_effect(statement, Effect::Allow)
        && !action.values().is_empty()
        && action.values().iter().all(|own| own.eq_ignore_ascii_case("execute-api:InvalidateCache"))
}
