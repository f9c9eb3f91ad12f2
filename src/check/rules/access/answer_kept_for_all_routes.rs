//! `answer-kept-for-all-routes`

use crate::check::authorizers::keeps_answers;
use crate::check::{Context, Named};
use crate::diag::Sink;
use crate::ir::Authorizer;

rule! {
    /// One simple answer of an authorizer is kept for all of its routes.
    ///
    /// ## Why
    /// A simple answer says yes or no, and not to what. While it is kept, it counts for every route that the
    /// authorizer is asked for: a function that lets a caller read and not write says yes to both, once it was
    /// asked about reading. With `$context.routeKey` among the identity sources each route has an answer of its
    /// own.
    ///
    /// A function that only recognises callers is right without it; the answers are not known here, so this is
    /// information.
    ///
    /// ```yaml,fails
    /// x-amazon-apigateway-importexport-version: "1.0"
    /// paths:
    ///   /pets:
    ///     get:
    ///       security: [{ auth: [] }]
    ///       responses: {}
    ///       x-amazon-apigateway-integration: { type: http_proxy, httpMethod: GET, uri: "https://pets.example.com", payloadFormatVersion: "1.0" }
    ///     post:
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
    ///         authorizerResultTtlInSeconds: 300
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
    ///     post:
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
    ///         identitySource: $request.header.Authorization, $context.routeKey
    ///         authorizerPayloadFormatVersion: "2.0"
    ///         enableSimpleResponses: true
    ///         authorizerResultTtlInSeconds: 300
    ///         authorizerUri: arn:aws:apigateway:eu-central-1:lambda:path/2015-03-31/functions/arn:aws:lambda:eu-central-1:123456789012:function:auth/invocations
    /// ```
    "answer-kept-for-all-routes", Info, Authorizer => check
}

fn check(cx: &Context<'_>, authorizer: Named<'_, Authorizer>, sink: &mut Sink) {
    let is_simple = authorizer.enable_simple_responses.as_deref() == Some(&true);
    let by_route = |source: &str| {
        ["routeKey", "path", "resourcePath", "http.path", "resourceId"]
            .iter()
            .any(|name| source.strip_prefix("$context.") == Some(*name))
    };
    if !is_simple
        || !keeps_answers(cx, &authorizer)
        || authorizer.identity_sources.iter().any(|source| by_route(source))
    {
        return;
    }
    let mut routes = cx.routes().filter(|at| {
        let own = at.route.authorization.authorizer.as_deref();
        own == Some(authorizer.name.value())
    });
    if let (Some(first), Some(second)) = (routes.next(), routes.next()) {
        let message = format!("an answer for `{first}` is kept for `{second}` as well");
        sink.report(&RULE, authorizer.name.span(), message)
            .related(first.authorization.origin.span(), "it is asked for this route")
            .related(second.authorization.origin.span(), "and for this one")
            .help("add `$context.routeKey` to `identitySource`, or do not keep answers");
    }
}
