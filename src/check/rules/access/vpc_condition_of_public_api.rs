//! `vpc-condition-of-public-api`

use crate::check::Context;
use crate::check::condition_keys::needs_vpc_endpoint;
use crate::check::endpoint::Reach;
use crate::check::policy;
use crate::diag::Sink;
use crate::iam::Effect;
use crate::ir::RestApi;

rule! {
    /// The policy of a public API asks for a VPC or a VPC endpoint.
    ///
    /// ## Why
    /// Only requests through a VPC endpoint carry `aws:SourceVpc`, `aws:SourceVpce` and `aws:VpcSourceIp`, and
    /// only private APIs get such requests. To a public API an operator like `StringEquals` never holds, so
    /// that the statement does nothing; one like `StringNotEquals` always does, which in a statement that
    /// denies keeps everybody out.
    ///
    /// Whether an API is public is known from `endpoint` in the manifest; where it does not say so, nothing is
    /// reported. `Null` and operators with `IfExists` ask for the absence themselves and are left alone.
    ///
    /// ```yaml,fails
    /// x-amazon-apigateway-policy:
    ///   Version: "2012-10-17"
    ///   Statement:
    ///     - Effect: Allow
    ///       Principal: "*"
    ///       Action: execute-api:Invoke
    ///       Resource: execute-api:/*
    ///       Condition: { StringEquals: { "aws:SourceVpce": vpce-0123456789abcdef0 } }
    /// paths:
    ///   /pets:
    ///     get:
    ///       responses: {}
    ///       x-amazon-apigateway-integration: { type: http_proxy, httpMethod: GET, uri: "https://pets.example.com" }
    /// ---
    /// endpoint: { type: REGIONAL }
    /// ```
    /// ```yaml,passes
    /// x-amazon-apigateway-policy:
    ///   Version: "2012-10-17"
    ///   Statement:
    ///     - Effect: Allow
    ///       Principal: "*"
    ///       Action: execute-api:Invoke
    ///       Resource: execute-api:/*
    ///       Condition: { StringEquals: { "aws:SourceVpce": vpce-0123456789abcdef0 } }
    /// paths:
    ///   /pets:
    ///     get:
    ///       responses: {}
    ///       x-amazon-apigateway-integration: { type: http_proxy, httpMethod: GET, uri: "https://pets.example.com" }
    /// ---
    /// endpoint: { type: PRIVATE }
    /// ```
    "vpc-condition-of-public-api", Warning, RestApi => check
}

fn check(cx: &Context<'_>, api: &RestApi, sink: &mut Sink) {
    if Reach::of(api) != Reach::Public {
        return;
    }
    for (statement, condition) in policy::conditions(cx) {
        if !needs_vpc_endpoint(condition) || condition.is_null() || condition.if_exists() {
            continue;
        }
        let message = format!("no request to a public API carries `{}`", **condition.key());
        let found = sink.report(&RULE, policy::place(cx, condition.key().span()), message);
        let effect = statement.effect();
        found.label(match (condition.is_negated(), effect) {
            (true, Some(Effect::Deny)) => "the condition always holds, and every call is denied",
            (true, _) => "the condition always holds",
            (false, Some(Effect::Allow)) => "the condition never holds, and nothing is allowed",
            (false, _) => "the condition never holds",
        });
        if let Some(kind) = &api.endpoint.endpoint_type {
            found.related(kind.span(), "this API is public");
        }
        found.help("make the API private, or ask for `aws:SourceIp`");
    }
}
