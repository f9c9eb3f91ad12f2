//! `security-scheme-without-effect`

use crate::check::Context;
use crate::diag::Sink;
use crate::ir::{Definition, SecurityScheme};

rule! {
    /// Operations ask for a security scheme that means nothing to API Gateway.
    ///
    /// ## Why
    /// API Gateway checks nothing for a scheme of the types `oauth2`, `openIdConnect`, `http` or `basic` alone, nor for
    /// an `apiKey` in another header than `X-API-Key`. The methods are open unless the backend checks. What decides is
    /// `x-amazon-apigateway-authorizer`, or `x-amazon-apigateway-authtype: awsSigv4`, in the scheme.
    ///
    /// ```yaml,fails
    /// paths:
    ///   /pets:
    ///     get:
    ///       security: [{ token: [] }]
    ///       responses: {}
    ///       x-amazon-apigateway-integration: { type: http_proxy, httpMethod: GET, uri: "https://pets.example.com" }
    /// components:
    ///   securitySchemes:
    ///     token: { type: http, scheme: bearer }
    /// ```
    /// ```yaml,passes
    /// paths:
    ///   /pets:
    ///     get:
    ///       security: [{ iam: [] }]
    ///       responses: {}
    ///       x-amazon-apigateway-integration: { type: http_proxy, httpMethod: GET, uri: "https://pets.example.com" }
    /// components:
    ///   securitySchemes:
    ///     iam: { type: apiKey, name: Authorization, in: header, x-amazon-apigateway-authtype: awsSigv4 }
    /// ```
    "security-scheme-without-effect", Warning, Definition => check
}

fn check(_: &Context<'_>, definition: &Definition, sink: &mut Sink) {
    let Some(schemes) = definition.security_schemes.get() else { return };
    let requirements = definition.security_requirements.get();
    for (name, _) in schemes.iter().filter(|(_, scheme)| !has_effect(scheme)) {
        let mut uses = requirements
            .into_iter()
            .flatten()
            .filter(|requirement| requirement.scheme.as_str() == name.as_str());
        let Some(first) = uses.next() else { continue };
        let message = format!("the security scheme `{}` protects nothing", **name);
        let found = sink.report(&RULE, name.span(), message);
        let place = match (&first.operation, uses.count()) {
            (Some(operation), 0) => format!("{operation} asks for it"),
            (Some(operation), others) => format!("{operation} and {others} more ask for it"),
            (None, _) => "the whole document asks for it".to_owned(),
        };
        found.related(first.scheme.span(), place).help(
            "add `x-amazon-apigateway-authorizer` to the scheme, or leave it to the backend and allow this finding",
        );
    }
}

fn has_effect(scheme: &SecurityScheme) -> bool {
    let iam = |authtype: &str| authtype.to_ascii_lowercase().starts_with("aws");
    let key = scheme.scheme_type.eq_ignore_ascii_case("apiKey")
        && scheme
            .parameter_name
            .as_ref()
            .is_some_and(|name| name.eq_ignore_ascii_case("x-api-key"));
    scheme.has_authorizer || key || scheme.authtype.as_ref().is_some_and(|authtype| iam(authtype))
}
