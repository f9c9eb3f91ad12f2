//! `vpc-endpoint-of-public-api`

use crate::check::Context;
use crate::diag::Sink;
use crate::ir::{EndpointType, RestApi};

rule! {
    /// An API that is not private names VPC endpoints.
    ///
    /// ## Why
    /// `vpcEndpointIds` belong to private APIs. API Gateway refuses them for `EDGE` and `REGIONAL` ones.
    ///
    /// ```yaml,fails
    /// servers:
    ///   - url: https://pets.example.com
    ///     x-amazon-apigateway-endpoint-configuration: { vpcEndpointIds: [vpce-0123456789abcdef0] }
    /// x-amazon-apigateway-policy: &policy
    ///   Version: "2012-10-17"
    ///   Statement: [{ Effect: Allow, Principal: "*", Action: execute-api:Invoke, Resource: execute-api:/* }]
    /// paths: {}
    /// ---
    /// endpoint: { type: REGIONAL }
    /// ```
    /// ```yaml,passes
    /// servers:
    ///   - url: https://pets.example.com
    ///     x-amazon-apigateway-endpoint-configuration: { vpcEndpointIds: [vpce-0123456789abcdef0] }
    /// x-amazon-apigateway-policy: &policy
    ///   Version: "2012-10-17"
    ///   Statement: [{ Effect: Allow, Principal: "*", Action: execute-api:Invoke, Resource: execute-api:/* }]
    /// paths: {}
    /// ---
    /// endpoint: { type: PRIVATE }
    /// ```
    "vpc-endpoint-of-public-api", Error, RestApi => check
}

fn check(_: &Context<'_>, api: &RestApi, sink: &mut Sink) {
    let Some(kind) = &api.endpoint.endpoint_type else { return };
    let Some(first) = api.endpoint.vpc_endpoint_ids.first() else { return };
    if **kind != EndpointType::Private {
        sink.report(&RULE, first.span(), "only a private API has VPC endpoints")
            .related(kind.span(), "this API is not private");
    }
}
