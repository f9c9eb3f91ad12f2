//! `shared-cache-namespace`

use crate::check::Context;
use crate::diag::Sink;
use crate::ir::Definition;

rule! {
    /// Two cached methods share a cache namespace and the form of their key.
    ///
    /// ## Why
    /// Entries are told apart by the namespace, the verb and the key. With all three the same, the answer of one method is given
    /// to callers of the other.
    ///
    /// ```yaml,fails
    /// paths:
    ///   /pets:
    ///     get:
    ///       responses: {}
    ///       x-amazon-apigateway-integration: { type: http_proxy, httpMethod: GET, uri: "https://pets.example.com", cacheNamespace: all }
    ///   /cars:
    ///     get:
    ///       responses: {}
    ///       x-amazon-apigateway-integration: { type: http_proxy, httpMethod: GET, uri: "https://cars.example.com", cacheNamespace: all }
    /// ---
    /// stages: { prod: { cache: { size: 0.5 } } }
    /// ```
    /// ```yaml,passes
    /// paths:
    ///   /pets:
    ///     get:
    ///       responses: {}
    ///       x-amazon-apigateway-integration: { type: http_proxy, httpMethod: GET, uri: "https://pets.example.com", cacheNamespace: pets }
    ///   /cars:
    ///     get:
    ///       responses: {}
    ///       x-amazon-apigateway-integration: { type: http_proxy, httpMethod: GET, uri: "https://cars.example.com", cacheNamespace: cars }
    /// ---
    /// stages: { prod: { cache: { size: 0.5 } } }
    /// ```
    "shared-cache-namespace", Warning, Definition => check
}

fn check(cx: &Context<'_>, _: &Definition, sink: &mut Sink) {
    let named: Vec<_> = cx
        .cached()
        .iter()
        .filter_map(|at| Some((at, at.integration.cache_namespace.as_ref()?)))
        .collect();
    for (place, (at, namespace)) in named.iter().enumerate() {
        let before = named.iter().take(place).find(|(other, own)| {
            own == namespace
                && other.verb == at.verb
                && other.integration.cache_key_parameters.len()
                    == at.integration.cache_key_parameters.len()
        });
        if let Some((other, own)) = before {
            let message = format!("`{}` answers with what `{}` has left", at.method, other.method);
            sink.report(&RULE, namespace.span(), message)
                .related(own.span(), "the same namespace")
                .help("leave `cacheNamespace` out: each resource has its own");
        }
    }
}
