//! `method-without-integration`

use crate::check::Context;
use crate::diag::Sink;
use crate::ir::RestApi;

rule! {
    /// A method has nothing that answers it.
    ///
    /// ## Why
    /// A deployment is refused as long as one method has no integration: `No integration defined for method`.
    /// A document without any integration is a plain OpenAPI document; it says what callers see, and not yet what
    /// answers them.
    ///
    /// ```yaml,fails
    /// paths:
    ///   /pets:
    ///     get:
    ///       responses: {}
    /// ```
    /// ```yaml,passes
    /// paths:
    ///   /pets:
    ///     get:
    ///       responses: {}
    ///       x-amazon-apigateway-integration: { type: http_proxy, httpMethod: GET, uri: "https://pets.example.com" }
    /// ```
    "method-without-integration", Error, RestApi => check
}

fn check(cx: &Context<'_>, api: &RestApi, sink: &mut Sink) {
    let methods = cx.methods();
    let without = methods.iter().filter(|method| method.integration.is_none()).count();
    if without == methods.len() && without > 1 {
        // One finding says it for all.
        let message = format!("none of the {without} methods has an integration");
        sink.report(&RULE, api.name.span(), message)
            .help("add `x-amazon-apigateway-integration` to every operation");
        return;
    }
    for method in methods.iter().filter(|method| method.integration.is_none()) {
        let span = cx.key(method.origin.span());
        sink.report(&RULE, span, format!("`{method}` has no integration"))
            .help("add `x-amazon-apigateway-integration`, of type `mock` if nothing is there yet");
    }
}
