//! `preflight-through-protected-any`

use crate::check::Context;
use crate::check::authorizers::is_protected;
use crate::check::cors::{ALLOW_ORIGIN, header};
use crate::diag::{Diagnostic, Sink};
use crate::ir::{Api, Authorization, Definition, HttpApi, HttpMethod};
use crate::source::Span;

rule! {
    /// A preflight reaches a method for any verb, which asks who the caller is.
    ///
    /// ## Why
    /// `ANY` answers `OPTIONS` as well where no method of its own does. A preflight carries neither credentials nor API
    /// keys, so an authorizer or a key on `ANY` refuses it, and pages of other origins can call nothing. In an HTTP API
    /// the same holds for `ANY` routes and `$default`, also where CORS is configured.
    ///
    /// Looked at are APIs that are meant for browsers: some method answers preflights or sends
    /// `Access-Control-Allow-Origin`, or CORS is configured.
    ///
    /// ```yaml,fails
    /// paths:
    ///   /pets/{proxy+}:
    ///     x-amazon-apigateway-any-method:
    ///       security: [{ iam: [] }]
    ///       responses: {}
    ///       x-amazon-apigateway-integration: { type: http_proxy, httpMethod: ANY, uri: "https://pets.example.com" }
    ///   /toys:
    ///     options:
    ///       responses: {}
    ///       x-amazon-apigateway-integration: { type: http_proxy, httpMethod: ANY, uri: "https://pets.example.com" }
    /// components:
    ///   securitySchemes:
    ///     iam: { type: apiKey, name: Authorization, in: header, x-amazon-apigateway-authtype: awsSigv4 }
    /// ```
    /// ```yaml,passes
    /// paths:
    ///   /pets/{proxy+}:
    ///     x-amazon-apigateway-any-method:
    ///       security: [{ iam: [] }]
    ///       responses: {}
    ///       x-amazon-apigateway-integration: { type: http_proxy, httpMethod: ANY, uri: "https://pets.example.com" }
    ///     options:
    ///       responses: {}
    ///       x-amazon-apigateway-integration: { type: http_proxy, httpMethod: ANY, uri: "https://pets.example.com" }
    /// components:
    ///   securitySchemes:
    ///     iam: { type: apiKey, name: Authorization, in: header, x-amazon-apigateway-authtype: awsSigv4 }
    /// ```
    "preflight-through-protected-any", Warning, Definition => check
}

fn check(cx: &Context<'_>, definition: &Definition, sink: &mut Sink) {
    match &definition.api {
        Api::Rest(_) => rest(cx, sink),
        Api::Http(api) => http(cx, api, sink),
    }
}

fn rest(cx: &Context<'_>, sink: &mut Sink) {
    let is_for_browsers = cx.methods().iter().any(|at| {
        at.http_method == HttpMethod::Options
            || at.integration.as_ref().is_some_and(|own| {
                own.responses.iter().any(|response| header(own, response, ALLOW_ORIGIN))
            })
    });
    for at in cx.methods().iter().filter(|_| is_for_browsers) {
        if at.http_method != HttpMethod::Any
            || at.resource.methods.contains_key(&HttpMethod::Options)
        {
            continue;
        }
        let what = match (is_protected(&at.authorization), *at.api_key_required) {
            (true, _) => "authorization",
            (false, true) => "an API key",
            (false, false) => continue,
        };
        report(&at.to_string(), cx.key(at.origin.span()), &at.authorization, what, sink)
            .help("add `options` to the path, with `security: []`");
    }
}

fn http(cx: &Context<'_>, api: &HttpApi, sink: &mut Sink) {
    if api.cors.is_none() {
        return;
    }
    let is_answered = |path: &str| {
        ["/{proxy+}", path]
            .iter()
            .any(|own| api.routes.contains_key(format!("OPTIONS {own}").as_str()))
    };
    for at in cx.routes().filter(|at| is_protected(&at.authorization)) {
        let path = match at.key.split_once(' ') {
            Some(("ANY", path)) => path,
            None if at.key.as_str() == "$default" => "/{proxy+}",
            _ => continue,
        };
        if !is_answered(path) {
            let place = cx.key(at.origin.span());
            report(&at.to_string(), place, &at.authorization, "authorization", sink)
                .help(format!("add the route `OPTIONS {path}`, without authorization"));
        }
    }
}

fn report<'s>(
    method: &str,
    place: Span,
    asked: &Authorization,
    what: &str,
    sink: &'s mut Sink,
) -> &'s mut Diagnostic {
    let message = format!("preflights reach `{method}`, which asks for {what}");
    sink.report(&RULE, place, message)
        .label("no preflight has it, so browsers call nothing here")
        .related(asked.origin.span(), "it is asked for here")
}
