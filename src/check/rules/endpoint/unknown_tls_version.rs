//! `unknown-tls-version`

use crate::check::Context;
use crate::check::values::is_open;
use crate::diag::Sink;
use crate::ir::Definition;

rule! {
    /// The least version of TLS of a domain is none that the service knows.
    ///
    /// ## Why
    /// A security policy is `TLS_1_0` or `TLS_1_2` (AWS docs, "Choose a security policy for your custom domain in API Gateway").
    ///
    /// ```yaml,fails
    /// paths: {}
    /// ---
    /// domains: { api.example.com: { minimumTls: "1.2" } }
    /// ```
    /// ```yaml,passes
    /// paths: {}
    /// ---
    /// domains: { api.example.com: { minimumTls: TLS_1_2 } }
    /// ```
    "unknown-tls-version", Error, Definition => check
}

fn check(_: &Context<'_>, definition: &Definition, sink: &mut Sink) {
    for version in definition.domains.values().filter_map(|own| own.minimum_tls.as_ref()) {
        if is_open(version) || matches!(version.as_str(), "TLS_1_0" | "TLS_1_2") {
            continue;
        }
        let message = format!("there is no security policy `{}`", **version);
        sink.report(&RULE, version.span(), message).help("write `TLS_1_2`");
    }
}
