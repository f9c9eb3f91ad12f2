//! `open-method-beside-authorized`

use std::collections::BTreeMap;

use crate::check::Context;
use crate::check::authorizers::is_protected;
use crate::diag::Sink;
use crate::ir::{Authorization, AuthorizationType, Definition};
use crate::source::Span;

rule! {
    /// A method is open, and others of the same path are protected.
    ///
    /// ## Why
    /// Whoever protects `GET /pets/{id}` hardly means everybody to call `DELETE /pets/{id}`: most likely its
    /// `security` was forgotten. A method for any verb counts as one that writes. Methods that only read are looked
    /// at beside a protected method for any verb: a verb of its own is taken before `ANY`, without its authorization.
    /// Where it is meant, `security: []` says so, to Portcullis and to every reader.
    ///
    /// ```yaml,fails
    /// paths:
    ///   /pets:
    ///     get:
    ///       security: [{ auth: [] }]
    ///       responses: {}
    ///       x-amazon-apigateway-integration: { type: http_proxy, httpMethod: GET, uri: "https://pets.example.com" }
    ///     delete:
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
    ///         type: token
    ///         authorizerUri: arn:aws:apigateway:eu-central-1:lambda:path/2015-03-31/functions/arn:aws:lambda:eu-central-1:123456789012:function:auth/invocations
    /// ```
    /// ```yaml,passes
    /// paths:
    ///   /pets:
    ///     get:
    ///       security: [{ auth: [] }]
    ///       responses: {}
    ///       x-amazon-apigateway-integration: { type: http_proxy, httpMethod: GET, uri: "https://pets.example.com" }
    ///     delete:
    ///       security: []
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
    ///         type: token
    ///         authorizerUri: arn:aws:apigateway:eu-central-1:lambda:path/2015-03-31/functions/arn:aws:lambda:eu-central-1:123456789012:function:auth/invocations
    /// ```
    "open-method-beside-authorized", Warning, Definition => check
}

/// A method or a route, as far as this rule looks at it.
struct Operation<'a> {
    path: &'a str,
    verb: &'a str,
    authorization: &'a Authorization,
    needs_key: bool,
    span: Span,
}

fn check(cx: &Context<'_>, _: &Definition, sink: &mut Sink) {
    let methods = cx.methods().iter().map(|at| Operation {
        path: &at.resource.path,
        verb: at.method.http_method.name(),
        authorization: &at.method.authorization,
        needs_key: *at.method.api_key_required,
        span: at.method.origin.span(),
    });
    let routes = cx.routes().filter_map(|at| {
        let (verb, path) = at.key.split_once(' ')?;
        let (authorization, span) = (&at.route.authorization, at.route.origin.span());
        Some(Operation { path, verb, authorization, needs_key: false, span })
    });
    let all: Vec<Operation<'_>> = methods.chain(routes).collect();
    let mut protected: BTreeMap<&str, Vec<&Operation<'_>>> = BTreeMap::new();
    for own in all.iter().filter(|own| is_protected(own.authorization)) {
        protected.entry(own.path).or_default().push(own);
    }
    for own in all.iter().filter(|own| own.verb != "OPTIONS") {
        let Some(siblings) = protected.get(own.path) else { continue };
        if !is_left_open(cx, own) {
            continue;
        }
        let sibling = siblings.iter().find(|other| {
            if writes(own.verb) {
                !matches!(other.verb, "OPTIONS" | "HEAD")
            } else {
                other.verb == "ANY"
            }
        });
        let Some(sibling) = sibling else { continue };
        let message = format!("`{} {}` is open to everybody", own.verb, own.path);
        sink.report(&RULE, cx.key(own.span), message)
            .related(
                sibling.authorization.origin.span(),
                format!("`{} {}` is protected", sibling.verb, sibling.path),
            )
            .help("add the same `security`, or `security: []` where it is meant to be open");
    }
}

fn writes(verb: &str) -> bool {
    matches!(verb, "POST" | "PUT" | "PATCH" | "DELETE" | "ANY")
}

/// Whether nothing protects it, and nothing says that this is meant.
fn is_left_open(cx: &Context<'_>, own: &Operation<'_>) -> bool {
    let is_none = own.authorization.authorization_type == AuthorizationType::None;
    // Where no requirement is written, the origin is the operation's key.
    let said = cx.sources().text(own.authorization.origin.span());
    is_none && !own.needs_key && !said.contains("security") && !said.contains("apigateway-auth")
}
