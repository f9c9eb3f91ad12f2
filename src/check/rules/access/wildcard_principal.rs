//! `wildcard-principal`

use crate::check::Context;
use crate::diag::Sink;
use crate::ir::{AuthorizationType, RestApi};
use crate::source::Node;

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

fn check(_: &Context<'_>, api: &RestApi, sink: &mut Sink) {
    let Some(policy) = &api.policy else { return };
    let open = |kind: AuthorizationType| kind == AuthorizationType::None;
    let mut methods = api.resources.methods();
    let Some((resource, method)) =
        methods.find(|(_, method)| open(method.authorization.authorization_type))
    else {
        return;
    };
    let Some(statement) = policy.document.node().get("Statement") else { return };
    let statements: Vec<Node<'_>> =
        if statement.is_sequence() { statement.items().collect() } else { vec![statement] };
    // What an intrinsic function stands for may be a denial as well.
    if !statements.iter().all(|one| effect(*one) == Some("Allow")) {
        return;
    }
    let Some(principal) = statements.iter().find_map(|one| open_principal(*one)) else { return };
    sink.report(&RULE, principal.span(), "the resource policy lets everybody in")
        .related(
            method.authorization.origin.span(),
            format!("`{} {}` has no authorizer", method.http_method, resource.path),
        )
        .help("add a `Condition`, or a statement that denies everybody else");
}

fn effect(statement: Node<'_>) -> Option<&str> {
    statement.get("Effect")?.as_str()
}

/// The principal of a statement without condition, if it is everybody.
fn open_principal(statement: Node<'_>) -> Option<Node<'_>> {
    if statement.get("Condition").is_some() {
        return None;
    }
    let principal = statement.get("Principal")?;
    let named = principal.get("AWS").unwrap_or(principal);
    let all = named.as_str() == Some("*") || named.items().any(|one| one.as_str() == Some("*"));
    all.then_some(principal)
}
