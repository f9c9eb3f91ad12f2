//! `mutual-tls-with-old-tls`

use crate::check::Context;
use crate::diag::Sink;
use crate::ir::Definition;

rule! {
    /// A domain with mutual TLS lets in versions of TLS that have none.
    ///
    /// ## Why
    /// Certificates of callers are verified under the security policy `TLS_1_2` alone; the service refuses a domain with
    /// a truststore and another policy (AWS docs, "Configuring mutual TLS authentication for a REST API").
    ///
    /// ```yaml,fails
    /// paths: {}
    /// ---
    /// endpoint: { disableExecuteApiEndpoint: true }
    /// domains: { pets.example.com: { truststore: s3://certificates/callers.pem, minimumTls: TLS_1_0 } }
    /// ```
    /// ```yaml,passes
    /// paths: {}
    /// ---
    /// endpoint: { disableExecuteApiEndpoint: true }
    /// domains: { pets.example.com: { truststore: s3://certificates/callers.pem, minimumTls: TLS_1_2 } }
    /// ```
    "mutual-tls-with-old-tls", Error, Definition => check
}

fn check(_: &Context<'_>, definition: &Definition, sink: &mut Sink) {
    for (name, domain) in &definition.domains {
        let (Some(truststore), Some(version)) = (&domain.truststore, &domain.minimum_tls) else {
            continue;
        };
        if version.as_str() != "TLS_1_0" {
            continue;
        }
        let message = format!("`{name}` asks for certificates, which `{}` cannot", **version);
        sink.report(&RULE, version.span(), message)
            .related(truststore.span(), "certificates are asked for here")
            .help("write `TLS_1_2`");
    }
}
