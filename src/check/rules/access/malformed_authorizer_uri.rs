//! `malformed-authorizer-uri`

use crate::check::values::{Target, target};
use crate::check::{Context, Named};
use crate::diag::Sink;
use crate::ir::Authorizer;

rule! {
    /// The `authorizerUri` is not the invocation of a function.
    ///
    /// ## Why
    /// API Gateway refuses it. The ARN of the function alone is not enough: the URI is the path under which API Gateway
    /// calls Lambda.
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
    ///         authorizerUri: arn:aws:lambda:eu-central-1:123456789012:function:auth
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
    "malformed-authorizer-uri", Error, Authorizer => check
}

fn check(_: &Context<'_>, authorizer: Named<'_, Authorizer>, sink: &mut Sink) {
    let Some(uri) = &authorizer.authorizer_uri else { return };
    let reason = match target(uri) {
        Target::Lambda | Target::Open => return,
        Target::OtherArn => "this is the function and not its invocation",
        Target::Service(_) => "this is not Lambda",
        Target::Http => "an authorizer is a function and not an HTTP endpoint",
        Target::Invalid(reason) => reason,
    };
    let message = format!("the `authorizerUri` of `{}` invokes no function", **authorizer.name);
    sink.report(&RULE, uri.span(), message).label(reason).help(
        "write `arn:aws:apigateway:REGION:lambda:path/2015-03-31/functions/FUNCTION_ARN/invocations`",
    );
}
