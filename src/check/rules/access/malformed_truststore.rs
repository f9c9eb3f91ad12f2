//! `malformed-truststore`

use crate::check::Context;
use crate::check::values::is_open;
use crate::diag::Sink;
use crate::ir::Definition;

rule! {
    /// The truststore of a domain is not an object of S3.
    ///
    /// ## Why
    /// The certificates of those who sign the certificates of callers are read from S3, and are named as in
    /// `s3://bucket/key.pem`. The service refuses everything else (AWS docs, "Configuring mutual TLS authentication for
    /// a REST API").
    ///
    /// ```yaml,fails
    /// paths: {}
    /// ---
    /// domains: { pets.example.com: { truststore: https://certificates.s3.amazonaws.com/callers.pem } }
    /// ```
    /// ```yaml,passes
    /// paths: {}
    /// ---
    /// domains: { pets.example.com: { truststore: s3://certificates/callers.pem } }
    /// ```
    "malformed-truststore", Error, Definition => check
}

fn check(_: &Context<'_>, definition: &Definition, sink: &mut Sink) {
    for domain in definition.domains.values() {
        let Some(truststore) = domain.truststore.as_ref().filter(|own| !is_open(own)) else {
            continue;
        };
        let object = truststore.strip_prefix("s3://").and_then(|rest| rest.split_once('/'));
        if object.is_none_or(|(bucket, key)| bucket.is_empty() || key.is_empty()) {
            let message = format!("`{}` is no object of S3", **truststore);
            sink.report(&RULE, truststore.span(), message)
                .help("write the bucket and the key, as in `s3://certificates/callers.pem`");
        }
    }
}
