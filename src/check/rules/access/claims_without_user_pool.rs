//! `claims-without-user-pool`

use crate::check::Context;
use crate::check::context_uses::report_vain;
use crate::diag::Sink;
use crate::ir::{AuthorizationType, Definition};

rule! {
    /// A mapping takes claims of a token on a method that has none.
    ///
    /// ## Why
    /// `context.authorizer.claims` is what a user pool, or a JWT authorizer, has read in a token. With a Lambda
    /// authorizer of a REST API it is empty, because the context that a function answers with is flat; so it is
    /// with `AWS_IAM` and without authorization. The backend gets nothing, or an empty text. The claims as a
    /// whole are empty with a user pool as well: only single ones, such as `context.authorizer.claims.sub`,
    /// have a value.
    ///
    /// ```yaml,fails
    /// paths:
    ///   /pets:
    ///     get:
    ///       responses: { "200": { description: ok } }
    ///       x-amazon-apigateway-integration:
    ///         type: http
    ///         httpMethod: GET
    ///         uri: https://pets.example.com
    ///         requestParameters: { integration.request.header.x-user: context.authorizer.claims.sub }
    ///         responses: { default: { statusCode: "200" } }
    /// ```
    /// ```yaml,passes
    /// paths:
    ///   /pets:
    ///     get:
    ///       security: [{ pool: [] }]
    ///       responses: { "200": { description: ok } }
    ///       x-amazon-apigateway-integration:
    ///         type: http
    ///         httpMethod: GET
    ///         uri: https://pets.example.com
    ///         requestParameters: { integration.request.header.x-user: context.authorizer.claims.sub }
    ///         responses: { default: { statusCode: "200" } }
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
    "claims-without-user-pool", Warning, Definition => check
}

fn check(cx: &Context<'_>, _: &Definition, sink: &mut Sink) {
    report_vain(cx, &RULE, sink, |found| {
        let [first, second, rest @ ..] = found.path.as_slice() else { return None };
        if first != "authorizer" || second != "claims" {
            return None;
        }
        match found.authorization.authorization_type {
            AuthorizationType::CognitoUserPools if rest.is_empty() && !found.is_http => {
                Some("the claims as a whole are empty; name one of them")
            }
            AuthorizationType::CognitoUserPools | AuthorizationType::Jwt => None,
            // In an HTTP API the function may answer with claims of its own.
            AuthorizationType::Custom if found.is_http => None,
            AuthorizationType::Custom => Some("the answer of a Lambda authorizer has no claims"),
            AuthorizationType::AwsIam => Some("a signed request has no claims"),
            AuthorizationType::None => Some("a request that nobody authorizes has no claims"),
        }
    });
}
