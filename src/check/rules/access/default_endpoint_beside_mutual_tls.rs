//! `default-endpoint-beside-mutual-tls`

use crate::check::Context;
use crate::diag::Sink;
use crate::ir::Definition;

rule! {
    /// A custom domain asks for certificates, and the default endpoint leads around it.
    ///
    /// ## Why
    /// Mutual TLS belongs to a custom domain name. The API is reached at its default name,
    /// `https://API.execute-api.REGION.amazonaws.com`, as well, and nobody is asked for a certificate there, unless that
    /// name is turned off (AWS docs, "Configuring mutual TLS authentication for a REST API").
    ///
    /// ```yaml,fails
    /// paths:
    ///   /pets:
    ///     get:
    ///       responses: {}
    ///       x-amazon-apigateway-integration: { type: http_proxy, httpMethod: GET, uri: "https://pets.example.com" }
    /// ---
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
    /// endpoint: { disableExecuteApiEndpoint: true }
    /// stages: { prod: {} }
    /// domains: { pets.example.com: { truststore: s3://certificates/callers.pem, mappings: { (none): prod } } }
    /// ```
    "default-endpoint-beside-mutual-tls", Warning, Definition => check
}

fn check(_: &Context<'_>, definition: &Definition, sink: &mut Sink) {
    if definition.endpoint().is_default_off() {
        return;
    }
    let mut domains = definition.domains.iter().filter_map(|(name, own)| {
        let truststore = own.truststore.as_ref()?;
        Some((name, truststore))
    });
    let Some((name, truststore)) = domains.next() else { return };
    let message = "callers of the default endpoint need no certificate";
    let found = sink.report(&RULE, truststore.span(), message);
    found.label(format!("`{name}` alone asks for one"));
    if let Some(switch) = &definition.endpoint().disable_execute_api_endpoint {
        found.related(switch.span(), "the default endpoint is left on here");
    }
    found.help("turn it off with `disableExecuteApiEndpoint: true`");
}
