//! `undefined-security-scheme`

use crate::check::Context;
use crate::check::values::is_open;
use crate::diag::{Sink, closest};
use crate::ir::Definition;

rule! {
    /// A security requirement names a scheme that the document does not define.
    ///
    /// ## Why
    /// API Gateway ignores such a requirement, so the method is open to everyone.
    ///
    /// ```yaml,fails
    /// paths:
    ///   /pets:
    ///     get:
    ///       security: [{ userPool: [] }]
    ///       responses: {}
    ///       x-amazon-apigateway-integration: { type: http_proxy, httpMethod: GET, uri: "https://pets.example.com" }
    /// ```
    /// ```yaml,passes
    /// paths:
    ///   /pets:
    ///     get:
    ///       security: [{ userPool: [] }]
    ///       responses: {}
    ///       x-amazon-apigateway-integration: { type: http_proxy, httpMethod: GET, uri: "https://pets.example.com" }
    /// components:
    ///   securitySchemes:
    ///     userPool:
    ///       type: apiKey
    ///       name: Authorization
    ///       in: header
    ///       x-amazon-apigateway-authtype: cognito_user_pools
    ///       x-amazon-apigateway-authorizer:
    ///         type: cognito_user_pools
    ///         providerARNs: ["arn:aws:cognito-idp:eu-central-1:123456789012:userpool/eu-central-1_Ab12"]
    /// ```
    "undefined-security-scheme", Warning, Definition => check
}

fn check(_: &Context<'_>, definition: &Definition, sink: &mut Sink) {
    let Some(requirements) = definition.security_requirements.get() else { return };
    let schemes = definition.security_schemes.get();
    for requirement in requirements {
        let name = &requirement.scheme;
        let defined = schemes.is_some_and(|schemes| schemes.contains_key(name.as_str()));
        // SAM leaves `NONE` where a default authorizer is switched off; another tool fills in what is `${open}`.
        if defined || name.as_str() == "NONE" || is_open(name) {
            continue;
        }
        let message = format!("there is no security scheme `{}`", **name);
        let found = sink.report(&RULE, name.span(), message);
        found.label(match &requirement.operation {
            Some(operation) => format!("this does not protect {operation}"),
            None => "this protects nothing".to_owned(),
        });
        let known = schemes.into_iter().flatten().map(|(known, _)| known.as_str());
        if let Some(meant) = closest(name, known) {
            found.help(format!("did you mean `{meant}`?"));
        }
    }
}
