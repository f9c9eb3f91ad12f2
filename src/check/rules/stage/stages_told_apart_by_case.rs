//! `stages-told-apart-by-case`

use std::collections::BTreeMap;

use crate::check::Context;
use crate::diag::Sink;
use crate::ir::Definition;
use crate::source::Spanned;

rule! {
    /// The names of two stages differ in capitals alone.
    ///
    /// ## Why
    /// `/Prod` and `/prod` are two stages with settings of their own. Whoever types the other one by mistake is
    /// answered, by another deployment or another backend, and nobody notices.
    ///
    /// ```yaml,fails
    /// paths:
    ///   /pets:
    ///     get:
    ///       responses: {}
    ///       x-amazon-apigateway-integration: { type: http_proxy, httpMethod: GET, uri: "https://pets.example.com" }
    /// ---
    /// stages: { prod: {}, Prod: {} }
    /// ```
    /// ```yaml,passes
    /// paths:
    ///   /pets:
    ///     get:
    ///       responses: {}
    ///       x-amazon-apigateway-integration: { type: http_proxy, httpMethod: GET, uri: "https://pets.example.com" }
    /// ---
    /// stages: { prod: {}, test: {} }
    /// ```
    "stages-told-apart-by-case", Warning, Definition => check
}

fn check(_: &Context<'_>, definition: &Definition, sink: &mut Sink) {
    let mut known: BTreeMap<String, &Spanned<String>> = BTreeMap::new();
    for name in definition.stages.keys() {
        let Some(first) = known.insert(name.to_ascii_lowercase(), name) else { continue };
        let message = format!("`{}` and `{}` are different stages", **first, **name);
        sink.report(&RULE, name.span(), message)
            .related(first.span(), "the other one")
            .help("give one of them another name");
    }
}
