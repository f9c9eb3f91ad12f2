//! `principal-without-iam`

use crate::check::policy::{self, Allowed, Several};
use crate::check::{Context, MethodAt};
use crate::diag::Sink;
use crate::iam::Statement;
use crate::ir::RestApi;

rule! {
    /// The policy allows AWS principals to call methods that do not know their callers.
    ///
    /// ## Why
    /// Only a method of the type `AWS_IAM` knows which user or role calls. To all others the caller is nobody,
    /// and a statement about a user, a role or an account is not about nobody: the method answers `403` to
    /// everyone, also to that principal (AWS docs, "Controlling access to an API with API Gateway resource
    /// policies").
    ///
    /// Methods with a Lambda authorizer are left out, because its answer can allow as well. A statement of
    /// which only a deployment knows what it is about may be about any method.
    ///
    /// ```yaml,fails
    /// x-amazon-apigateway-policy:
    ///   Version: "2012-10-17"
    ///   Statement:
    ///     - Effect: Allow
    ///       Principal: { AWS: "arn:aws:iam::123456789012:role/reader" }
    ///       Action: execute-api:Invoke
    ///       Resource: execute-api:/*
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
    ///       Principal: { AWS: "arn:aws:iam::123456789012:role/reader" }
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
    "principal-without-iam", Error, RestApi => check
}

fn check(cx: &Context<'_>, _: &RestApi, sink: &mut Sink) {
    let mut found: Vec<(&Statement, Vec<MethodAt<'_>>)> = Vec::new();
    for at in cx.methods().iter().filter(|at| policy::needs_allow(at)) {
        let Allowed::Principals(statement) = policy::allowed(cx, *at) else { continue };
        match found.iter_mut().find(|(own, _)| std::ptr::eq(*own, statement)) {
            Some((_, methods)) => methods.push(*at),
            None => found.push((statement, vec![*at])),
        }
    }
    for (statement, methods) in found {
        let place = policy::principal_place(cx, statement);
        let message =
            format!("nobody may call {}: no AWS principal is known there", Several(&methods));
        let found = sink.report(&RULE, place, message);
        found.label("this is about signed requests alone");
        if let Some(first) = methods.first() {
            found.related(cx.key(first.origin.span()), "this method does not ask for signatures");
        }
        found.help("make the methods `AWS_IAM`, or allow the principal `\"*\"` on conditions");
    }
}
