//! What a manifest says and the local runtime does not do.

use crate::check::Checked;
use crate::diag::Sink;
use crate::ir::Definition;
use crate::source::Span;

crate::codes! {
    /// What a manifest can say in vain.
    pub static CODES, each pub(super) static;

    /// A setting that the local runtime does not act on.
    ///
    /// ## Why
    /// The service acts on it, and this version of the runtime does not, so an answer on this machine may differ from
    /// that of the service. `check` and `export` know the setting all the same.
    SETTING_NOT_SERVED = Info "setting-not-served";

    /// A custom domain name that `serve` cannot serve on this machine.
    ///
    /// ## Why
    /// A definition names in `local.domains` the files with the certificate, the key and the truststore of a domain. Where
    /// one of them is missing or does not fit, `serve` does not start. What is deployed does not depend on them.
    DOMAIN_NOT_SERVED = Warning "domain-not-served";
}

/// Reports every setting that has no effect on this machine, each kind once with all of its places.
pub fn report_not_served(definition: &Checked<Definition>, sink: &mut Sink) {
    let places: [(&str, Vec<Span>); 1] = [(
        "custom domain names that ask callers for certificates, and have none in `local.domains`, are",
        definition
            .domains
            .iter()
            .filter(|(name, own)| {
                own.truststore.is_some() && !definition.local.domains.contains_key(name.as_str())
            })
            .map(|(name, _)| name.span())
            .collect(),
    )];
    for (what, spans) in places {
        let Some((first, others)) = spans.split_first() else { continue };
        let message = format!("{what} not served by this version");
        let found = sink.report(&SETTING_NOT_SERVED, *first, message);
        for span in others {
            found.related(*span, "nor is this");
        }
    }
}

/// Reports what keeps the custom domain name `domain` from being served on this machine.
pub fn report_domain_fault(definition: &Definition, domain: &str, fault: &str, sink: &mut Sink) {
    let local = definition.local.domains.iter().find(|(name, _)| name.as_str() == domain);
    let Some((name, _)) = local else { return };
    let message = format!("the custom domain `{domain}` cannot be served: {fault}");
    sink.report(&DOMAIN_NOT_SERVED, name.span(), message);
}
