//! `authorizer-without-uri`

use crate::check::{Context, Named};
use crate::diag::Sink;
use crate::ir::{Authorizer, AuthorizerType};

rule! {
    /// A Lambda authorizer does not say which function decides.
    ///
    /// ## Why
    /// API Gateway refuses an authorizer of type `token` or `request` without `authorizerUri`.
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
    ///       x-amazon-apigateway-authorizer: { type: token }
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
    ///         type: token
    ///         authorizerUri: arn:aws:apigateway:eu-central-1:lambda:path/2015-03-31/functions/arn:aws:lambda:eu-central-1:123456789012:function:auth/invocations
    /// ```
    "authorizer-without-uri", Error, Authorizer => check
}

fn check(_: &Context<'_>, authorizer: Named<'_, Authorizer>, sink: &mut Sink) {
    let lambda = match *authorizer.authorizer_type {
        AuthorizerType::Token | AuthorizerType::Request => true,
        AuthorizerType::CognitoUserPools | AuthorizerType::Jwt => false,
    };
    if lambda && authorizer.authorizer_uri.is_none() {
        let message = format!("the authorizer `{}` has no `authorizerUri`", **authorizer.name);
        sink.report(&RULE, authorizer.authorizer_type.span(), message)
            .help("add the invocation of the function, as in `arn:aws:apigateway:REGION:lambda:path/2015-03-31/functions/ARN/invocations`");
    }
}
