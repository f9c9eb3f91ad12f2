//! `jwt-authorizer-without-issuer`

use crate::check::{Context, Named};
use crate::diag::Sink;
use crate::ir::{Authorizer, AuthorizerType};

rule! {
    /// A JWT authorizer does not say whose tokens it takes, or for whom.
    ///
    /// ## Why
    /// API Gateway refuses a JWT authorizer without an issuer and an audience: `jwtConfiguration` with `issuer` and
    /// `audience`, or a scheme of the type `openIdConnect`, which brings the issuer.
    ///
    /// ```yaml,fails
    /// x-amazon-apigateway-importexport-version: "1.0"
    /// paths:
    ///   /pets:
    ///     get:
    ///       security: [{ token: [] }]
    ///       responses: {}
    ///       x-amazon-apigateway-integration:
    ///         { type: http_proxy, httpMethod: GET, uri: "https://pets.example.com", payloadFormatVersion: "1.0" }
    /// components:
    ///   securitySchemes:
    ///     token:
    ///       type: oauth2
    ///       flows: {}
    ///       x-amazon-apigateway-authorizer:
    ///         type: jwt
    ///         identitySource: $request.header.Authorization
    ///         jwtConfiguration: { audience: [pets] }
    /// ```
    /// ```yaml,passes
    /// x-amazon-apigateway-importexport-version: "1.0"
    /// paths:
    ///   /pets:
    ///     get:
    ///       security: [{ token: [] }]
    ///       responses: {}
    ///       x-amazon-apigateway-integration:
    ///         { type: http_proxy, httpMethod: GET, uri: "https://pets.example.com", payloadFormatVersion: "1.0" }
    /// components:
    ///   securitySchemes:
    ///     token:
    ///       type: oauth2
    ///       flows: {}
    ///       x-amazon-apigateway-authorizer:
    ///         type: jwt
    ///         identitySource: $request.header.Authorization
    ///         jwtConfiguration: { audience: [pets], issuer: "https://login.example.com" }
    /// ```
    "jwt-authorizer-without-issuer", Error, Authorizer => check
}

fn check(_: &Context<'_>, authorizer: Named<'_, Authorizer>, sink: &mut Sink) {
    if *authorizer.authorizer_type != AuthorizerType::Jwt {
        return;
    }
    let configuration = authorizer.jwt_configuration.as_ref();
    let issuer = configuration.is_some_and(|own| own.issuer.is_some());
    let audience = configuration.is_some_and(|own| !own.audience.is_empty());
    let missing = match (issuer, audience) {
        (true, true) => return,
        (false, true) => "issuer",
        (true, false) => "audience",
        (false, false) => "issuer and no audience",
    };
    let message = format!("the JWT authorizer `{}` has no {missing}", **authorizer.name);
    sink.report(&RULE, authorizer.authorizer_type.span(), message)
        .help("add `jwtConfiguration: { issuer: URL, audience: [CLIENT] }`");
}
