//! `authorizer-ttl-out-of-range`

use crate::check::{Context, Named};
use crate::diag::Sink;
use crate::ir::Authorizer;
use crate::quota::AUTHORIZER_TTL_SECONDS;

rule! {
    /// An authorizer's answers are kept for longer than is possible.
    ///
    /// ## Why
    /// `authorizerResultTtlInSeconds` is at most 3600. API Gateway refuses more.
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
    ///         authorizerResultTtlInSeconds: 86400
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
    ///         authorizerResultTtlInSeconds: 3600
    ///         authorizerUri: arn:aws:apigateway:eu-central-1:lambda:path/2015-03-31/functions/arn:aws:lambda:eu-central-1:123456789012:function:auth/invocations
    /// ```
    "authorizer-ttl-out-of-range", Error, Authorizer => check
}

fn check(_: &Context<'_>, authorizer: Named<'_, Authorizer>, sink: &mut Sink) {
    let Some(ttl) = &authorizer.result_ttl else { return };
    let seconds = ttl.as_secs();
    if !AUTHORIZER_TTL_SECONDS.admits(seconds) {
        let most = AUTHORIZER_TTL_SECONDS.max;
        sink.report(
            &RULE,
            ttl.span(),
            format!("{seconds} seconds are more than the {most} that are possible"),
        )
        .help(format!("write at most {most}, or 0 to ask the authorizer every time"));
    }
}
