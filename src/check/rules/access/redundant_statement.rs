//! `redundant-statement`

use crate::check::Context;
use crate::check::policy;
use crate::diag::Sink;
use crate::ir::RestApi;

rule! {
    /// A statement says nothing that another one does not say already.
    ///
    /// ## Why
    /// Statements of one effect add up. One that is about a part of what another of the same effect is about
    /// changes nothing, and the policy has at most 8192 characters.
    ///
    /// It is reported only where it is certain: what a deployment fills in may be anything.
    ///
    /// ```yaml,fails
    /// x-amazon-apigateway-policy:
    ///   Version: "2012-10-17"
    ///   Statement:
    ///     - Effect: Allow
    ///       Principal: "*"
    ///       Action: execute-api:Invoke
    ///       Resource: execute-api:/*
    ///     - Effect: Allow
    ///       Principal: "*"
    ///       Action: execute-api:Invoke
    ///       Resource: execute-api:/*/GET/pets
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
    ///       Resource: execute-api:/*/GET/*
    ///     - Effect: Allow
    ///       Principal: "*"
    ///       Action: execute-api:Invoke
    ///       Resource: execute-api:/*/POST/*
    /// paths:
    ///   /pets:
    ///     get:
    ///       responses: {}
    ///       x-amazon-apigateway-integration: { type: http_proxy, httpMethod: GET, uri: "https://pets.example.com" }
    ///     post:
    ///       responses: {}
    ///       x-amazon-apigateway-integration: { type: http_proxy, httpMethod: GET, uri: "https://pets.example.com" }
    /// ```
    "redundant-statement", Info, RestApi => check
}

fn check(cx: &Context<'_>, _: &RestApi, sink: &mut Sink) {
    let Some(document) = policy::readable(cx) else { return };
    let (statements, version) = (document.statements(), document.version());
    for (place, statement) in statements.iter().enumerate() {
        let wider = statements.iter().enumerate().find(|(other_place, other)| {
            // Of two that say the same the second one is too much.
            *other_place != place
                && other.effect().is_some()
                && other.effect() == statement.effect()
                && other.covers(statement, version)
                && (*other_place < place || !statement.covers(other, version))
        });
        let Some((_, wider)) = wider else { continue };
        sink.report(&RULE, policy::head(cx, statement), "another statement says this already")
            .related(policy::head(cx, wider), "this one is about all of it")
            .help("remove the statement, or write what it was to say besides");
    }
}
