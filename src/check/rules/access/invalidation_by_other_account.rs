//! `invalidation-by-other-account`

use crate::access::INVALIDATE_CACHE;
use crate::check::Context;
use crate::check::policy;
use crate::diag::Sink;
use crate::iam::{Effect, Identity, Truth, Written};
use crate::ir::RestApi;

rule! {
    /// The policy lets another account throw cached answers away.
    ///
    /// ## Why
    /// Only callers of the API's own account can invalidate its cache (AWS docs, "Invalidate the API Gateway
    /// cache"). Such a caller of another account is answered as one without the permission.
    ///
    /// ```yaml,fails
    /// x-amazon-apigateway-policy:
    ///   Version: "2012-10-17"
    ///   Statement:
    ///     - { Effect: Allow, Principal: { AWS: "arn:aws:iam::111122223333:role/reader" }, Action: execute-api:InvalidateCache, Resource: execute-api:/* }
    /// paths:
    ///   /pets:
    ///     get:
    ///       security: [{ iam: [] }]
    ///       responses: {}
    ///       x-amazon-apigateway-integration: { type: http_proxy, httpMethod: GET, uri: "https://pets.example.com" }
    /// components:
    ///   securitySchemes:
    ///     iam: { type: apiKey, name: Authorization, in: header, x-amazon-apigateway-authtype: awsSigv4 }
    /// ---
    /// account: "123456789012"
    /// stages: { prod: { cache: { size: 0.5, ttl: 300 } } }
    /// ```
    /// ```yaml,passes
    /// x-amazon-apigateway-policy:
    ///   Version: "2012-10-17"
    ///   Statement:
    ///     - { Effect: Allow, Principal: { AWS: "arn:aws:iam::123456789012:role/reader" }, Action: execute-api:InvalidateCache, Resource: execute-api:/* }
    /// paths:
    ///   /pets:
    ///     get:
    ///       security: [{ iam: [] }]
    ///       responses: {}
    ///       x-amazon-apigateway-integration: { type: http_proxy, httpMethod: GET, uri: "https://pets.example.com" }
    /// components:
    ///   securitySchemes:
    ///     iam: { type: apiKey, name: Authorization, in: header, x-amazon-apigateway-authtype: awsSigv4 }
    /// ---
    /// account: "123456789012"
    /// stages: { prod: { cache: { size: 0.5, ttl: 300 } } }
    /// ```
    "invalidation-by-other-account", Warning, RestApi => check
}

fn check(cx: &Context<'_>, _: &RestApi, sink: &mut Sink) {
    let Some(document) = policy::readable(cx) else { return };
    let Some(account) = &cx.definition().account else { return };
    for statement in document.statements() {
        let Some(principal) = statement.principal().filter(|own| !own.is_negated()) else {
            continue;
        };
        // One that allows everything, calls among it, is not meant for the cache.
        let names_it = statement.action().is_some_and(|own| {
            !own.is_negated()
                && own
                    .values()
                    .iter()
                    .any(|value| value.to_ascii_lowercase().ends_with(":invalidatecache"))
        });
        if !names_it
            || !policy::has_effect(statement, Effect::Allow)
            || statement.is_about_action(INVALIDATE_CACHE, document.version()) != Truth::True
        {
            continue;
        }
        let is_other = |value: &&Written<String>| {
            let of = Identity::parse(value).map(|own| own.account().to_owned());
            let of = of.unwrap_or_else(|_| value.to_string());
            of.len() == 12 && of.bytes().all(|byte| byte.is_ascii_digit()) && of != account.as_str()
        };
        if let Some(value) = principal.values().iter().find(is_other) {
            let message = format!("`{}` cannot invalidate the cache", **value);
            sink.report(&RULE, policy::place(cx, value.span()), message)
                .label("it is of another account")
                .related(account.span(), "the account of the API")
                .help("let it assume a role of the API's account");
        }
    }
}
