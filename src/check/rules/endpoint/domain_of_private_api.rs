//! `domain-of-private-api`

use crate::check::Context;
use crate::diag::Sink;
use crate::ir::{Definition, EndpointType};

rule! {
    /// A private API has a public domain name.
    ///
    /// ## Why
    /// A private API is reached through the VPC endpoints that its policy lets in, at names that API Gateway makes
    /// for them. A regional or edge-optimized domain name does not lead to it, and cannot be made private later (AWS
    /// docs, "Custom domain name for public REST APIs in API Gateway").
    ///
    /// ```yaml,fails
    /// paths:
    ///   /pets:
    ///     get:
    ///       responses: {}
    ///       x-amazon-apigateway-integration: { type: http_proxy, httpMethod: GET, uri: "https://pets.example.com" }
    /// ---
    /// endpoint: { type: PRIVATE, vpcEndpoints: [vpce-0123456789abcdef0] }
    /// stages: { prod: {} }
    /// domains: { pets.example.com: { mappings: { (none): prod } } }
    /// ```
    /// ```yaml,passes
    /// paths:
    ///   /pets:
    ///     get:
    ///       responses: {}
    ///       x-amazon-apigateway-integration: { type: http_proxy, httpMethod: GET, uri: "https://pets.example.com" }
    /// ---
    /// endpoint: { type: REGIONAL }
    /// stages: { prod: {} }
    /// domains: { pets.example.com: { mappings: { (none): prod } } }
    /// ```
    "domain-of-private-api", Warning, Definition => check
}

fn check(_: &Context<'_>, definition: &Definition, sink: &mut Sink) {
    let private = definition.endpoint().endpoint_type.as_ref();
    let private = private.filter(|own| ***own == EndpointType::Private);
    let Some(private) = private.filter(|_| definition.rest().is_some()) else { return };
    // One that asks for certificates is told as that.
    for (name, _) in definition.domains.iter().filter(|(_, own)| own.truststore.is_none()) {
        sink.report(&RULE, name.span(), format!("`{}` does not lead to a private API", **name))
            .related(private.span(), "the API is private")
            .help("call it at the names of its VPC endpoints, or make it `REGIONAL` with a policy");
    }
}
