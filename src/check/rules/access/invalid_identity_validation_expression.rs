//! `invalid-identity-validation-expression`

use crate::check::{Context, Named};
use crate::diag::Sink;
use crate::ir::Authorizer;
use crate::java_regex::JavaRegex;

rule! {
    /// The pattern for tokens is no regular expression.
    ///
    /// ## Why
    /// `identityValidationExpression` is a Java regular expression that the whole token must match before the function
    /// is asked. One that cannot be compiled lets nobody in.
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
    ///         type: token
    ///         identityValidationExpression: "Bearer ([a-z"
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
    ///         type: token
    ///         identityValidationExpression: "Bearer [a-z]+"
    ///         authorizerUri: arn:aws:apigateway:eu-central-1:lambda:path/2015-03-31/functions/arn:aws:lambda:eu-central-1:123456789012:function:auth/invocations
    /// ```
    "invalid-identity-validation-expression", Error, Authorizer => check
}

fn check(_: &Context<'_>, authorizer: Named<'_, Authorizer>, sink: &mut Sink) {
    let Some(pattern) = &authorizer.identity_validation_expression else { return };
    if let Err(error) = JavaRegex::new(pattern) {
        let message = format!("`{}` is not a regular expression", **pattern);
        sink.report(&RULE, pattern.span(), message)
            .label(error.reason())
            .help("write a regular expression of Java that the whole token matches");
    }
}
