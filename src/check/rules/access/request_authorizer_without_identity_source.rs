//! `request-authorizer-without-identity-source`

use std::time::Duration;

use crate::check::{Context, Named};
use crate::diag::Sink;
use crate::ir::{Authorizer, AuthorizerType};

rule! {
    /// A request authorizer caches its answers and does not say whose they are.
    ///
    /// ## Why
    /// Answers are kept by identity source, for 300 seconds unless `authorizerResultTtlInSeconds` says otherwise. Sources
    /// may be left out only where nothing is kept: otherwise the service's own API refuses the authorizer.
    ///
    /// ```yaml,fails
    /// paths:
    ///   /pets:
    ///     get:
    ///       security: [{ auth: [] }]
    ///       responses: {}
    ///       x-amazon-apigateway-integration: { type: http_proxy, httpMethod: GET, uri: "https://pets.example.com" }
    /// components:
    ///   securitySchemes:
    ///     auth:
    ///       type: apiKey
    ///       name: Authorization
    ///       in: header
    ///       x-amazon-apigateway-authtype: custom
    ///       x-amazon-apigateway-authorizer:
    ///         type: request
    ///         authorizerUri: arn:aws:apigateway:eu-central-1:lambda:path/2015-03-31/functions/arn:aws:lambda:eu-central-1:123456789012:function:auth/invocations
    /// ```
    /// ```yaml,passes
    /// paths:
    ///   /pets:
    ///     get:
    ///       security: [{ auth: [] }]
    ///       responses: {}
    ///       x-amazon-apigateway-integration: { type: http_proxy, httpMethod: GET, uri: "https://pets.example.com" }
    /// components:
    ///   securitySchemes:
    ///     auth:
    ///       type: apiKey
    ///       name: Authorization
    ///       in: header
    ///       x-amazon-apigateway-authtype: custom
    ///       x-amazon-apigateway-authorizer:
    ///         type: request
    ///         identitySource: method.request.header.Authorization
    ///         authorizerUri: arn:aws:apigateway:eu-central-1:lambda:path/2015-03-31/functions/arn:aws:lambda:eu-central-1:123456789012:function:auth/invocations
    /// ```
    "request-authorizer-without-identity-source", Warning, Authorizer => check
}

fn check(cx: &Context<'_>, authorizer: Named<'_, Authorizer>, sink: &mut Sink) {
    let caches = authorizer.result_ttl.as_deref().is_none_or(|ttl| *ttl > Duration::ZERO);
    // An HTTP API does not cache unless it is told to.
    let caches = caches && (cx.definition().rest().is_some() || authorizer.result_ttl.is_some());
    if *authorizer.authorizer_type == AuthorizerType::Request
        && authorizer.identity_sources.is_empty()
        && caches
    {
        let message = format!("the authorizer `{}` has no identity source", **authorizer.name);
        sink.report(&RULE, authorizer.authorizer_type.span(), message).help(
            "add `identitySource`, or `authorizerResultTtlInSeconds: 0` to ask it every time",
        );
    }
}
