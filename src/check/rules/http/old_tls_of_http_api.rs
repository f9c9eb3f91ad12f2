//! `old-tls-of-http-api`

use crate::check::Context;
use crate::diag::Sink;
use crate::ir::Definition;

rule! {
    /// The domain of an HTTP API takes versions of TLS that HTTP APIs do not have.
    ///
    /// ## Why
    /// A domain name that leads to an HTTP API has the security policy `TLS_1_2` (AWS docs, "Choose a security
    /// policy for your custom domain in API Gateway"). The service refuses a mapping of one with `TLS_1_0`.
    ///
    /// ```yaml,fails
    /// paths:
    ///   /pets:
    ///     get:
    ///       x-amazon-apigateway-integration: { type: http_proxy, httpMethod: GET, uri: "https://pets.example.com", payloadFormatVersion: "1.0" }
    /// x-amazon-apigateway-cors: { allowOrigins: ["https://example.com"] }
    /// ---
    /// stages: { prod: {} }
    /// domains: { pets.example.com: { minimumTls: TLS_1_0, mappings: { (none): prod } } }
    /// ```
    /// ```yaml,passes
    /// paths:
    ///   /pets:
    ///     get:
    ///       x-amazon-apigateway-integration: { type: http_proxy, httpMethod: GET, uri: "https://pets.example.com", payloadFormatVersion: "1.0" }
    /// x-amazon-apigateway-cors: { allowOrigins: ["https://example.com"] }
    /// ---
    /// stages: { prod: {} }
    /// domains: { pets.example.com: { minimumTls: TLS_1_2, mappings: { (none): prod } } }
    /// ```
    "old-tls-of-http-api", Error, Definition => check
}

fn check(cx: &Context<'_>, definition: &Definition, sink: &mut Sink) {
    // A domain that asks for certificates cannot have them either, which is told as that.
    let domains = definition.domains.iter().filter(|(_, own)| own.truststore.is_none());
    for (name, domain) in domains.filter(|_| definition.http().is_some()) {
        let old = domain.minimum_tls.as_ref().filter(|own| own.as_str() == "TLS_1_0");
        let Some(old) = old else { continue };
        let message = format!("`{}` cannot lead to an HTTP API with TLS 1.0", **name);
        sink.report(&RULE, old.span(), message).help("write `TLS_1_2`").fix(
            "take TLS 1.2 and later",
            true,
            vec![cx.replace(old.span(), "TLS_1_2")],
        );
    }
}
