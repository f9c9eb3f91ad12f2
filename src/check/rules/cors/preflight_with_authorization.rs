//! `preflight-with-authorization`

use crate::check::{Context, MethodAt};
use crate::diag::Sink;
use crate::ir::{AuthorizationType, HttpMethod};

rule! {
    /// An `OPTIONS` method asks who the caller is.
    ///
    /// ## Why
    /// Before a page may call an API, the browser asks with `OPTIONS`, and it never sends credentials or API keys with
    /// that question. An authorizer or an API key on `OPTIONS` refuses it, and the page cannot call anything. Often the
    /// requirement comes from `security` at the top of the document.
    ///
    /// ```yaml,fails
    /// security: [{ iam: [] }]
    /// paths:
    ///   /pets:
    ///     options:
    ///       responses: {}
    ///       x-amazon-apigateway-integration: { type: http_proxy, httpMethod: ANY, uri: "https://pets.example.com" }
    /// components:
    ///   securitySchemes:
    ///     iam: { type: apiKey, name: Authorization, in: header, x-amazon-apigateway-authtype: awsSigv4 }
    /// ```
    /// ```yaml,passes
    /// security: [{ iam: [] }]
    /// paths:
    ///   /pets:
    ///     options:
    ///       security: []
    ///       responses: {}
    ///       x-amazon-apigateway-integration: { type: http_proxy, httpMethod: ANY, uri: "https://pets.example.com" }
    /// components:
    ///   securitySchemes:
    ///     iam: { type: apiKey, name: Authorization, in: header, x-amazon-apigateway-authtype: awsSigv4 }
    /// ```
    "preflight-with-authorization", Warning, Method => check
}

fn check(cx: &Context<'_>, at: MethodAt<'_>, sink: &mut Sink) {
    if at.http_method != HttpMethod::Options {
        return;
    }
    let (what, span) = if at.authorization.authorization_type != AuthorizationType::None {
        ("authorization", at.authorization.origin.span())
    } else if *at.api_key_required {
        ("an API key", at.api_key_required.span())
    } else {
        return;
    };
    let message = format!("`{at}` asks for {what}, which no preflight has");
    let found = sink.report(&RULE, cx.key(at.origin.span()), message);
    found.related(span, "it is asked for here").help("add `security: []` to the operation");
}
