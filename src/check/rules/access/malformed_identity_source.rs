//! `malformed-identity-source`

use crate::check::values::is_open;
use crate::check::{Context, Named};
use crate::diag::Sink;
use crate::ir::Authorizer;

rule! {
    /// An identity source is not one of the places where a caller's identity can be.
    ///
    /// ## Why
    /// In REST APIs it is `method.request.header.NAME`, `method.request.querystring.NAME`, `context.NAME` or
    /// `stageVariables.NAME`; in HTTP APIs `$request.header.NAME`, `$request.querystring.NAME`, `$context.NAME` or
    /// `$stageVariables.NAME`. API Gateway refuses others, path parameters among them.
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
    ///         identitySource: method.request.path.tenant
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
    ///         type: request
    ///         identitySource: method.request.header.X-Tenant
    ///         authorizerUri: arn:aws:apigateway:eu-central-1:lambda:path/2015-03-31/functions/arn:aws:lambda:eu-central-1:123456789012:function:auth/invocations
    /// ```
    "malformed-identity-source", Error, Authorizer => check
}

const REST: [&str; 4] =
    ["method.request.header.", "method.request.querystring.", "context.", "stageVariables."];
const HTTP: [&str; 4] =
    ["$request.header.", "$request.querystring.", "$context.", "$stageVariables."];

fn check(cx: &Context<'_>, authorizer: Named<'_, Authorizer>, sink: &mut Sink) {
    let (own, other) = if cx.definition().http().is_some() { (HTTP, REST) } else { (REST, HTTP) };
    let has = |forms: [&str; 4], text: &str| {
        forms.iter().any(|form| text.strip_prefix(form).is_some_and(|name| !name.is_empty()))
    };
    for source in &authorizer.identity_sources {
        if has(own, source) || is_open(source) {
            continue;
        }
        let message = format!("`{}` is not an identity source", **source);
        let found = sink.report(&RULE, source.span(), message);
        if source.starts_with("method.request.path.") {
            found.label("a path parameter cannot tell callers apart");
        } else if has(other, source) {
            found.label("this form belongs to the other kind of API");
        }
        found.help(format!("write `{}NAME` or `{}NAME`", own[0], own[1]));
    }
}
