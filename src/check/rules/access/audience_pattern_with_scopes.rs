//! `audience-pattern-with-scopes`

use crate::check::authorizers::methods_of;
use crate::check::{Context, Named};
use crate::diag::Sink;
use crate::ir::{Authorizer, AuthorizerType};

rule! {
    /// An authorizer of a user pool compares audiences that access tokens do not have.
    ///
    /// ## Why
    /// `identityValidationExpression` of such an authorizer is matched against `aud`, which ID tokens have. A
    /// method with scopes takes access tokens, and those of Cognito have `client_id` in its place: they never
    /// match, and every call of the method is answered with `401`.
    ///
    /// ```yaml,fails
    /// paths:
    ///   /pets:
    ///     get:
    ///       security: [{ pool: [pets.read] }]
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
    ///         identityValidationExpression: "[a-z0-9]+"
    ///         providerARNs: ["arn:aws:cognito-idp:eu-central-1:123456789012:userpool/eu-central-1_Ab12"]
    /// ```
    /// ```yaml,passes
    /// paths:
    ///   /pets:
    ///     get:
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
    ///         identityValidationExpression: "[a-z0-9]+"
    ///         providerARNs: ["arn:aws:cognito-idp:eu-central-1:123456789012:userpool/eu-central-1_Ab12"]
    /// ```
    "audience-pattern-with-scopes", Error, Authorizer => check
}

fn check(cx: &Context<'_>, authorizer: Named<'_, Authorizer>, sink: &mut Sink) {
    let Some(expression) = &authorizer.identity_validation_expression else { return };
    if *authorizer.authorizer_type != AuthorizerType::CognitoUserPools {
        return;
    }
    let scoped = methods_of(cx, authorizer.name)
        .find_map(|at| Some((at, at.method.authorization.scopes.first()?)));
    if let Some((at, scope)) = scoped {
        let message = format!("no access token has the audience that `{at}` asks for");
        sink.report(&RULE, expression.span(), message)
            .label("this is matched against `aud`")
            .related(scope.span(), "scopes are in access tokens, which have no `aud`")
            .help("take out the pattern, or the scopes");
    }
}
