//! `identity-source-of-all-callers`

use crate::check::authorizers::keeps_answers;
use crate::check::{Context, Named};
use crate::diag::Sink;
use crate::ir::{Authorizer, AuthorizerType};

rule! {
    /// The kept answers of an authorizer are not told apart by callers.
    ///
    /// ## Why
    /// While an answer is kept, every request with the same values of the identity sources gets it, and the
    /// function is not asked. Stage variables, the stage and the id of the API are the same for all callers:
    /// the answer for the first of them is that for everybody. The address of a caller is shared by all behind
    /// one router, and `User-Agent` by all with one browser.
    ///
    /// Only authorizers that keep answers are looked at: by default those of REST APIs do, for 300 seconds.
    ///
    /// ```yaml,fails
    /// paths:
    ///   /pets:
    ///     get:
    ///       security: [{ auth: [] }]
    ///       responses: {}
    ///       x-amazon-apigateway-integration: { type: http_proxy, httpMethod: GET, uri: "https://pets.example.com" }
    ///     post:
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
    ///         identitySource: stageVariables.tenant, context.stage
    ///         authorizerUri: arn:aws:apigateway:eu-central-1:lambda:path/2015-03-31/functions/arn:aws:lambda:eu-central-1:123456789012:function:auth/invocations
    /// ```
    /// ```yaml,passes
    /// paths:
    ///   /pets:
    ///     get:
    ///       security: [{ auth: [] }]
    ///       responses: {}
    ///       x-amazon-apigateway-integration: { type: http_proxy, httpMethod: GET, uri: "https://pets.example.com" }
    ///     post:
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
    ///         identitySource: stageVariables.tenant, method.request.header.Authorization
    ///         authorizerUri: arn:aws:apigateway:eu-central-1:lambda:path/2015-03-31/functions/arn:aws:lambda:eu-central-1:123456789012:function:auth/invocations
    /// ```
    "identity-source-of-all-callers", Warning, Authorizer => check
}

fn check(cx: &Context<'_>, authorizer: Named<'_, Authorizer>, sink: &mut Sink) {
    let sources = &authorizer.identity_sources;
    let Some(first) = sources.first() else { return };
    if *authorizer.authorizer_type != AuthorizerType::Request
        || !keeps_answers(cx, &authorizer)
        || sources.iter().any(|source| tells_callers_apart(source))
    {
        return;
    }
    let last = sources.last().unwrap_or(first);
    let is_shared = |source: &str| source.ends_with("sourceIp") || source.ends_with("userAgent");
    let some = sources.iter().any(|source| is_shared(source));
    let message = if some {
        "callers with one address or one browser share the answer of the authorizer"
    } else {
        "all callers share the answer of the authorizer"
    };
    sink.report(&RULE, first.span().to(last.span()), message)
        .label("the answer is kept for these values")
        .help("add what identifies a caller, such as a header, or set `authorizerResultTtlInSeconds: 0`");
}

/// Whether two callers differ in the value, as far as its name says. What is filled in later may do so.
fn tells_callers_apart(source: &str) -> bool {
    let name = source.trim_start_matches('$');
    let Some(rest) = name.strip_prefix("context.") else {
        return !name.starts_with("stageVariables.");
    };
    let of_caller = ["identity.", "authorizer.", "requestId", "extendedRequestId", "requestTime"];
    let is_shared = rest.ends_with("sourceIp") || rest.ends_with("userAgent");
    !is_shared && of_caller.iter().any(|start| rest.starts_with(start))
}
