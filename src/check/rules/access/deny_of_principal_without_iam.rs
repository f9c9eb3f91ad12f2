//! `deny-of-principal-without-iam`

use crate::check::Context;
use crate::check::policy::{self, Several};
use crate::diag::Sink;
use crate::iam::Effect;
use crate::ir::RestApi;

rule! {
    /// A statement denies an AWS principal calls of methods that do not know their callers.
    ///
    /// ## Why
    /// Only a method of the type `AWS_IAM` knows which user or role calls. On all others the statement never
    /// applies: the principal that it is to keep out calls like everybody else.
    ///
    /// The statement is reported where none of the methods that it is about is `AWS_IAM`.
    ///
    /// ```yaml,fails
    /// x-amazon-apigateway-policy:
    ///   Version: "2012-10-17"
    ///   Statement:
    ///     - Effect: Allow
    ///       Principal: "*"
    ///       Action: execute-api:Invoke
    ///       Resource: execute-api:/*
    ///     - Effect: Deny
    ///       Principal: { AWS: "arn:aws:iam::123456789012:role/guest" }
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
    ///       Principal: "*"
    ///       Action: execute-api:Invoke
    ///       Resource: execute-api:/*
    ///     - Effect: Deny
    ///       Principal: { AWS: "arn:aws:iam::123456789012:role/guest" }
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
    "deny-of-principal-without-iam", Warning, RestApi => check
}

fn check(cx: &Context<'_>, _: &RestApi, sink: &mut Sink) {
    let Some(document) = policy::readable(cx) else { return };
    for statement in document.statements() {
        let is_deny = statement.effect() == Some(Effect::Deny);
        if !is_deny || policy::may_be_about_anybody(statement) {
            continue;
        }
        let methods = policy::methods_of(cx, document, statement);
        if methods.is_empty() || !methods.iter().all(policy::is_unsigned) {
            continue;
        }
        let place = policy::principal_place(cx, statement);
        let message = format!("the statement denies nobody {}", Several(&methods));
        let found = sink.report(&RULE, place, message);
        found.label("no caller is known by an AWS principal there");
        if let Some(first) = methods.first() {
            found.related(cx.key(first.origin.span()), "this method does not ask for signatures");
        }
        found.help("make the methods `AWS_IAM`, or deny on a condition that every request carries");
    }
}
