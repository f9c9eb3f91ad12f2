//! `domain-without-empty-base-path`

use crate::check::Context;
use crate::diag::Sink;
use crate::ir::Definition;

rule! {
    /// A domain name has several base paths, and nothing answers beside them.
    ///
    /// ## Why
    /// A request is given to the stage whose base path it begins with. Where none matches, and there is no empty
    /// one, the domain answers `403 Forbidden`: also at `/` (AWS docs, "Use API mappings to connect API stages to a
    /// custom domain name for REST APIs").
    ///
    /// ```yaml,fails
    /// paths:
    ///   /pets:
    ///     get:
    ///       responses: {}
    ///       x-amazon-apigateway-integration: { type: http_proxy, httpMethod: GET, uri: "https://pets.example.com" }
    /// ---
    /// stages: { prod: {}, beta: {} }
    /// domains: { api.example.com: { mappings: { v1: prod, v2: beta } } }
    /// ```
    /// ```yaml,passes
    /// paths:
    ///   /pets:
    ///     get:
    ///       responses: {}
    ///       x-amazon-apigateway-integration: { type: http_proxy, httpMethod: GET, uri: "https://pets.example.com" }
    /// ---
    /// stages: { prod: {}, beta: {} }
    /// domains: { api.example.com: { mappings: { (none): prod, v2: beta } } }
    /// ```
    "domain-without-empty-base-path", Info, Definition => check
}

fn check(_: &Context<'_>, definition: &Definition, sink: &mut Sink) {
    for (name, domain) in definition.domains.iter().filter(|(_, own)| own.mappings.len() > 1) {
        let is_empty = |path: &str| matches!(path, "(none)" | "");
        if domain.mappings.keys().any(|path| is_empty(path)) {
            continue;
        }
        let message = format!("`{}` answers 403 to what is under none of its base paths", **name);
        sink.report(&RULE, name.span(), message)
            .help("add `(none)` with the stage that is to answer the rest, or leave it so");
    }
}
