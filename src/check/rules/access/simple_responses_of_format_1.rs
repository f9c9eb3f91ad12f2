//! `simple-responses-of-format-1`

use crate::check::{Context, Named};
use crate::diag::Sink;
use crate::ir::Authorizer;

rule! {
    /// An authorizer answers simply in a format that has no simple answers.
    ///
    /// ## Why
    /// `enableSimpleResponses` lets the function answer with `isAuthorized`. It needs
    /// `authorizerPayloadFormatVersion: "2.0"`; API Gateway refuses it with `1.0`.
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
    ///         authorizerPayloadFormatVersion: "1.0"
    ///         enableSimpleResponses: true
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
    ///         enableSimpleResponses: true
    ///         authorizerUri: arn:aws:apigateway:eu-central-1:lambda:path/2015-03-31/functions/arn:aws:lambda:eu-central-1:123456789012:function:auth/invocations
    /// ```
    "simple-responses-of-format-1", Error, Authorizer => check
}

fn check(_: &Context<'_>, authorizer: Named<'_, Authorizer>, sink: &mut Sink) {
    let simple = authorizer.enable_simple_responses.as_ref().filter(|own| ***own);
    let version = authorizer.payload_format_version.as_ref().filter(|own| own.as_str() == "1.0");
    if let (Some(simple), Some(version)) = (simple, version) {
        sink.report(&RULE, simple.span(), "format 1.0 has no simple answers")
            .related(version.span(), "the format is set here")
            .help("write `authorizerPayloadFormatVersion: \"2.0\"`");
    }
}
