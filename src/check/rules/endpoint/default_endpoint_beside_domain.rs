//! `default-endpoint-beside-domain`

use crate::check::Context;
use crate::diag::Sink;
use crate::ir::{Definition, EndpointType};

rule! {
    /// The API has a domain name of its own and is reached at the default one as well.
    ///
    /// ## Why
    /// What stands before the domain (a firewall, a rule of DNS, a list of addresses) does not stand before
    /// `https://API.execute-api.REGION.amazonaws.com`, and everybody who knows the id of the API calls it there (AWS
    /// docs, "Disable the default endpoint for REST APIs"). Where the domain asks for certificates,
    /// `default-endpoint-beside-mutual-tls` is told instead.
    ///
    /// ```yaml,fails
    /// paths:
    ///   /pets:
    ///     get:
    ///       responses: {}
    ///       x-amazon-apigateway-integration: { type: http_proxy, httpMethod: GET, uri: "https://pets.example.com" }
    /// ---
    /// stages: { prod: {} }
    /// domains: { api.example.com: { mappings: { (none): prod } } }
    /// ```
    /// ```yaml,passes
    /// paths:
    ///   /pets:
    ///     get:
    ///       responses: {}
    ///       x-amazon-apigateway-integration: { type: http_proxy, httpMethod: GET, uri: "https://pets.example.com" }
    /// ---
    /// endpoint: { disableExecuteApiEndpoint: true }
    /// stages: { prod: {} }
    /// domains: { api.example.com: { mappings: { (none): prod } } }
    /// ```
    "default-endpoint-beside-domain", Info, Definition => check
}

fn check(_: &Context<'_>, definition: &Definition, sink: &mut Sink) {
    let endpoint = definition.endpoint();
    // A switch that is written as off is meant.
    let is_decided = endpoint.disable_execute_api_endpoint.is_some();
    let is_private = endpoint.endpoint_type.as_deref() == Some(&EndpointType::Private);
    let asks = definition.domains.values().any(|own| own.truststore.is_some());
    if is_decided || is_private || asks {
        return;
    }
    let Some((name, _)) = definition.domains.iter().find(|(_, own)| !own.mappings.is_empty())
    else {
        return;
    };
    let message = format!("callers may go around `{}` by the default endpoint", **name);
    sink.report(&RULE, name.span(), message)
        .help("set `disableExecuteApiEndpoint: true`, or `false` where it is meant to stay");
}
