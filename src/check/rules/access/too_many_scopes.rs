//! `too-many-scopes`

use crate::check::Context;
use crate::diag::Sink;
use crate::ir::HttpApi;
use crate::quota::{JWT_AUDIENCES_PER_AUTHORIZER, JWT_SCOPES_PER_ROUTE};

rule! {
    /// A route has more scopes, or a JWT authorizer more audiences, than is possible.
    ///
    /// ## Why
    /// A route of an HTTP API has at most 10 scopes, and a JWT authorizer at most 50 audiences (AWS docs,
    /// "Quotas for configuring and running an HTTP API in API Gateway"). API Gateway refuses more.
    ///
    /// ```yaml,fails
    /// x-amazon-apigateway-importexport-version: "1.0"
    /// paths:
    ///   /pets:
    ///     get:
    ///       security: [{ auth: [a, b, c, d, e, f, g, h, i, j, k] }]
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
    /// ```yaml,passes
    /// x-amazon-apigateway-importexport-version: "1.0"
    /// paths:
    ///   /pets:
    ///     get:
    ///       security: [{ auth: [a, b, c, d, e, f, g, h, i, j] }]
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
    "too-many-scopes", Error, HttpApi => check
}

fn check(cx: &Context<'_>, api: &HttpApi, sink: &mut Sink) {
    for at in cx.routes() {
        let (scopes, limit) = (&at.route.authorization.scopes, &JWT_SCOPES_PER_ROUTE);
        if scopes.len() as u64 > limit.max
            && let Some(last) = scopes.last()
        {
            let message = format!("`{at}` has {} scopes, {} are possible", scopes.len(), limit.max);
            sink.report(&RULE, last.span(), message)
                .help("one of them is enough to get in, so name wider ones");
        }
    }
    for (name, authorizer) in &api.authorizers {
        let audiences = authorizer.jwt_configuration.as_ref().map_or(&[][..], |own| &own.audience);
        let limit = &JWT_AUDIENCES_PER_AUTHORIZER;
        if audiences.len() as u64 > limit.max
            && let Some(last) = audiences.last()
        {
            let message = format!(
                "the authorizer `{}` has {} audiences, {} are possible",
                **name,
                audiences.len(),
                limit.max
            );
            sink.report(&RULE, last.span(), message);
        }
    }
}
