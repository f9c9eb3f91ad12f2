//! `kept-answer-of-all-hosts`

use crate::check::authorizers::{keeps_answers, methods_of};
use crate::check::{Context, Named};
use crate::diag::Sink;
use crate::ir::{Authorization, Authorizer, AuthorizerType};

rule! {
    /// Hosts of a wildcard domain share the kept answers of an authorizer.
    ///
    /// ## Why
    /// With `*.example.com` every customer may have a host of its own. The answer of an authorizer is kept under its
    /// identity sources: where the host is none of them, the answer for a token at one customer's host is taken for
    /// the same token at another's. With `context.domainName` among the sources each host has answers of its own.
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
    ///         type: request
    ///         authorizerUri: arn:aws:apigateway:eu-central-1:lambda:path/2015-03-31/functions/arn:aws:lambda:eu-central-1:123456789012:function:auth/invocations
    ///         identitySource: method.request.header.Authorization
    /// ---
    /// stages: { prod: {} }
    /// domains: { "*.example.com": { mappings: { (none): prod } } }
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
    ///         type: request
    ///         authorizerUri: arn:aws:apigateway:eu-central-1:lambda:path/2015-03-31/functions/arn:aws:lambda:eu-central-1:123456789012:function:auth/invocations
    ///         identitySource: method.request.header.Authorization, context.domainName
    /// ---
    /// stages: { prod: {} }
    /// domains: { "*.example.com": { mappings: { (none): prod } } }
    /// ```
    "kept-answer-of-all-hosts", Info, Authorizer => check
}

fn check(cx: &Context<'_>, authorizer: Named<'_, Authorizer>, sink: &mut Sink) {
    let mut domains = cx.definition().domains.iter();
    let wildcard = domains.find(|(name, own)| name.starts_with("*.") && !own.mappings.is_empty());
    let Some((domain, _)) = wildcard else { return };
    let is_function =
        matches!(*authorizer.authorizer_type, AuthorizerType::Token | AuthorizerType::Request);
    let tells_hosts_apart = |source: &str| {
        let name = source.rsplit('.').next().unwrap_or(source);
        matches!(name, "domainName" | "domainPrefix") || name.eq_ignore_ascii_case("host")
    };
    if !is_function
        || !keeps_answers(cx, &authorizer)
        || !is_asked(cx, authorizer.name)
        || authorizer.identity_sources.iter().any(|source| tells_hosts_apart(source))
    {
        return;
    }
    let message =
        format!("one answer of `{}` is taken at all hosts of `{}`", **authorizer.name, **domain);
    let found = sink.report(&RULE, authorizer.name.span(), message);
    found.related(domain.span(), "this stands for any host");
    found.help(if *authorizer.authorizer_type == AuthorizerType::Token {
        "make it a `request` authorizer with `context.domainName` among its sources, or set `authorizerResultTtlInSeconds: 0`"
    } else {
        "add `context.domainName` to `identitySource`"
    });
}

/// Whether a method or a route asks the authorizer.
fn is_asked(cx: &Context<'_>, name: &str) -> bool {
    let asks =
        |own: &Authorization| own.authorizer.as_ref().is_some_and(|own| own.as_str() == name);
    methods_of(cx, name).next().is_some() || cx.routes().any(|at| asks(&at.route.authorization))
}
