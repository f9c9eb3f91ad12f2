//! `any-as-verb-in-policy-resource`

use crate::check::Context;
use crate::check::policy;
use crate::check::policy_resources::{ResourceFault, faulty};
use crate::diag::Sink;
use crate::ir::RestApi;

rule! {
    /// A resource of the policy has the verb `ANY`.
    ///
    /// ## Why
    /// Policies see the verb of the request, `GET` or `POST`, also where the method of the definition is
    /// `x-amazon-apigateway-any-method`. No request has the verb `ANY`, so the resource is about no call.
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
    ///       Resource: execute-api:/*/ANY/pets
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
    ///       Resource: execute-api:/*/*/pets
    /// paths:
    ///   /pets:
    ///     get:
    ///       responses: {}
    ///       x-amazon-apigateway-integration: { type: http_proxy, httpMethod: GET, uri: "https://pets.example.com" }
    /// ```
    "any-as-verb-in-policy-resource", Warning, RestApi => check
}

fn check(cx: &Context<'_>, _: &RestApi, sink: &mut Sink) {
    for found in faulty(cx) {
        if found.fault != ResourceFault::Any {
            continue;
        }
        let message = format!("no request has the verb of `{}`", **found.value);
        let place = policy::place(cx, found.value.span());
        let reported = sink.report(&RULE, place, message);
        match found.meant {
            Some(meant) => reported.help(format!("write `{meant}`")),
            None => reported.help("write `*` for any verb"),
        };
    }
}
