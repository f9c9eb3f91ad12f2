//! `everyone-allowed-on-iam-methods`

use crate::check::policy::{self, Several};
use crate::check::{Context, MethodAt};
use crate::diag::Sink;
use crate::iam::{Effect, PrincipalElement};
use crate::ir::RestApi;

rule! {
    /// The policy allows everybody to call methods that ask for signatures.
    ///
    /// ## Why
    /// On a method of the type `AWS_IAM` a caller of the API's own account gets in when the policy of the API
    /// allows it, also without a policy of its own: with the principal `"*"` and no condition, every user and
    /// role of the account may call, and its IAM policies decide nothing but what they deny. Callers of other
    /// accounts still need a policy of their own.
    ///
    /// Often that is meant, where another statement denies all but a VPC endpoint; then allow the finding.
    ///
    /// ```yaml,fails
    /// x-amazon-apigateway-policy:
    ///   Version: "2012-10-17"
    ///   Statement:
    ///     - Effect: Allow
    ///       Principal: "*"
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
    "everyone-allowed-on-iam-methods", Info, RestApi => check
}

fn check(cx: &Context<'_>, _: &RestApi, sink: &mut Sink) {
    let Some(document) = policy::readable(cx) else { return };
    for statement in document.statements() {
        let is_everyone = statement.principal().is_some_and(PrincipalElement::is_everyone);
        if !is_everyone
            || !policy::has_effect(statement, Effect::Allow)
            || statement.is_open()
            || !statement.conditions().is_empty()
        {
            continue;
        }
        let mut methods: Vec<MethodAt<'_>> = policy::methods_of(cx, document, statement);
        methods.retain(|at| !policy::is_unsigned(at));
        let Some(first) = methods.first() else { continue };
        let message = format!(
            "identities of the account need no policy of their own to call {}",
            Several(&methods)
        );
        sink.report(&RULE, policy::principal_place(cx, statement), message)
            .label("this allows each of them")
            .related(cx.key(first.origin.span()), "IAM policies that allow this decide nothing")
            .help("name the principals, or add a condition such as `aws:PrincipalOrgID`");
        return;
    }
}
