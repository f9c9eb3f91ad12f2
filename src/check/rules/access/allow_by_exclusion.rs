//! `allow-by-exclusion`

use crate::check::Context;
use crate::check::policy;
use crate::diag::Sink;
use crate::iam::Effect;
use crate::ir::RestApi;

rule! {
    /// A statement allows everything but some actions or resources.
    ///
    /// ## Why
    /// `NotAction` and `NotResource` in a statement that allows are about all that is not named: also about the
    /// methods that the API gets next year, and about throwing away cached responses. Name what is allowed, or
    /// allow all and deny some: then a reader sees both.
    ///
    /// ```yaml,fails
    /// x-amazon-apigateway-policy:
    ///   Version: "2012-10-17"
    ///   Statement:
    ///     - Effect: Allow
    ///       Principal: "*"
    ///       Action: execute-api:Invoke
    ///       NotResource: execute-api:/*/*/admin
    /// paths:
    ///   /pets:
    ///     get:
    ///       responses: {}
    ///       x-amazon-apigateway-integration: { type: http_proxy, httpMethod: GET, uri: "https://pets.example.com" }
    ///   /admin:
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
    ///       Resource: execute-api:/*/*/admin
    /// paths:
    ///   /pets:
    ///     get:
    ///       responses: {}
    ///       x-amazon-apigateway-integration: { type: http_proxy, httpMethod: GET, uri: "https://pets.example.com" }
    ///   /admin:
    ///     get:
    ///       responses: {}
    ///       x-amazon-apigateway-integration: { type: http_proxy, httpMethod: GET, uri: "https://pets.example.com" }
    /// ```
    "allow-by-exclusion", Warning, RestApi => check
}

fn check(cx: &Context<'_>, _: &RestApi, sink: &mut Sink) {
    for statement in
        policy::statements(cx).iter().filter(|own| policy::has_effect(own, Effect::Allow))
    {
        let elements = [("actions", statement.action()), ("resources", statement.resource())];
        for (what, element) in elements {
            let Some(element) = element.filter(|own| own.is_negated()) else { continue };
            let message = format!("the statement allows all {what} but these, also future ones");
            sink.report(&RULE, policy::place(cx, element.span()), message)
                .help("name what is allowed, or allow all and deny these in a second statement");
        }
    }
}
