//! `authorizer-without-payload-format`

use crate::check::{Context, Named};
use crate::diag::Sink;
use crate::ir::{Authorizer, AuthorizerType};

rule! {
    /// A Lambda authorizer of an HTTP API does not say which event its function gets.
    ///
    /// ## Why
    /// `authorizerPayloadFormatVersion` is `1.0` or `2.0`. An HTTP API has no default for it, and API Gateway
    /// refuses the authorizer (AWS docs, "Control access to HTTP APIs with AWS Lambda authorizers").
    ///
    /// ```yaml,fails
    /// x-amazon-apigateway-importexport-version: "1.0"
    /// paths:
    ///   /pets:
    ///     get:
    ///       security: [{ auth: [] }]
    ///       responses: {}
    ///       x-amazon-apigateway-integration: { type: http_proxy, httpMethod: GET, uri: "https://pets.example.com", payloadFormatVersion: "1.0" }
    /// components:
    ///   securitySchemes:
    ///     auth:
    ///       type: apiKey
    ///       name: Authorization
    ///       in: header
    ///       x-amazon-apigateway-authorizer:
    ///         type: request
    ///         identitySource: $request.header.Authorization
    ///         authorizerUri: arn:aws:apigateway:eu-central-1:lambda:path/2015-03-31/functions/arn:aws:lambda:eu-central-1:123456789012:function:auth/invocations
    /// ```
    /// ```yaml,passes
    /// x-amazon-apigateway-importexport-version: "1.0"
    /// paths:
    ///   /pets:
    ///     get:
    ///       security: [{ auth: [] }]
    ///       responses: {}
    ///       x-amazon-apigateway-integration: { type: http_proxy, httpMethod: GET, uri: "https://pets.example.com", payloadFormatVersion: "1.0" }
    /// components:
    ///   securitySchemes:
    ///     auth:
    ///       type: apiKey
    ///       name: Authorization
    ///       in: header
    ///       x-amazon-apigateway-authorizer:
    ///         type: request
    ///         identitySource: $request.header.Authorization
    ///         authorizerPayloadFormatVersion: "2.0"
    ///         authorizerUri: arn:aws:apigateway:eu-central-1:lambda:path/2015-03-31/functions/arn:aws:lambda:eu-central-1:123456789012:function:auth/invocations
    /// ```
    "authorizer-without-payload-format", Error, Authorizer => check
}

fn check(cx: &Context<'_>, authorizer: Named<'_, Authorizer>, sink: &mut Sink) {
    if cx.definition().http().is_some()
        && *authorizer.authorizer_type == AuthorizerType::Request
        && authorizer.payload_format_version.is_none()
    {
        let message = format!(
            "the authorizer `{}` has no `authorizerPayloadFormatVersion`",
            **authorizer.name
        );
        sink.report(&RULE, authorizer.authorizer_type.span(), message)
            .help("write `authorizerPayloadFormatVersion: \"2.0\"`");
    }
}
