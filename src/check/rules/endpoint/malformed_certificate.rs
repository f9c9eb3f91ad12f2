//! `malformed-certificate`

use crate::check::Context;
use crate::check::values::is_open;
use crate::diag::Sink;
use crate::ir::Definition;
use crate::mapping::arn_fields;

rule! {
    /// The certificate of a custom domain name is not one of ACM.
    ///
    /// ## Why
    /// Domains have certificates of AWS Certificate Manager, by their ARNs: `arn:aws:acm:REGION:ACCOUNT:certificate/ID`. The files
    /// that `serve` uses instead are named below `local.domains`.
    ///
    /// ```yaml,fails
    /// paths: {}
    /// ---
    /// domains: { api.example.com: { certificate: certificates/api.pem } }
    /// ```
    /// ```yaml,passes
    /// paths: {}
    /// ---
    /// domains: { api.example.com: { certificate: "arn:aws:acm:eu-central-1:111122223333:certificate/a1b2" } }
    /// ```
    "malformed-certificate", Error, Definition => check
}

fn check(_: &Context<'_>, definition: &Definition, sink: &mut Sink) {
    let certificates = definition.domains.values().filter_map(|own| own.certificate.as_ref());
    for certificate in certificates.filter(|own| !is_open(own) && !is_of_acm(own)) {
        let message = format!("`{}` is no certificate of ACM", **certificate);
        sink.report(&RULE, certificate.span(), message)
            .help("write its ARN, as in `arn:aws:acm:REGION:ACCOUNT:certificate/ID`");
    }
}

fn is_of_acm(certificate: &str) -> bool {
    let fields = arn_fields(certificate);
    let ["arn", _, "acm", region, account, resource] = fields.as_slice() else { return false };
    let id = resource.strip_prefix("certificate/").unwrap_or("");
    !region.is_empty()
        && account.len() == 12
        && account.bytes().all(|byte| byte.is_ascii_digit())
        && !id.is_empty()
}
