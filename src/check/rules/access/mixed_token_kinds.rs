//! `mixed-token-kinds`

use crate::check::authorizers::methods_of;
use crate::check::{Context, Named};
use crate::diag::Sink;
use crate::ir::{Authorizer, AuthorizerType};

rule! {
    /// Some methods of a user pool take ID tokens, others access tokens.
    ///
    /// ## Why
    /// A method without scopes takes the ID token of a user, one with scopes the access token. A client that
    /// calls both needs to send two kinds of tokens, and each is refused with `401` where the other is wanted.
    ///
    /// ```yaml,fails
    /// paths:
    ///   /pets:
    ///     get:
    ///       security: [{ pool: [pets.read] }]
    ///       responses: {}
    ///       x-amazon-apigateway-integration: { type: http_proxy, httpMethod: GET, uri: "https://pets.example.com" }
    ///     post:
    ///       security: [{ pool: [] }]
    ///       responses: {}
    ///       x-amazon-apigateway-integration: { type: http_proxy, httpMethod: GET, uri: "https://pets.example.com" }
    /// components:
    ///   securitySchemes:
    ///     pool:
    ///       type: apiKey
    ///       name: Authorization
    ///       in: header
    ///       x-amazon-apigateway-authtype: cognito_user_pools
    ///       x-amazon-apigateway-authorizer:
    ///         type: cognito_user_pools
    ///         providerARNs: ["arn:aws:cognito-idp:eu-central-1:123456789012:userpool/eu-central-1_Ab12"]
    /// ```
    /// ```yaml,passes
    /// paths:
    ///   /pets:
    ///     get:
    ///       security: [{ pool: [pets.read] }]
    ///       responses: {}
    ///       x-amazon-apigateway-integration: { type: http_proxy, httpMethod: GET, uri: "https://pets.example.com" }
    ///     post:
    ///       security: [{ pool: [pets.write] }]
    ///       responses: {}
    ///       x-amazon-apigateway-integration: { type: http_proxy, httpMethod: GET, uri: "https://pets.example.com" }
    /// components:
    ///   securitySchemes:
    ///     pool:
    ///       type: apiKey
    ///       name: Authorization
    ///       in: header
    ///       x-amazon-apigateway-authtype: cognito_user_pools
    ///       x-amazon-apigateway-authorizer:
    ///         type: cognito_user_pools
    ///         providerARNs: ["arn:aws:cognito-idp:eu-central-1:123456789012:userpool/eu-central-1_Ab12"]
    /// ```
    "mixed-token-kinds", Info, Authorizer => check
}

fn check(cx: &Context<'_>, authorizer: Named<'_, Authorizer>, sink: &mut Sink) {
    if *authorizer.authorizer_type != AuthorizerType::CognitoUserPools {
        return;
    }
    let has_scopes = |wanted: bool| {
        methods_of(cx, authorizer.name)
            .find(move |at| at.method.authorization.scopes.is_empty() != wanted)
    };
    if let (Some(access), Some(id)) = (has_scopes(true), has_scopes(false)) {
        let message = format!("`{access}` takes access tokens, and `{id}` ID tokens");
        sink.report(&RULE, authorizer.name.span(), message)
            .label("both kinds are from this user pool")
            .related(access.authorization.origin.span(), "scopes ask for access tokens")
            .related(id.authorization.origin.span(), "no scopes ask for ID tokens")
            .help("give all methods scopes, or none, so that clients need one kind of token");
    }
}
