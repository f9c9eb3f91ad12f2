//! `signature-key-without-iam`

use crate::check::Context;
use crate::check::condition_keys::needs_signature;
use crate::check::policy::{self, Several};
use crate::diag::Sink;
use crate::iam::{Effect, Principal, Truth};
use crate::ir::RestApi;

rule! {
    /// A statement about unsigned calls asks for something that only signed ones carry.
    ///
    /// ## Why
    /// `aws:PrincipalArn`, `aws:PrincipalOrgID`, `aws:username` and the like are in signed requests, and only
    /// methods of the type `AWS_IAM` ask for signatures. On all others an operator like `StringEquals` never
    /// holds, and one like `StringNotEquals` always does, which in a statement that denies keeps everybody out.
    ///
    /// It is reported where none of the methods that the statement is about is `AWS_IAM`. `Null` and operators
    /// with `IfExists` ask for the absence themselves and are left alone.
    ///
    /// ```yaml,fails
    /// x-amazon-apigateway-policy:
    ///   Version: "2012-10-17"
    ///   Statement:
    ///     - Effect: Allow
    ///       Principal: "*"
    ///       Action: execute-api:Invoke
    ///       Resource: execute-api:/*
    ///       Condition: { StringEquals: { "aws:PrincipalOrgID": o-a1b2c3d4e5 } }
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
    ///       Condition: { StringEquals: { "aws:PrincipalOrgID": o-a1b2c3d4e5 } }
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
    "signature-key-without-iam", Warning, RestApi => check
}

fn check(cx: &Context<'_>, _: &RestApi, sink: &mut Sink) {
    let Some(document) = policy::readable(cx) else { return };
    for statement in document.statements() {
        let mut conditions = statement.conditions().iter();
        let condition =
            conditions.find(|own| needs_signature(own) && !own.is_null() && !own.if_exists());
        // A statement about AWS principals is the matter of other rules.
        let is_about_anybody = statement.is_about(Principal::Anonymous) != Truth::False;
        let Some(condition) = condition.filter(|_| is_about_anybody) else { continue };
        let methods = policy::methods_of(cx, document, statement);
        let Some(first) = methods.first().filter(|_| methods.iter().all(policy::is_unsigned))
        else {
            continue;
        };
        let key = condition.key().as_str();
        let message = format!("calls of {} never carry `{key}`", Several(&methods));
        let found = sink.report(&RULE, policy::place(cx, condition.key().span()), message);
        found.label(match (condition.is_negated(), statement.effect()) {
            (true, Some(Effect::Deny)) => "the condition always holds, and all of them are denied",
            (true, _) => "the condition always holds",
            (false, Some(Effect::Allow)) => {
                "the condition never holds, and none of them is allowed"
            }
            (false, _) => "the condition never holds",
        });
        found
            .related(cx.key(first.origin.span()), "this method does not ask for signatures")
            .help("make the methods `AWS_IAM`, or ask for something that every request carries");
    }
}
