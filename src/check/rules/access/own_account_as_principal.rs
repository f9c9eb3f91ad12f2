//! `own-account-as-principal`

use crate::check::policy::{self, Several};
use crate::check::{Context, MethodAt};
use crate::diag::Sink;
use crate::iam::{Effect, Statement, Written};
use crate::ir::RestApi;

rule! {
    /// The policy allows the account that the API is in, and nobody of it by that.
    ///
    /// ## Why
    /// A statement that names an account leaves it to that account whom of its identities it lets call: each still needs
    /// a policy of its own. In the API's own account such a policy is enough by itself, so that the statement adds
    /// nothing. A role or a user that is named needs nothing else (AWS docs, "How API Gateway resource policies affect
    /// authorization workflow").
    ///
    /// The account is the manifest's; without it nothing is said.
    ///
    /// ```yaml,fails
    /// x-amazon-apigateway-policy:
    ///   Version: "2012-10-17"
    ///   Statement:
    ///     - Effect: Allow
    ///       Principal: { AWS: "123456789012" }
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
    /// ---
    /// account: "123456789012"
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
    /// ---
    /// account: "123456789012"
    /// ```
    "own-account-as-principal", Info, RestApi => check
}

fn check(cx: &Context<'_>, _: &RestApi, sink: &mut Sink) {
    let Some(document) = policy::readable(cx) else { return };
    let Some(account) = &cx.definition().account else { return };
    let allows = |own: &&Statement| policy::has_effect(own, Effect::Allow);
    for statement in document.statements().iter().filter(allows) {
        let Some(value) = named(statement, account) else { continue };
        let mut methods: Vec<MethodAt<'_>> = policy::methods_of(cx, document, statement);
        methods.retain(|at| !policy::is_unsigned(at));
        let Some(first) = methods.first() else { continue };
        let message =
            format!("`{}` lets nobody of the account call {}", **value, Several(&methods));
        sink.report(&RULE, policy::place(cx, value.span()), message)
            .label("identities of the API's own account need a policy of their own all the same")
            .related(cx.key(first.origin.span()), "this method asks for signatures")
            .help("name the roles and users, or leave it to their policies alone");
    }
}

/// The principal of a statement that is the account itself.
fn named<'s>(statement: &'s Statement, account: &str) -> Option<&'s Written<String>> {
    let principal = statement.principal().filter(|own| !own.is_negated())?;
    let root = format!("::{account}:root");
    principal.values().iter().find(|value| value.as_str() == account || value.ends_with(&root))
}
