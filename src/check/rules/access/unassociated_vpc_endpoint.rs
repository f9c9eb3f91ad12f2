//! `unassociated-vpc-endpoint`

use crate::check::Context;
use crate::check::policy;
use crate::check::values::is_open;
use crate::diag::Sink;
use crate::iam::{Effect, GlobalKey};
use crate::ir::RestApi;

rule! {
    /// The policy lets in a VPC endpoint that the API is not associated with.
    ///
    /// ## Why
    /// API Gateway makes host names for the endpoints in `vpcEndpointIds` alone. Through another endpoint the
    /// API is still reached with the header `x-apigw-api-id` or with private DNS, which surprises whoever tries
    /// the name; more often the two lists have drifted apart.
    ///
    /// Values and ids that are filled in later are left alone.
    ///
    /// ```yaml,fails
    /// servers:
    ///   - url: https://pets.example.com
    ///     x-amazon-apigateway-endpoint-configuration: { vpcEndpointIds: [vpce-0123456789abcdef0] }
    /// x-amazon-apigateway-policy:
    ///   Version: "2012-10-17"
    ///   Statement:
    ///     - Effect: Allow
    ///       Principal: "*"
    ///       Action: execute-api:Invoke
    ///       Resource: execute-api:/*
    ///       Condition: { StringEquals: { "aws:SourceVpce": vpce-0aaaaaaaaaaaaaaaa } }
    /// paths:
    ///   /pets:
    ///     get:
    ///       responses: {}
    ///       x-amazon-apigateway-integration: { type: http_proxy, httpMethod: GET, uri: "https://pets.example.com" }
    /// ```
    /// ```yaml,passes
    /// servers:
    ///   - url: https://pets.example.com
    ///     x-amazon-apigateway-endpoint-configuration: { vpcEndpointIds: [vpce-0123456789abcdef0] }
    /// x-amazon-apigateway-policy:
    ///   Version: "2012-10-17"
    ///   Statement:
    ///     - Effect: Allow
    ///       Principal: "*"
    ///       Action: execute-api:Invoke
    ///       Resource: execute-api:/*
    ///       Condition: { StringEquals: { "aws:SourceVpce": vpce-0123456789abcdef0 } }
    /// paths:
    ///   /pets:
    ///     get:
    ///       responses: {}
    ///       x-amazon-apigateway-integration: { type: http_proxy, httpMethod: GET, uri: "https://pets.example.com" }
    /// ```
    "unassociated-vpc-endpoint", Info, RestApi => check
}

fn check(cx: &Context<'_>, api: &RestApi, sink: &mut Sink) {
    let own = &api.endpoint.vpc_endpoint_ids;
    let Some(first) = own.first() else { return };
    if own.iter().any(|id| is_open(id)) {
        return;
    }
    for (statement, condition) in policy::conditions(cx) {
        let is_plain = matches!(condition.base_operator(), "StringEquals" | "StringNotEquals");
        let lets_in = (statement.effect() == Some(Effect::Deny)) == condition.is_negated();
        if condition.global_key() != Some(GlobalKey::SourceVpce) || !is_plain || !lets_in {
            continue;
        }
        for value in condition.values() {
            let is_known = own.iter().any(|id| id.as_str() == value.as_str());
            // What is no id is the matter of `malformed-vpc-id`.
            if is_known || is_open(value) || !value.starts_with("vpce-") {
                continue;
            }
            let message = format!("the API is not associated with `{}`", **value);
            sink.report(&RULE, policy::place(cx, value.span()), message)
                .related(first.span(), "these are its VPC endpoints")
                .help("add the id to `vpcEndpointIds`, or take it out of the policy");
        }
    }
}
