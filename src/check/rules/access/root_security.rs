//! `root-security`

use crate::check::Context;
use crate::diag::Sink;
use crate::ir::Definition;

rule! {
    /// Security is stated once, for the whole document.
    ///
    /// ## Why
    /// AWS's documentation says that `security` at the top of a document is not used; imports of the real service do
    /// apply it to every operation without its own. Portcullis follows the service. Who reads the definition must know
    /// which, so state it at each operation.
    ///
    /// ```yaml,fails
    /// security: [{ key: [] }]
    /// paths:
    ///   /pets:
    ///     get:
    ///       responses: {}
    ///       x-amazon-apigateway-integration: { type: http_proxy, httpMethod: GET, uri: "https://pets.example.com" }
    /// components:
    ///   securitySchemes:
    ///     key: { type: apiKey, name: x-api-key, in: header }
    /// ```
    /// ```yaml,passes
    /// paths:
    ///   /pets:
    ///     get:
    ///       security: [{ key: [] }]
    ///       responses: {}
    ///       x-amazon-apigateway-integration: { type: http_proxy, httpMethod: GET, uri: "https://pets.example.com" }
    /// components:
    ///   securitySchemes:
    ///     key: { type: apiKey, name: x-api-key, in: header }
    /// ```
    "root-security", Info, Definition => check
}

fn check(_: &Context<'_>, definition: &Definition, sink: &mut Sink) {
    if definition.rest().is_none() {
        return;
    }
    let requirements = definition.security_requirements.get().into_iter().flatten();
    if let Some(first) =
        requirements.into_iter().find(|requirement| requirement.operation.is_none())
    {
        sink.report(
            &RULE,
            first.scheme.span(),
            "`security` at the top is applied to every operation without its own",
        )
        .help("write it at each operation, where nobody doubts it");
    }
}
