//! `domain-with-old-tls`

use crate::check::Context;
use crate::diag::Sink;
use crate::ir::Definition;

rule! {
    /// A custom domain name takes TLS 1.0 and 1.1.
    ///
    /// ## Why
    /// Both versions were given up by those who made them (RFC 8996), and are no longer enough for payment data and the like.
    /// `TLS_1_2` takes 1.2 and 1.3, which all clients of the last ten years speak. Who still calls with older ones is in the
    /// access logs of a load balancer, not in those of the API, so ask before you switch.
    ///
    /// ```yaml,fails
    /// paths: {}
    /// ---
    /// domains: { api.example.com: { minimumTls: TLS_1_0 } }
    /// ```
    /// ```yaml,passes
    /// paths: {}
    /// ---
    /// domains: { api.example.com: { minimumTls: TLS_1_2 } }
    /// ```
    "domain-with-old-tls", Warning, Definition => check
}

fn check(cx: &Context<'_>, definition: &Definition, sink: &mut Sink) {
    // A domain that asks for certificates, or leads to an HTTP API, cannot have them at all, which is told as that.
    let domains = definition.domains.iter().filter(|(_, own)| own.truststore.is_none());
    for (name, domain) in domains.filter(|_| definition.rest().is_some()) {
        let old = domain.minimum_tls.as_ref().filter(|own| own.as_str() == "TLS_1_0");
        let Some(old) = old else { continue };
        sink.report(&RULE, old.span(), format!("`{}` takes TLS 1.0 and 1.1", **name))
            .help("write `TLS_1_2`")
            .fix("take TLS 1.2 and later", false, vec![cx.replace(old.span(), "TLS_1_2")]);
    }
}
