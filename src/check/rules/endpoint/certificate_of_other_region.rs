//! `certificate-of-other-region`

use crate::check::Context;
use crate::check::values::is_open;
use crate::diag::Sink;
use crate::ir::{Definition, EndpointType};
use crate::mapping::arn_fields;

rule! {
    /// The certificate of a custom domain name is none that its endpoint can have.
    ///
    /// ## Why
    /// The domain of an edge-optimized API has a certificate of ACM in `us-east-1`, that of a regional API one in the region of
    /// the API (AWS docs, "Custom domain name for public REST APIs in API Gateway"). The service refuses others.
    ///
    /// ```yaml,fails
    /// paths: {}
    /// ---
    /// region: eu-central-1
    /// endpoint: { type: REGIONAL }
    /// domains: { api.example.com: { certificate: "arn:aws:acm:us-east-1:111122223333:certificate/a1b2" } }
    /// ```
    /// ```yaml,passes
    /// paths: {}
    /// ---
    /// region: eu-central-1
    /// endpoint: { type: REGIONAL }
    /// domains: { api.example.com: { certificate: "arn:aws:acm:eu-central-1:111122223333:certificate/a1b2" } }
    /// ```
    "certificate-of-other-region", Error, Definition => check
}

fn check(_: &Context<'_>, definition: &Definition, sink: &mut Sink) {
    let Some(kind) = &definition.endpoint().endpoint_type else { return };
    let (wanted, why) = match **kind {
        EndpointType::Edge => ("us-east-1", "the API is edge-optimized"),
        EndpointType::Regional => match &definition.region {
            Some(region) if !is_open(region) => (region.as_str(), "the API is regional"),
            _ => return,
        },
        EndpointType::Private => return,
    };
    for certificate in definition.domains.values().filter_map(|own| own.certificate.as_ref()) {
        let fields = arn_fields(certificate);
        let [_, _, "acm", region, ..] = fields.as_slice() else { continue };
        if *region == wanted || region.is_empty() || is_open(certificate) {
            continue;
        }
        sink.report(&RULE, certificate.span(), format!("the certificate is in `{region}`"))
            .label(format!("it has to be in `{wanted}`"))
            .related(kind.span(), why)
            .help(format!("name a certificate of ACM in `{wanted}`"));
    }
}
