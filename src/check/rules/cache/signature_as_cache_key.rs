//! `signature-as-cache-key`

use crate::check::{CachedAt, Context};
use crate::diag::Sink;
use crate::ir::AuthorizationType;

rule! {
    /// A signature is a part of the key of cached answers.
    ///
    /// ## Why
    /// A signed request has another `Authorization` header each second. No entry is ever found again, and the cache is filled with
    /// answers that nobody asks for.
    ///
    /// Map `context.identity.userArn` to a parameter of the integration and name that one.
    ///
    /// ```yaml,fails
    /// paths:
    ///   /pets:
    ///     get:
    ///       security: [{ iam: [] }]
    ///       parameters: [{ name: Authorization, in: header, schema: { type: string } }]
    ///       responses: {}
    ///       x-amazon-apigateway-integration:
    ///         type: http_proxy
    ///         httpMethod: ANY
    ///         uri: https://pets.example.com
    ///         cacheKeyParameters: [method.request.header.Authorization]
    /// components:
    ///   securitySchemes:
    ///     iam: { type: apiKey, name: Authorization, in: header, x-amazon-apigateway-authtype: awsSigv4 }
    /// ---
    /// stages: { prod: { cache: { size: 0.5 } } }
    /// ```
    /// ```yaml,passes
    /// paths:
    ///   /pets:
    ///     get:
    ///       security: [{ iam: [] }]
    ///       responses: {}
    ///       x-amazon-apigateway-integration:
    ///         type: http_proxy
    ///         httpMethod: ANY
    ///         uri: https://pets.example.com
    ///         requestParameters: { integration.request.header.X-User: context.identity.userArn }
    ///         cacheKeyParameters: [integration.request.header.X-User]
    /// components:
    ///   securitySchemes:
    ///     iam: { type: apiKey, name: Authorization, in: header, x-amazon-apigateway-authtype: awsSigv4 }
    /// ---
    /// stages: { prod: { cache: { size: 0.5 } } }
    /// ```
    "signature-as-cache-key", Warning, Cached => check
}

fn check(_: &Context<'_>, at: CachedAt<'_>, sink: &mut Sink) {
    if at.method.authorization.authorization_type != AuthorizationType::AwsIam {
        return;
    }
    let own =
        at.integration.cache_key_parameters.iter().find(|parameter| {
            parameter.eq_ignore_ascii_case("method.request.header.Authorization")
        });
    if let Some(parameter) = own {
        let message = format!("no cached answer of `{}` is ever found again", at.method);
        sink.report(&RULE, parameter.span(), message)
            .label("the signature is another one in each request")
            .help(
                "map `context.identity.userArn` to a parameter of the integration, and name that",
            );
    }
}
