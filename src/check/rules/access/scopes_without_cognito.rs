//! `scopes-without-cognito`

use crate::check::{Context, MethodAt};
use crate::diag::Sink;
use crate::ir::AuthorizationType;

rule! {
    /// A method asks for scopes that nobody checks.
    ///
    /// ## Why
    /// API Gateway compares scopes with the access token of a Cognito user pool alone. A Lambda authorizer gets the
    /// token and must check them itself.
    ///
    /// ```yaml,fails
    /// paths:
    ///   /pets:
    ///     get:
    ///       security: [{ auth: [pets.read] }]
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
    /// ```yaml,passes
    /// paths:
    ///   /pets:
    ///     get:
    ///       security: [{ auth: [pets.read] }]
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
    ///         type: cognito_user_pools
    ///         providerARNs: ["arn:aws:cognito-idp:eu-central-1:123456789012:userpool/eu-central-1_Ab12"]
    /// ```
    "scopes-without-cognito", Warning, Method => check
}

fn check(_: &Context<'_>, at: MethodAt<'_>, sink: &mut Sink) {
    let Some(scope) = at.authorization.scopes.first() else { return };
    match at.authorization.authorization_type {
        AuthorizationType::CognitoUserPools | AuthorizationType::Jwt => {}
        AuthorizationType::None | AuthorizationType::AwsIam | AuthorizationType::Custom => {
            sink.report(&RULE, scope.span(), format!("nobody checks the scopes of `{at}`"))
                .help("check them in the authorizer's function, or remove them");
        }
    }
}
