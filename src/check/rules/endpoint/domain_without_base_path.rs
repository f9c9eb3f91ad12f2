//! `domain-without-base-path`

use crate::check::Context;
use crate::diag::Sink;
use crate::ir::Definition;

rule! {
    /// A domain name leads nowhere.
    ///
    /// ## Why
    /// Without a mapping every request to the domain is answered with `403 Forbidden`. A base path, or `(none)` for
    /// the empty one, says which stage answers.
    ///
    /// ```yaml,fails
    /// paths:
    ///   /pets:
    ///     get:
    ///       responses: {}
    ///       x-amazon-apigateway-integration: { type: http_proxy, httpMethod: GET, uri: "https://pets.example.com" }
    /// ---
    /// stages: { prod: {} }
    /// domains: { api.example.com: {} }
    /// ```
    /// ```yaml,passes
    /// paths:
    ///   /pets:
    ///     get:
    ///       responses: {}
    ///       x-amazon-apigateway-integration: { type: http_proxy, httpMethod: GET, uri: "https://pets.example.com" }
    /// ---
    /// stages: { prod: {} }
    /// domains: { api.example.com: { mappings: { (none): prod } } }
    /// ```
    "domain-without-base-path", Warning, Definition => check
}

fn check(_: &Context<'_>, definition: &Definition, sink: &mut Sink) {
    for (name, _) in definition.domains.iter().filter(|(_, own)| own.mappings.is_empty()) {
        sink.report(&RULE, name.span(), format!("`{}` leads to no stage", **name))
            .help("add `mappings: { (none): STAGE }`");
    }
}
