//! `cached-method-without-identity-in-key`

use crate::check::{CachedAt, Context};
use crate::diag::Sink;
use crate::ir::AuthorizationType;

rule! {
    /// A method that asks who calls keeps its answers without the caller in their key.
    ///
    /// ## Why
    /// The key of an entry is the values of `cacheKeyParameters` and nothing else: not the caller, not the token. Whoever asks
    /// next is given what the first caller was to see. The authorizer is still asked, and lets them in.
    ///
    /// Add `method.request.header.Authorization` to the key, or a parameter of the integration that is mapped from
    /// `context.authorizer`. Where all callers may see the same, allow this finding on the method, with that as the reason.
    ///
    /// ```yaml,fails
    /// paths:
    ///   /pets:
    ///     get:
    ///       security: [{ users: [] }]
    ///       responses: {}
    ///       x-amazon-apigateway-integration:
    ///         type: http_proxy
    ///         httpMethod: ANY
    ///         uri: https://pets.example.com
    /// components:
    ///   securitySchemes:
    ///     users:
    ///       type: apiKey
    ///       name: Authorization
    ///       in: header
    ///       x-amazon-apigateway-authtype: cognito_user_pools
    ///       x-amazon-apigateway-authorizer:
    ///         type: cognito_user_pools
    ///         providerARNs: ["arn:aws:cognito-idp:eu-central-1:123456789012:userpool/eu-central-1_Ab12"]
    /// ---
    /// stages: { prod: { cache: { size: 0.5 } } }
    /// ```
    /// ```yaml,passes
    /// paths:
    ///   /pets:
    ///     get:
    ///       security: [{ users: [] }]
    ///       parameters: [{ name: Authorization, in: header, schema: { type: string } }]
    ///       responses: {}
    ///       x-amazon-apigateway-integration:
    ///         type: http_proxy
    ///         httpMethod: ANY
    ///         uri: https://pets.example.com
    ///         cacheKeyParameters: [method.request.header.Authorization]
    /// components:
    ///   securitySchemes:
    ///     users:
    ///       type: apiKey
    ///       name: Authorization
    ///       in: header
    ///       x-amazon-apigateway-authtype: cognito_user_pools
    ///       x-amazon-apigateway-authorizer:
    ///         type: cognito_user_pools
    ///         providerARNs: ["arn:aws:cognito-idp:eu-central-1:123456789012:userpool/eu-central-1_Ab12"]
    /// ---
    /// stages: { prod: { cache: { size: 0.5 } } }
    /// ```
    "cached-method-without-identity-in-key", Error, Cached => check
}

fn check(cx: &Context<'_>, at: CachedAt<'_>, sink: &mut Sink) {
    let authorization = &at.method.authorization;
    if authorization.authorization_type == AuthorizationType::None {
        return;
    }
    if !at.tells_callers_apart() {
        let message = format!("`{}` gives one caller what another was to see", at.method);
        sink.report(&RULE, cx.key(at.method.origin.span()), message)
            .label("the key of its cached answers has nothing of the caller")
            .related(authorization.origin.span(), "it asks who calls")
            .related(at.turned_on, "its answers are kept")
            .help("add `method.request.header.Authorization` to its `cacheKeyParameters`");
    }
}
