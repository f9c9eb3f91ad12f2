//! `wildcard-principal`

use crate::check::Context;
use crate::check::authorizers::is_protected;
use crate::check::policy;
use crate::diag::Sink;
use crate::iam::{Effect, PrincipalElement, Statement};
use crate::ir::RestApi;

rule! {
    /// The resource policy lets everybody in, on every condition.
    ///
    /// ## Why
    /// A statement that allows `*` without a condition, in a policy that denies nothing, restricts nobody: the methods
    /// without an authorizer are open to whoever can reach the API. For a private API that is every VPC endpoint of
    /// every account. Add a condition to the statement, or a statement that denies everybody else.
    ///
    /// ```yaml,fails
    /// x-amazon-apigateway-policy:
    ///   Version: "2012-10-17"
    ///   Statement: [{ Effect: Allow, Principal: "*", Action: execute-api:Invoke, Resource: execute-api:/* }]
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
    ///     - { Effect: Allow, Principal: "*", Action: execute-api:Invoke, Resource: execute-api:/* }
    ///     - Effect: Deny
    ///       Principal: "*"
    ///       Action: execute-api:Invoke
    ///       Resource: execute-api:/*
    ///       Condition: { StringNotEquals: { aws:SourceVpce: vpce-0123456789abcdef0 } }
    /// paths:
    ///   /pets:
    ///     get:
    ///       responses: {}
    ///       x-amazon-apigateway-integration: { type: http_proxy, httpMethod: GET, uri: "https://pets.example.com" }
    /// ```
    "wildcard-principal", Warning, RestApi => check
}

fn check(cx: &Context<'_>, _: &RestApi, sink: &mut Sink) {
    let Some(document) = policy::readable(cx) else { return };
    let statements = document.statements();
    // What only a deployment knows may be a denial as well.
    if !statements.iter().all(|own| policy::has_effect(own, Effect::Allow)) {
        return;
    }
    let is_open = |own: &&Statement| {
        !own.is_open()
            && own.conditions().is_empty()
            && own.principal().is_some_and(PrincipalElement::is_everyone)
    };
    let found = statements.iter().filter(is_open).find_map(|statement| {
        let methods = policy::methods_of(cx, document, statement);
        let open = methods.into_iter().find(|at| !is_protected(&at.method.authorization))?;
        Some((statement, open))
    });
    let Some((statement, open)) = found else { return };
    let place = policy::principal_place(cx, statement);
    sink.report(&RULE, place, "the resource policy lets everybody in")
        .related(open.authorization.origin.span(), format!("`{open}` has no authorizer"))
        .help("add a `Condition`, or a statement that denies everybody else");
}
