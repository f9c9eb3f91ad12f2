//! `condition-that-the-client-chooses`

use crate::check::condition_keys::is_of_the_client;
use crate::check::policy::{self, Several};
use crate::check::{Context, MethodAt};
use crate::diag::Sink;
use crate::iam::{Condition, Effect, Statement};
use crate::ir::{AuthorizationType, RestApi};

rule! {
    /// Only a header that every client can write stands between the world and a method.
    ///
    /// ## Why
    /// `aws:Referer` and `aws:UserAgent` are headers of the request. Whoever knows the value, or guesses that
    /// there is one, sends it. They keep out lost visitors and no attacker.
    ///
    /// It is reported where such keys are all that a statement asks for, and it is about a method without
    /// authorization: one that allows, or one that denies everybody without the header.
    ///
    /// ```yaml,fails
    /// x-amazon-apigateway-policy:
    ///   Version: "2012-10-17"
    ///   Statement:
    ///     - Effect: Allow
    ///       Principal: "*"
    ///       Action: execute-api:Invoke
    ///       Resource: execute-api:/*
    ///       Condition: { StringLike: { "aws:Referer": "https://www.example.com/*" } }
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
    ///       Condition: { StringLike: { "aws:Referer": "https://www.example.com/*" } }
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
    "condition-that-the-client-chooses", Warning, RestApi => check
}

fn check(cx: &Context<'_>, _: &RestApi, sink: &mut Sink) {
    let Some(document) = policy::readable(cx) else { return };
    for statement in document.statements().iter().filter(|own| is_only_gate(own)) {
        let mut methods: Vec<MethodAt<'_>> = policy::methods_of(cx, document, statement);
        methods.retain(|at| at.authorization.authorization_type == AuthorizationType::None);
        let (Some(first), Some(condition)) = (methods.first(), statement.conditions().first())
        else {
            continue;
        };
        let key = condition.key().as_str();
        let message = format!(
            "`{key}` is all that {} asks for, and any client can send it",
            Several(&methods)
        );
        sink.report(&RULE, policy::place(cx, condition.span()), message)
            .related(cx.key(first.origin.span()), "this method has no authorization")
            .help("add an authorizer or `AWS_IAM` to the methods, or a condition on the address");
    }
}

/// Whether the statement lets in those who send a header, and asks for nothing else.
fn is_only_gate(statement: &Statement) -> bool {
    let conditions = statement.conditions();
    let lets_in = match statement.effect() {
        Some(Effect::Allow) => conditions.iter().all(|own| !own.is_negated()),
        Some(Effect::Deny) => conditions.iter().all(Condition::is_negated),
        None => false,
    };
    lets_in && !conditions.is_empty() && conditions.iter().all(is_of_the_client)
}
