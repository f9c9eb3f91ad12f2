//! `token-pattern-without-effect`

use crate::check::{Context, Named};
use crate::diag::Sink;
use crate::ir::{Authorizer, AuthorizerType};

rule! {
    /// An authorizer has a pattern for tokens that nothing is compared with.
    ///
    /// ## Why
    /// `identityValidationExpression` is compared with the token of a `token` authorizer, and with the audience
    /// of a token of a user pool. For authorizers of the type `request`, and in HTTP APIs, API Gateway ignores
    /// it: the function is called with whatever the caller sent.
    ///
    /// ```yaml,fails
    /// paths:
    ///   /pets:
    ///     get:
    ///       security: [{ auth: [] }]
    ///       responses: {}
    ///       x-amazon-apigateway-integration: { type: http_proxy, httpMethod: GET, uri: "https://pets.example.com" }
    ///     post:
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
    ///         identityValidationExpression: "Bearer .+"
    ///         authorizerUri: arn:aws:apigateway:eu-central-1:lambda:path/2015-03-31/functions/arn:aws:lambda:eu-central-1:123456789012:function:auth/invocations
    /// ```
    /// ```yaml,passes
    /// paths:
    ///   /pets:
    ///     get:
    ///       security: [{ auth: [] }]
    ///       responses: {}
    ///       x-amazon-apigateway-integration: { type: http_proxy, httpMethod: GET, uri: "https://pets.example.com" }
    ///     post:
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
    ///         identityValidationExpression: "Bearer .+"
    ///         authorizerUri: arn:aws:apigateway:eu-central-1:lambda:path/2015-03-31/functions/arn:aws:lambda:eu-central-1:123456789012:function:auth/invocations
    /// ```
    "token-pattern-without-effect", Warning, Authorizer => check
}

fn check(cx: &Context<'_>, authorizer: Named<'_, Authorizer>, sink: &mut Sink) {
    let Some(expression) = &authorizer.identity_validation_expression else { return };
    let has_effect = match *authorizer.authorizer_type {
        AuthorizerType::Token | AuthorizerType::CognitoUserPools => {
            cx.definition().rest().is_some()
        }
        AuthorizerType::Request | AuthorizerType::Jwt => false,
    };
    if !has_effect {
        let kind = authorizer.authorizer_type.name();
        let message = format!("nothing is compared with the pattern of a `{kind}` authorizer");
        sink.report(&RULE, expression.span(), message).help(
            "check the token in the function, or make the authorizer one of the type `token`",
        );
    }
}
