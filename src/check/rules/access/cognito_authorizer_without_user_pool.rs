//! `cognito-authorizer-without-user-pool`

use crate::check::{Context, Named};
use crate::diag::Sink;
use crate::ir::{Authorizer, AuthorizerType};

rule! {
    /// A Cognito authorizer names no user pool.
    ///
    /// ## Why
    /// API Gateway refuses an authorizer of type `cognito_user_pools` without `providerARNs`: nobody would have issued
    /// the tokens that it accepts.
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
    ///       x-amazon-apigateway-authorizer: { type: cognito_user_pools }
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
    ///         type: cognito_user_pools
    ///         providerARNs: ["arn:aws:cognito-idp:eu-central-1:123456789012:userpool/eu-central-1_Ab12"]
    /// ```
    "cognito-authorizer-without-user-pool", Error, Authorizer => check
}

fn check(_: &Context<'_>, authorizer: Named<'_, Authorizer>, sink: &mut Sink) {
    if *authorizer.authorizer_type == AuthorizerType::CognitoUserPools
        && authorizer.provider_arns.is_empty()
    {
        let message = format!("the authorizer `{}` names no user pool", **authorizer.name);
        sink.report(&RULE, authorizer.authorizer_type.span(), message)
            .help("add the ARNs of the user pools as `providerARNs`");
    }
}
