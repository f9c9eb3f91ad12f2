//! `mutual-tls-of-other-endpoint`

use crate::check::Context;
use crate::diag::Sink;
use crate::ir::{Definition, EndpointType};

rule! {
    /// The domain of an API that is not regional asks for certificates of callers.
    ///
    /// ## Why
    /// Mutual TLS is for regional domain names (AWS docs, "Configuring mutual TLS authentication for a REST API"):
    /// the edge network and private endpoints do not ask callers for certificates, and the service refuses a
    /// truststore there.
    ///
    /// ```yaml,fails
    /// paths:
    ///   /pets:
    ///     get:
    ///       responses: {}
    ///       x-amazon-apigateway-integration: { type: http_proxy, httpMethod: GET, uri: "https://pets.example.com" }
    /// ---
    /// endpoint: { type: EDGE, disableExecuteApiEndpoint: true }
    /// stages: { prod: {} }
    /// domains: { pets.example.com: { truststore: s3://certificates/callers.pem, mappings: { (none): prod } } }
    /// ```
    /// ```yaml,passes
    /// paths:
    ///   /pets:
    ///     get:
    ///       responses: {}
    ///       x-amazon-apigateway-integration: { type: http_proxy, httpMethod: GET, uri: "https://pets.example.com" }
    /// ---
    /// endpoint: { type: REGIONAL, disableExecuteApiEndpoint: true }
    /// stages: { prod: {} }
    /// domains: { pets.example.com: { truststore: s3://certificates/callers.pem, mappings: { (none): prod } } }
    /// ```
    "mutual-tls-of-other-endpoint", Error, Definition => check
}

fn check(_: &Context<'_>, definition: &Definition, sink: &mut Sink) {
    let Some(kind) = &definition.endpoint().endpoint_type else { return };
    let why = match **kind {
        EndpointType::Regional => return,
        EndpointType::Edge => "the API is edge-optimized",
        EndpointType::Private => "the API is private",
    };
    if definition.http().is_some() {
        return;
    }
    for (name, domain) in &definition.domains {
        let Some(truststore) = &domain.truststore else { continue };
        let message = format!("`{}` cannot ask callers for certificates", **name);
        sink.report(&RULE, truststore.span(), message)
            .related(kind.span(), why)
            .help("make the API `REGIONAL`, or let an authorizer ask who calls");
    }
}
