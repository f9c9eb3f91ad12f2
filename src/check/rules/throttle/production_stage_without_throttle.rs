//! `production-stage-without-throttle`

use crate::check::authorizers::is_protected;
use crate::check::endpoint::Reach;
use crate::check::environments::{is_production, is_test};
use crate::check::{Context, Named};
use crate::diag::Sink;
use crate::ir::{HttpMethod, Stage};
use crate::limits::{Layer, MethodName};
use crate::source::Span;

rule! {
    /// Nothing but the account's limit holds callers of a production stage back.
    ///
    /// ## Why
    /// Without a limit of its own, a stage may use up what the account has for all of its APIs in the region: one
    /// client in a loop, and the others are answered `429` as well. Stages are told by words in their names: `prod`,
    /// `production`, `prd`, `live`. It is told where a method that needs no API key of a plan has no limit; a
    /// private API is left alone.
    ///
    /// ```yaml,fails
    /// paths:
    ///   /pets:
    ///     get:
    ///       responses: {}
    ///       x-amazon-apigateway-integration: { type: http_proxy, httpMethod: GET, uri: "https://pets.example.com" }
    /// ---
    /// stages: { prod: {} }
    /// ```
    /// ```yaml,passes
    /// paths:
    ///   /pets:
    ///     get:
    ///       responses: {}
    ///       x-amazon-apigateway-integration: { type: http_proxy, httpMethod: GET, uri: "https://pets.example.com" }
    /// ---
    /// stages: { prod: { throttle: { rate: 100, burst: 200 } } }
    /// ```
    "production-stage-without-throttle", Info, Stage => check
}

/// A method that only the account limits.
struct Unlimited<'a> {
    name: String,
    span: Span,
    /// Whether everybody may change something with it.
    writes: bool,
    verb: &'a str,
}

fn check(cx: &Context<'_>, stage: Named<'_, Stage>, sink: &mut Sink) {
    let is_private = cx.definition().rest().is_some_and(|api| Reach::of(api) == Reach::Private);
    if is_private || !is_production(stage.name) || is_test(stage.name).is_some() {
        return;
    }
    let unlimited = unlimited(cx, stage.name);
    let writing = unlimited.iter().find(|own| own.writes);
    let reading = || unlimited.iter().find(|own| own.verb != "OPTIONS");
    let Some(method) = writing.or_else(reading) else { return };
    let account = cx.in_force().account();
    let message = format!(
        "nothing holds callers of the stage `{}` back before the account's {} requests per second",
        **stage.name, account.rate
    );
    let why = match writing {
        Some(own) => format!("`{}` is open to everybody", own.name),
        None => format!("`{}` has no limit", method.name),
    };
    sink.report(&RULE, stage.name.span(), message)
        .related(method.span, why)
        .help("add `throttle: { rate: 100, burst: 200 }`, with what your backend bears");
}

fn unlimited<'a>(cx: &Context<'a>, stage: &str) -> Vec<Unlimited<'a>> {
    let is_unlimited = |verb: &str, path: &str| {
        let chain = cx.in_force().chain(stage, None, MethodName { verb, path });
        chain.is_some_and(|chain| chain.rate().is_some_and(|own| own.layer == Layer::Account))
    };
    let writes = |verb: &str| matches!(verb, "POST" | "PUT" | "PATCH" | "DELETE" | "ANY");
    let methods = cx.methods().iter().filter(|at| !*at.api_key_required).map(|at| {
        let verb = HttpMethod::name(at.http_method);
        let is_open = !is_protected(&at.authorization);
        (verb, at.resource.path.as_str(), at.to_string(), at.origin.span(), is_open)
    });
    let routes = cx.routes().map(|at| {
        let key = at.key.as_str();
        let (verb, path) = key.split_once(' ').unwrap_or(("ANY", key));
        (verb, path, at.to_string(), at.route.origin.span(), !is_protected(&at.route.authorization))
    });
    let all = methods.chain(routes).filter(|(verb, path, ..)| is_unlimited(verb, path));
    all.map(|(verb, _, name, span, is_open)| Unlimited {
        name,
        span: cx.key(span),
        writes: is_open && writes(verb),
        verb,
    })
    .collect()
}
