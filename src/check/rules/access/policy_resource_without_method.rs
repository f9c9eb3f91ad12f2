//! `policy-resource-without-method`

use crate::check::Context;
use crate::check::policy;
use crate::check::policy_resources::{ResourceFault, faulty};
use crate::diag::Sink;
use crate::ir::RestApi;

rule! {
    /// A resource of the policy is about no method of the API.
    ///
    /// ## Why
    /// No call has this verb and this path: the path is misspelt, has a slash too many or was renamed, or the
    /// method is gone. A statement that allows it leaves the method that was meant closed, and one that denies
    /// it leaves that method open. `/pets/*` is about what lies below `/pets`, and not about `/pets` itself.
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
    ///       Resource: execute-api:/*/GET/pet
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
    ///       Resource: execute-api:/*/GET/pets
    /// paths:
    ///   /pets:
    ///     get:
    ///       responses: {}
    ///       x-amazon-apigateway-integration: { type: http_proxy, httpMethod: GET, uri: "https://pets.example.com" }
    /// ```
    "policy-resource-without-method", Warning, RestApi => check
}

fn check(cx: &Context<'_>, _: &RestApi, sink: &mut Sink) {
    for found in faulty(cx) {
        if found.fault != ResourceFault::Method {
            continue;
        }
        let message = format!("no method of the API is called by `{}`", **found.value);
        let place = policy::place(cx, found.value.span());
        let reported = sink.report(&RULE, place, message);
        match found.meant {
            Some(meant) => reported.help(format!("write `{meant}`")),
            None => reported.help("a resource is `execute-api:/stage/VERB/path`, with `*` for the variables of a path"),
        };
    }
}
