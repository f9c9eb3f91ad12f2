//! `policy-resource-without-path`

use crate::check::Context;
use crate::check::policy;
use crate::check::policy_resources::{ResourceFault, faulty};
use crate::diag::Sink;
use crate::ir::RestApi;

rule! {
    /// A resource of the policy ends before a path, or leaves the stage out.
    ///
    /// ## Why
    /// A call is `stage/VERB/path` behind the id of the API. A resource that ends earlier, such as
    /// `.../a1b2c3/` or `.../a1b2c3/prod/GET`, is about no call, and neither is one that starts at the verb;
    /// the statement does nothing. A wildcard reaches over slashes, so that `.../a1b2c3/*` is about all.
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
    ///       Resource: execute-api:/prod
    /// paths:
    ///   /pets:
    ///     get:
    ///       responses: {}
    ///       x-amazon-apigateway-integration: { type: http_proxy, httpMethod: GET, uri: "https://pets.example.com" }
    /// ```
    /// ```yaml,fails
    /// x-amazon-apigateway-policy:
    ///   Version: "2012-10-17"
    ///   Statement:
    ///     - Effect: Allow
    ///       Principal: "*"
    ///       Action: execute-api:Invoke
    ///       Resource: "arn:aws:execute-api:eu-central-1:123456789012:a1b2c3d4e5/"
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
    ///       Resource: execute-api:/prod/*
    /// paths:
    ///   /pets:
    ///     get:
    ///       responses: {}
    ///       x-amazon-apigateway-integration: { type: http_proxy, httpMethod: GET, uri: "https://pets.example.com" }
    /// ```
    "policy-resource-without-path", Warning, RestApi => check
}

fn check(cx: &Context<'_>, _: &RestApi, sink: &mut Sink) {
    for found in faulty(cx) {
        if found.fault != ResourceFault::Incomplete {
            continue;
        }
        let message = format!("`{}` is not as long as `stage/VERB/path`", **found.value);
        let place = policy::place(cx, found.value.span());
        let reported = sink.report(&RULE, place, message);
        match found.meant {
            Some(meant) => reported.help(format!("write `{meant}`")),
            None => reported.help("a resource is `execute-api:/stage/VERB/path`"),
        };
    }
}
