//! `unencrypted-cache-of-protected-method`

use std::collections::BTreeMap;

use crate::check::authorizers::is_protected;
use crate::check::{CachedAt, Context};
use crate::diag::Sink;
use crate::ir::Definition;
use crate::limits::MethodName;

rule! {
    /// Answers that are not for everybody are kept without encryption.
    ///
    /// ## Why
    /// What a method answers to callers it has asked for their name is kept in the cache as it is, unless
    /// `encrypted: true` says otherwise (AWS docs, "Cache settings for REST APIs in API Gateway"). For personal
    /// data, and under rules like HIPAA, it has to be encrypted. It is told once for a stage.
    ///
    /// ```yaml,fails
    /// paths:
    ///   /pets:
    ///     get:
    ///       security: [{ users: [] }]
    ///       parameters: [{ name: Authorization, in: header, schema: { type: string } }]
    ///       responses: { "200": { description: fine } }
    ///       x-amazon-apigateway-integration:
    ///         type: http
    ///         httpMethod: GET
    ///         uri: https://pets.example.com
    ///         cacheKeyParameters: [method.request.header.Authorization]
    ///         responses: { default: { statusCode: "200" } }
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
    /// stages: { prod: { cache: { size: 0.5, ttl: 300 } } }
    /// ```
    /// ```yaml,passes
    /// paths:
    ///   /pets:
    ///     get:
    ///       security: [{ users: [] }]
    ///       parameters: [{ name: Authorization, in: header, schema: { type: string } }]
    ///       responses: { "200": { description: fine } }
    ///       x-amazon-apigateway-integration:
    ///         type: http
    ///         httpMethod: GET
    ///         uri: https://pets.example.com
    ///         cacheKeyParameters: [method.request.header.Authorization]
    ///         responses: { default: { statusCode: "200" } }
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
    /// stages: { prod: { cache: { size: 0.5, ttl: 300, encrypted: true } } }
    /// ```
    "unencrypted-cache-of-protected-method", Info, Definition => check
}

fn check(cx: &Context<'_>, _: &Definition, sink: &mut Sink) {
    let mut stages: BTreeMap<&str, Vec<&CachedAt<'_>>> = BTreeMap::new();
    for at in cx.cached().iter().filter(|at| is_protected(&at.method.authorization)) {
        let method = MethodName { verb: at.verb, path: &at.method.resource.path };
        let cache = cx.in_force().cache(at.stage, method).and_then(Result::ok);
        if cache.is_some_and(|cache| !cache.encrypted) {
            stages.entry(at.stage).or_default().push(at);
        }
    }
    for (stage, methods) in stages {
        let Some(first) = methods.first() else { continue };
        let more = match methods.len() - 1 {
            0 => String::new(),
            more => format!(" and {more} more"),
        };
        let message = format!(
            "the stage `{stage}` keeps the answers of `{}`{more} unencrypted",
            first.method
        );
        sink.report(&RULE, first.turned_on, message)
            .related(first.method.authorization.origin.span(), "it asks who calls")
            .help("set `encrypted: true`, where what is answered is not for everybody");
    }
}
