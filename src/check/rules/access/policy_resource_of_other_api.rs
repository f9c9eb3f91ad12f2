//! `policy-resource-of-other-api`

use crate::check::Context;
use crate::check::policy;
use crate::check::policy_resources::{ResourceFault, faulty};
use crate::diag::Sink;
use crate::iam::{ResourcePattern, Written};
use crate::ir::RestApi;

rule! {
    /// A resource of the policy names another API than the one that the policy belongs to.
    ///
    /// ## Why
    /// A resource policy is asked about calls of its own API alone. A statement about another region, another
    /// account, another API or another service does nothing. Write `execute-api:/` for the own API: API Gateway
    /// fills in the rest.
    ///
    /// Region and account are those of the manifest, and are compared where it says them. The id of the API is
    /// not known; two different ids in one policy cannot both be right.
    ///
    /// ```yaml,fails
    /// x-amazon-apigateway-policy:
    ///   Version: "2012-10-17"
    ///   Statement:
    ///     - Effect: Allow
    ///       Principal: "*"
    ///       Action: execute-api:Invoke
    ///       Resource: "arn:aws:execute-api:us-east-1:123456789012:a1b2c3d4e5/*"
    /// paths:
    ///   /pets:
    ///     get:
    ///       responses: {}
    ///       x-amazon-apigateway-integration: { type: http_proxy, httpMethod: GET, uri: "https://pets.example.com" }
    /// ---
    /// region: eu-central-1
    /// ```
    /// ```yaml,passes
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
    ///       responses: {}
    ///       x-amazon-apigateway-integration: { type: http_proxy, httpMethod: GET, uri: "https://pets.example.com" }
    /// ---
    /// region: eu-central-1
    /// ```
    "policy-resource-of-other-api", Warning, RestApi => check
}

fn check(cx: &Context<'_>, _: &RestApi, sink: &mut Sink) {
    const HELP: &str = "write `execute-api:/` for the API of the policy";
    let Some(document) = policy::readable(cx) else { return };
    for found in faulty(cx).iter().filter(|own| own.fault == ResourceFault::OtherService) {
        let message = format!("`{}` is no call of an API", **found.value);
        sink.report(&RULE, policy::place(cx, found.value.span()), message).help(HELP);
    }
    let definition = cx.definition();
    let region = definition.region.as_deref().map(String::as_str);
    let account = definition.account.as_deref().map(String::as_str);
    let mut first: Option<(String, &Written<String>)> = None;
    for value in document.statements().iter().flat_map(policy::resources) {
        let Some(pattern) = ResourcePattern::of(value, document.version()) else { continue };
        let mut other = |what: &str, own: Option<&str>, wanted: Option<&str>| {
            let (Some(own), Some(wanted)) = (own, wanted) else { return };
            if own != wanted {
                let message = format!("the API is in the {what} `{wanted}`, and not in `{own}`");
                sink.report(&RULE, policy::place(cx, value.span()), message).help(HELP);
            }
        };
        other("region", pattern.region(), region);
        other("account", pattern.account(), account);
        match (pattern.id(), &first) {
            (Some(id), None) => first = Some((id.to_owned(), value)),
            (Some(id), Some((known, place))) if id != known => {
                let message =
                    format!("the policy belongs to one API, and not to `{known}` and `{id}`");
                sink.report(&RULE, policy::place(cx, value.span()), message)
                    .related(policy::place(cx, place.span()), "this is the other one")
                    .help(HELP);
            }
            _ => {}
        }
    }
}
