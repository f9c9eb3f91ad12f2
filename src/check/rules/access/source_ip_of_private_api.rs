//! `source-ip-of-private-api`

use crate::check::Context;
use crate::check::endpoint::Reach;
use crate::check::policy;
use crate::diag::Sink;
use crate::iam::GlobalKey;
use crate::ir::RestApi;

rule! {
    /// The policy of a private API asks for the address of the caller in `aws:SourceIp`.
    ///
    /// ## Why
    /// A VPC endpoint puts an address of its own in the place of the caller's, so `aws:SourceIp` never says
    /// where a request comes from. A private API finds the address in its VPC in `aws:VpcSourceIp` (AWS docs,
    /// "API Gateway resource policy examples").
    ///
    /// Whether an API is private is known from `vpcEndpointIds`, or from `endpoint` in the manifest; where
    /// neither says it, nothing is reported.
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
    ///       Condition: { IpAddress: { "aws:SourceIp": 10.1.0.0/16 } }
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
    ///       Condition: { IpAddress: { "aws:VpcSourceIp": 10.1.0.0/16 } }
    /// paths:
    ///   /pets:
    ///     get:
    ///       responses: {}
    ///       x-amazon-apigateway-integration: { type: http_proxy, httpMethod: GET, uri: "https://pets.example.com" }
    /// ```
    "source-ip-of-private-api", Warning, RestApi => check
}

fn check(cx: &Context<'_>, api: &RestApi, sink: &mut Sink) {
    if Reach::of(api) != Reach::Private {
        return;
    }
    for (_, condition) in policy::conditions(cx) {
        if condition.global_key() == Some(GlobalKey::SourceIp) && !condition.is_null() {
            let place = policy::place(cx, condition.key().span());
            let message = "a private API does not find the caller's address in `aws:SourceIp`";
            sink.report(&RULE, place, message)
                .label("the VPC endpoint puts its own address here")
                .help("ask for `aws:VpcSourceIp`, which is the address of the caller in its VPC");
        }
    }
}
