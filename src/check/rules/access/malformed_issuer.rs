//! `malformed-issuer`

use crate::check::values::is_open;
use crate::check::{Context, Named};
use crate::diag::{Severity, Sink};
use crate::ir::Authorizer;

rule! {
    /// The issuer of a JWT authorizer is not where issuers are found.
    ///
    /// ## Why
    /// API Gateway reads `.well-known/openid-configuration` below the issuer, over `https`, and compares the
    /// issuer with `iss` of every token letter by letter. A URL with a query or a fragment, or that of the
    /// configuration itself, is none. A slash at the end is a letter too: the issuers of Cognito have none,
    /// those of Auth0 have one, and with the other form every token is answered with `401`; that is a warning.
    ///
    /// ```yaml,fails
    /// x-amazon-apigateway-importexport-version: "1.0"
    /// paths:
    ///   /pets:
    ///     get:
    ///       security: [{ auth: [] }]
    ///       responses: {}
    ///       x-amazon-apigateway-integration: { type: http_proxy, httpMethod: GET, uri: "https://pets.example.com", payloadFormatVersion: "1.0" }
    /// components:
    ///   securitySchemes:
    ///     auth:
    ///       type: oauth2
    ///       x-amazon-apigateway-authorizer:
    ///         type: jwt
    ///         identitySource: $request.header.Authorization
    ///         jwtConfiguration: { issuer: "http://issuer.example.com", audience: [pets] }
    /// ```
    /// ```yaml,passes
    /// x-amazon-apigateway-importexport-version: "1.0"
    /// paths:
    ///   /pets:
    ///     get:
    ///       security: [{ auth: [] }]
    ///       responses: {}
    ///       x-amazon-apigateway-integration: { type: http_proxy, httpMethod: GET, uri: "https://pets.example.com", payloadFormatVersion: "1.0" }
    /// components:
    ///   securitySchemes:
    ///     auth:
    ///       type: oauth2
    ///       x-amazon-apigateway-authorizer:
    ///         type: jwt
    ///         identitySource: $request.header.Authorization
    ///         jwtConfiguration: { issuer: "https://issuer.example.com", audience: [pets] }
    /// ```
    "malformed-issuer", Error, Authorizer => check
}

const CONFIGURATION: &str = "/.well-known/openid-configuration";

fn check(_: &Context<'_>, authorizer: Named<'_, Authorizer>, sink: &mut Sink) {
    let configuration = authorizer.jwt_configuration.as_ref();
    let Some(issuer) = configuration.and_then(|own| own.issuer.as_ref()) else { return };
    if is_open(issuer) {
        return;
    }
    let host = issuer.split('/').nth(2).unwrap_or("");
    let (message, help, severity) = if !issuer.starts_with("https://") || host.is_empty() {
        ("is no address with `https`", "write the URL of the issuer", Severity::Error)
    } else if issuer.contains(['?', '#']) {
        ("has a query or a fragment", "write the URL of the issuer alone", Severity::Error)
    } else if issuer.ends_with(CONFIGURATION) {
        ("is the issuer's configuration", "write the URL without `/.well-known/…`", Severity::Error)
    } else if host.starts_with("cognito-idp.") && issuer.ends_with('/') {
        ("is written without the slash by Cognito", "take out the last `/`", Severity::Warning)
    } else if host.ends_with(".auth0.com") && !issuer.ends_with('/') {
        ("is written with a slash by Auth0", "add a `/` at the end", Severity::Warning)
    } else {
        return;
    };
    let found = sink.report(&RULE, issuer.span(), format!("the issuer `{}` {message}", **issuer));
    found.help(help);
    found.severity = severity;
}
