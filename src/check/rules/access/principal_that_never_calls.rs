//! `principal-that-never-calls`

use crate::check::Context;
use crate::check::policy;
use crate::diag::Sink;
use crate::ir::RestApi;

rule! {
    /// A statement is about somebody who never calls an API.
    ///
    /// ## Why
    /// The caller of an API is a user, a role, a session or an account of AWS, or nobody that AWS knows. A
    /// service principal, an identity provider, a canonical user of S3, or the id that is left of a deleted
    /// user is none of them, and the statement never applies to it. Services that call APIs, such as Step
    /// Functions, do so in a role.
    ///
    /// ```yaml,fails
    /// x-amazon-apigateway-policy:
    ///   Version: "2012-10-17"
    ///   Statement:
    ///     - Effect: Allow
    ///       Principal: { Service: lambda.amazonaws.com }
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
    /// ```yaml,passes
    /// x-amazon-apigateway-policy:
    ///   Version: "2012-10-17"
    ///   Statement:
    ///     - Effect: Allow
    ///       Principal: { AWS: "arn:aws:iam::123456789012:role/caller" }
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
    "principal-that-never-calls", Warning, RestApi => check
}

fn check(cx: &Context<'_>, _: &RestApi, sink: &mut Sink) {
    for statement in policy::statements(cx) {
        let Some(principal) = statement.principal().filter(|own| !own.is_negated()) else {
            continue;
        };
        for value in principal.never_callers() {
            let message = format!("`{}` never calls an API", **value);
            sink.report(&RULE, policy::place(cx, value.span()), message).help(
                "name the role that calls, as in `{ AWS: arn:aws:iam::123456789012:role/Name }`",
            );
        }
    }
}
