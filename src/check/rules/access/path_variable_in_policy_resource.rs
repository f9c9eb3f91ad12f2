//! `path-variable-in-policy-resource`

use crate::check::Context;
use crate::check::policy;
use crate::check::policy_resources::{ResourceFault, faulty};
use crate::diag::Sink;
use crate::ir::RestApi;

rule! {
    /// A resource of the policy has a variable of the path in braces.
    ///
    /// ## Why
    /// Policies see the path of the request, `/pets/7`, and not the path of the definition, `/pets/{petId}`.
    /// The braces are letters like all others, and no request has them; write `*` in their place (AWS docs,
    /// "Control access for invoking an API").
    ///
    /// A resource of which only a deployment knows a part may be right, and is left alone.
    ///
    /// ```yaml,fails
    /// x-amazon-apigateway-policy:
    ///   Version: "2012-10-17"
    ///   Statement:
    ///     - Effect: Allow
    ///       Principal: "*"
    ///       Action: execute-api:Invoke
    ///       Resource: "execute-api:/*/GET/pets/{petId}"
    /// paths:
    ///   /pets/{petId}:
    ///     get:
    ///       parameters: [{ name: petId, in: path, required: true, schema: { type: string } }]
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
    ///       Resource: execute-api:/*/GET/pets/*
    /// paths:
    ///   /pets/{petId}:
    ///     get:
    ///       parameters: [{ name: petId, in: path, required: true, schema: { type: string } }]
    ///       responses: {}
    ///       x-amazon-apigateway-integration: { type: http_proxy, httpMethod: GET, uri: "https://pets.example.com" }
    /// ```
    "path-variable-in-policy-resource", Warning, RestApi => check
}

fn check(cx: &Context<'_>, _: &RestApi, sink: &mut Sink) {
    for found in faulty(cx) {
        let ResourceFault::Variable(variable) = &found.fault else { continue };
        let message = format!("no request has `{variable}` in its path");
        let place = policy::place(cx, found.value.span());
        let reported = sink.report(&RULE, place, message);
        match found.meant {
            Some(meant) => reported.help(format!("write `{meant}`")),
            None => reported.help("write `*` for the variable"),
        };
    }
}
