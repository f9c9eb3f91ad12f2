//! `unused-security-scheme`

use crate::check::Context;
use crate::check::values::has_parts_of_choice;
use crate::diag::Sink;
use crate::ir::Definition;

rule! {
    /// A security scheme without authorizer that no operation asks for.
    ///
    /// ## Why
    /// It has no effect. For an API key scheme this means that no method asks for a key.
    ///
    /// ```yaml,fails
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
    "unused-security-scheme", Info, Definition => check
}

fn check(cx: &Context<'_>, definition: &Definition, sink: &mut Sink) {
    let Some(schemes) = definition.security_schemes.get() else { return };
    if has_parts_of_choice(cx) {
        return;
    }
    let requirements = definition.security_requirements.get();
    for (name, scheme) in schemes {
        let mut named = requirements.into_iter().flatten();
        let used = named.any(|requirement| requirement.scheme.as_str() == name.as_str());
        // One with an authorizer is the matter of `unused-authorizer`.
        if !used && !scheme.has_authorizer {
            let message = format!("no operation asks for the security scheme `{}`", **name);
            sink.report(&RULE, name.span(), message)
                .help("name it in `security` where it is to be asked for, or remove it");
        }
    }
}
