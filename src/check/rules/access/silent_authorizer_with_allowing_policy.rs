//! `silent-authorizer-with-allowing-policy`

use crate::check::policy::{self, Several};
use crate::check::{Context, MethodAt};
use crate::diag::Sink;
use crate::iam::{Effect, PrincipalElement};
use crate::ir::{AuthorizationType, RestApi};

rule! {
    /// Where a Lambda authorizer says nothing about a method, the resource policy lets the call in.
    ///
    /// ## Why
    /// What a Lambda authorizer answers and what the resource policy says are taken together: an answer that
    /// neither allows nor denies this very method, because it is about another one, is no refusal when the
    /// policy allows it (AWS docs, "How API Gateway resource policies affect authorization workflow"). With a
    /// policy that allows `"*"`, an authorizer must answer with an explicit `Deny` to keep a caller out;
    /// leaving the method out of its `Allow` is not enough.
    ///
    /// The answers of the function are not known here, so this is information, told once.
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
    ///       security: [{ auth: [] }]
    ///       responses: {}
    ///       x-amazon-apigateway-integration: { type: http_proxy, httpMethod: GET, uri: "https://pets.example.com" }
    /// components:
    ///   securitySchemes:
    ///     auth:
    ///       type: apiKey
    ///       name: Authorization
    ///       in: header
    ///       x-amazon-apigateway-authtype: custom
    ///       x-amazon-apigateway-authorizer:
    ///         type: token
    ///         authorizerUri: arn:aws:apigateway:eu-central-1:lambda:path/2015-03-31/functions/arn:aws:lambda:eu-central-1:123456789012:function:auth/invocations
    /// ```
    /// ```yaml,passes
    /// paths:
    ///   /pets:
    ///     get:
    ///       security: [{ auth: [] }]
    ///       responses: {}
    ///       x-amazon-apigateway-integration: { type: http_proxy, httpMethod: GET, uri: "https://pets.example.com" }
    /// components:
    ///   securitySchemes:
    ///     auth:
    ///       type: apiKey
    ///       name: Authorization
    ///       in: header
    ///       x-amazon-apigateway-authtype: custom
    ///       x-amazon-apigateway-authorizer:
    ///         type: token
    ///         authorizerUri: arn:aws:apigateway:eu-central-1:lambda:path/2015-03-31/functions/arn:aws:lambda:eu-central-1:123456789012:function:auth/invocations
    /// ```
    "silent-authorizer-with-allowing-policy", Info, RestApi => check
}

fn check(cx: &Context<'_>, _: &RestApi, sink: &mut Sink) {
    let Some(document) = policy::readable(cx) else { return };
    for statement in document.statements() {
        let is_everyone = statement.principal().is_some_and(PrincipalElement::is_everyone);
        if !is_everyone || !policy::has_effect(statement, Effect::Allow) {
            continue;
        }
        let mut methods: Vec<MethodAt<'_>> = policy::methods_of(cx, document, statement);
        methods.retain(|at| at.authorization.authorization_type == AuthorizationType::Custom);
        let Some(first) = methods.first() else { continue };
        let message =
            format!("an authorizer that does not deny lets callers of {} in", Several(&methods));
        sink.report(&RULE, policy::principal_place(cx, statement), message)
            .label("this allows what the authorizer says nothing about")
            .related(first.authorization.origin.span(), "the authorizer is asked here")
            .help("let the function answer with `Deny`, not without `Allow`");
        return;
    }
}
