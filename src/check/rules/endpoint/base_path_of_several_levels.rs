//! `base-path-of-several-levels`

use crate::check::Context;
use crate::diag::Sink;
use crate::ir::{Definition, EndpointType};

rule! {
    /// A base path has several levels, and the domain cannot have such.
    ///
    /// ## Why
    /// Mappings of several levels (`orders/v1`) need a regional domain and `TLS_1_2`; the service refuses them for
    /// edge-optimized ones and for older versions of TLS (AWS docs, "Use API mappings to connect API stages to a custom domain
    /// name for REST APIs").
    ///
    /// ```yaml,fails
    /// paths: {}
    /// ---
    /// endpoint: { type: EDGE }
    /// stages: { prod: {} }
    /// domains: { api.example.com: { mappings: { orders/v1: prod } } }
    /// ```
    /// ```yaml,passes
    /// paths: {}
    /// ---
    /// endpoint: { type: REGIONAL }
    /// stages: { prod: {} }
    /// domains: { api.example.com: { minimumTls: TLS_1_2, mappings: { orders/v1: prod } } }
    /// ```
    "base-path-of-several-levels", Error, Definition => check
}

fn check(_: &Context<'_>, definition: &Definition, sink: &mut Sink) {
    let edge = definition.endpoint().endpoint_type.as_ref();
    let edge = edge.filter(|own| ***own == EndpointType::Edge);
    for (name, domain) in &definition.domains {
        let old = domain.minimum_tls.as_ref().filter(|own| own.as_str() == "TLS_1_0");
        let (span, why) = match (old, edge) {
            (Some(old), _) => (old.span(), "the domain takes older versions of TLS"),
            (None, Some(edge)) => (edge.span(), "the API is edge-optimized"),
            (None, None) => continue,
        };
        for base in domain.mappings.keys().filter(|own| own.trim_matches('/').contains('/')) {
            let message = format!("`{}` cannot have the base path `{}`", **name, **base);
            sink.report(&RULE, base.span(), message)
                .label("it has several levels")
                .related(span, why)
                .help("make the endpoint `REGIONAL` and the domain `TLS_1_2`, or use one level");
        }
    }
}
