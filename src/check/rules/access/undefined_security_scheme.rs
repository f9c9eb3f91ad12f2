//! `undefined-security-scheme`

use crate::check::Context;
use crate::check::values::is_open;
use crate::diag::{Sink, closest};
use crate::ir::Definition;
use crate::source::Spanned;

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

/// A name that nothing defines, with all operations that ask for it.
struct Undefined<'a> {
    name: &'a Spanned<String>,
    operations: Vec<&'a str>,
}

fn check(_: &Context<'_>, definition: &Definition, sink: &mut Sink) {
    let schemes = definition.security_schemes.get();
    let known = || schemes.into_iter().flatten().map(|(known, _)| known.as_str());
    for Undefined { name, operations } in undefined(definition) {
        let message = format!("there is no security scheme `{}`", **name);
        let found = sink.report(&RULE, name.span(), message);
        found.label(match operations.as_slice() {
            [] => "this protects nothing".to_owned(),
            [one] => format!("this does not protect {one}"),
            [first, others @ ..] => {
                format!("this does not protect {first}, and neither {} more", others.len())
            }
        });
        match closest(name, known()) {
            Some(meant) => found.help(format!("did you mean `{meant}`?")),
            None => found.help("define it among the document's security schemes"),
        };
    }
}

fn undefined(definition: &Definition) -> Vec<Undefined<'_>> {
    let schemes = definition.security_schemes.get();
    let mut all: Vec<Undefined<'_>> = Vec::new();
    for requirement in definition.security_requirements.get().into_iter().flatten() {
        let name = &requirement.scheme;
        let defined = schemes.is_some_and(|schemes| schemes.contains_key(name.as_str()));
        // SAM leaves `NONE` where a default authorizer is switched off; another tool fills in what is `${open}`.
        if defined || name.as_str() == "NONE" || is_open(name) {
            continue;
        }
        let operation = requirement.operation.as_deref();
        match all.iter_mut().find(|own| own.name.as_str() == name.as_str()) {
            Some(own) => own.operations.extend(operation),
            None => all.push(Undefined { name, operations: operation.into_iter().collect() }),
        }
    }
    all
}
