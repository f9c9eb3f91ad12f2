//! `method-outside-policy`

use crate::check::policy::{self, Allowed, Several};
use crate::check::{Context, MethodAt};
use crate::diag::Sink;
use crate::ir::RestApi;

rule! {
    /// The resource policy allows calls of some methods and forgets others.
    ///
    /// ## Why
    /// Where a policy is attached, a method without authorization, or with a user pool, is closed to everybody
    /// unless a statement allows it. Preflights are calls as well: a policy that allows `GET` alone answers
    /// `OPTIONS` with `403`, and browsers then call nothing.
    ///
    /// A statement of which only a deployment knows what it is about may be about any method, and a definition
    /// without stages may have any.
    ///
    /// ```yaml,fails
    /// x-amazon-apigateway-policy:
    ///   Version: "2012-10-17"
    ///   Statement:
    ///     - Effect: Allow
    ///       Principal: "*"
    ///       Action: execute-api:Invoke
    ///       Resource: execute-api:/*/GET/pets
    /// paths:
    ///   /pets:
    ///     get:
    ///       responses: {}
    ///       x-amazon-apigateway-integration: { type: http_proxy, httpMethod: GET, uri: "https://pets.example.com" }
    ///     post:
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
    ///       Resource: execute-api:/*/*/pets
    /// paths:
    ///   /pets:
    ///     get:
    ///       responses: {}
    ///       x-amazon-apigateway-integration: { type: http_proxy, httpMethod: GET, uri: "https://pets.example.com" }
    ///     post:
    ///       responses: {}
    ///       x-amazon-apigateway-integration: { type: http_proxy, httpMethod: GET, uri: "https://pets.example.com" }
    /// ```
    "method-outside-policy", Warning, RestApi => check
}

fn check(cx: &Context<'_>, api: &RestApi, sink: &mut Sink) {
    let Some(policy) = &api.policy else { return };
    let methods = cx.methods().iter().filter(|at| policy::needs_allow(at));
    let outside: Vec<MethodAt<'_>> = methods
        .filter(|at| matches!(policy::allowed(cx, **at), Allowed::Nowhere))
        .copied()
        .collect();
    let Some(first) = outside.first() else { return };
    let message = format!("no statement of the policy is about {}", Several(&outside));
    sink.report(&RULE, cx.key(policy.origin.span()), message)
        .label("so nobody may call it")
        .related(cx.key(first.origin.span()), "only the policy could let callers in here")
        .help("add a resource to a statement that allows, such as `execute-api:/*`");
}
