//! `allow-by-not-principal`

use crate::check::Context;
use crate::check::policy;
use crate::diag::Sink;
use crate::iam::Effect;
use crate::ir::RestApi;

rule! {
    /// A statement allows everybody but some.
    ///
    /// ## Why
    /// `NotPrincipal` in a statement that allows is about all others, also about callers that AWS does not
    /// know: everybody on the internet. AWS advises never to write it (AWS docs, "AWS JSON policy elements:
    /// NotPrincipal"). Allow those who are to call, or allow `"*"` and deny some.
    ///
    /// ```yaml,fails
    /// x-amazon-apigateway-policy:
    ///   Version: "2012-10-17"
    ///   Statement:
    ///     - Effect: Allow
    ///       Action: execute-api:Invoke
    ///       Resource: execute-api:/*
    ///       NotPrincipal: { AWS: "arn:aws:iam::123456789012:user/guest" }
    /// paths:
    ///   /pets:
    ///     get:
    ///       security: [{ iam: [] }]
    ///       responses: {}
    ///       x-amazon-apigateway-integration: { type: http_proxy, httpMethod: GET, uri: "https://pets.example.com" }
    /// components:
    ///   securitySchemes:
    ///     iam: { type: apiKey, name: Authorization, in: header, x-amazon-apigateway-authtype: awsSigv4 }
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
    ///       Principal: { AWS: "arn:aws:iam::123456789012:user/guest" }
    ///       Action: execute-api:Invoke
    ///       Resource: execute-api:/*
    /// paths:
    ///   /pets:
    ///     get:
    ///       security: [{ iam: [] }]
    ///       responses: {}
    ///       x-amazon-apigateway-integration: { type: http_proxy, httpMethod: GET, uri: "https://pets.example.com" }
    /// components:
    ///   securitySchemes:
    ///     iam: { type: apiKey, name: Authorization, in: header, x-amazon-apigateway-authtype: awsSigv4 }
    /// ```
    "allow-by-not-principal", Warning, RestApi => check
}

fn check(cx: &Context<'_>, _: &RestApi, sink: &mut Sink) {
    for statement in policy::statements(cx) {
        let negated = statement.principal().filter(|own| own.is_negated());
        if let Some(element) = negated.filter(|_| policy::has_effect(statement, Effect::Allow)) {
            let message =
                "the statement allows everybody else, also callers that AWS does not know";
            sink.report(&RULE, policy::place(cx, element.span()), message).help(
                "name those who may call, or allow `\"*\"` and deny these in a second statement",
            );
        }
    }
}
