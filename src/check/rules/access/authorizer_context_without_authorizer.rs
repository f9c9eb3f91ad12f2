//! `authorizer-context-without-authorizer`

use crate::check::Context;
use crate::check::context_uses::report_vain;
use crate::diag::Sink;
use crate::ir::{AuthorizationType, Definition};

rule! {
    /// A mapping takes what an authorizer says on a method that asks none.
    ///
    /// ## Why
    /// `context.authorizer` holds the answer of the method's authorizer. A method without one, or of the type
    /// `AWS_IAM`, has nothing there, and the backend gets nothing, or an empty text. Claims are the matter of
    /// `claims-without-user-pool`.
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
    ///         requestParameters: { integration.request.header.x-user: context.authorizer.principalId }
    ///         responses: { default: { statusCode: "200" } }
    /// ```
    /// ```yaml,passes
    /// paths:
    ///   /pets:
    ///     get:
    ///       security: [{ auth: [] }]
    ///       responses: { "200": { description: ok } }
    ///       x-amazon-apigateway-integration:
    ///         type: http
    ///         httpMethod: GET
    ///         uri: https://pets.example.com
    ///         requestParameters: { integration.request.header.x-user: context.authorizer.principalId }
    ///         responses: { default: { statusCode: "200" } }
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
    "authorizer-context-without-authorizer", Warning, Definition => check
}

fn check(cx: &Context<'_>, _: &Definition, sink: &mut Sink) {
    report_vain(cx, &RULE, sink, |found| {
        let is_answer = found.path.first().is_some_and(|first| first == "authorizer");
        let is_claims = found.path.get(1).is_some_and(|second| second == "claims");
        let asks = match found.authorization.authorization_type {
            AuthorizationType::None => false,
            // A mapping of an HTTP API finds the caller of a signed request here.
            AuthorizationType::AwsIam => found.is_http,
            AuthorizationType::Custom
            | AuthorizationType::CognitoUserPools
            | AuthorizationType::Jwt => true,
        };
        // A template that prints the whole context for the record asks for nothing in particular.
        let is_vain = is_answer && !is_claims && !asks && !found.is_one_of_many;
        is_vain.then_some("no authorizer is asked")
    });
}
