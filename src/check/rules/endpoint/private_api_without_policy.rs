//! `private-api-without-policy`

use crate::check::Context;
use crate::diag::Sink;
use crate::ir::{EndpointType, RestApi};
use crate::source::Spanned;

rule! {
    /// A private API has no resource policy.
    ///
    /// ## Why
    /// A private API denies every call that its resource policy does not allow, so without one nobody gets in. API
    /// Gateway refuses to deploy it: `Private REST API doesn't have a resource policy attached to it`.
    ///
    /// ```yaml,fails
    /// servers:
    ///   - url: https://pets.example.com
    ///     x-amazon-apigateway-endpoint-configuration: { vpcEndpointIds: [vpce-0123456789abcdef0] }
    /// paths: {}
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
    ///       Condition: { StringEquals: { aws:SourceVpce: vpce-0123456789abcdef0 } }
    /// paths: {}
    /// ```
    "private-api-without-policy", Error, RestApi => check
}

fn check(_: &Context<'_>, api: &RestApi, sink: &mut Sink) {
    let private = api
        .endpoint
        .endpoint_type
        .as_ref()
        .filter(|kind| ***kind == EndpointType::Private)
        .map(Spanned::span);
    // Endpoints of VPCs make an API private.
    let span = private.or_else(|| api.endpoint.vpc_endpoint_ids.first().map(Spanned::span));
    if let Some(span) = span.filter(|_| api.policy.is_none()) {
        sink.report(&RULE, span, "this API is private and has no resource policy").help(
            "add `x-amazon-apigateway-policy` with a statement that allows `execute-api:Invoke`",
        );
    }
}
