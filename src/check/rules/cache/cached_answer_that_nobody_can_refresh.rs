//! `cached-answer-that-nobody-can-refresh`

use std::collections::BTreeMap;

use crate::check::policy;
use crate::check::{CachedAt, Context};
use crate::diag::Sink;
use crate::ir::Definition;

rule! {
    /// Answers are kept for an hour, and no caller can ask for fresh ones.
    ///
    /// ## Why
    /// A caller asks for a fresh answer with `Cache-Control: max-age=0`. With `requireAuthorizationForCacheControl`
    /// that needs a signed request and the permission `execute-api:InvalidateCache`, which callers of a method
    /// without IAM authorization cannot have. What is wrong stays wrong for the whole time, unless an operator
    /// flushes the cache of the stage. It is told once for a stage.
    ///
    /// ```yaml,fails
    /// paths:
    ///   /pets:
    ///     get:
    ///       responses: { "200": { description: fine } }
    ///       x-amazon-apigateway-integration:
    ///         type: http
    ///         httpMethod: GET
    ///         uri: https://pets.example.com
    ///         responses: { default: { statusCode: "200" } }
    /// ---
    /// stages: { prod: { cache: { size: 0.5, ttl: 3600, requireAuthorizationForCacheControl: true } } }
    /// ```
    /// ```yaml,passes
    /// paths:
    ///   /pets:
    ///     get:
    ///       responses: { "200": { description: fine } }
    ///       x-amazon-apigateway-integration:
    ///         type: http
    ///         httpMethod: GET
    ///         uri: https://pets.example.com
    ///         responses: { default: { statusCode: "200" } }
    /// ---
    /// stages: { prod: { cache: { size: 0.5, ttl: 300 } } }
    /// ```
    "cached-answer-that-nobody-can-refresh", Info, Definition => check
}

/// For so many seconds an answer may be kept without anybody being told.
const BEARABLE: u64 = 3600;

fn check(cx: &Context<'_>, _: &Definition, sink: &mut Sink) {
    let mut stages: BTreeMap<&str, Vec<&CachedAt<'_>>> = BTreeMap::new();
    let stuck = |at: &&CachedAt<'_>| {
        at.ttl >= BEARABLE && at.require_authorization && policy::is_unsigned(&at.method)
    };
    for at in cx.cached().iter().filter(stuck) {
        stages.entry(at.stage).or_default().push(at);
    }
    for methods in stages.values() {
        let Some(first) = methods.first() else { continue };
        let more = match methods.len() - 1 {
            0 => String::new(),
            more => format!(" or {more} more"),
        };
        let message = format!("nobody can ask for a fresh answer of `{}`{more}", first.method);
        sink.report(&RULE, first.turned_on, message)
            .label(format!("answers are kept for {} seconds", first.ttl))
            .related(first.method.authorization.origin.span(), "its callers cannot sign")
            .help("shorten the time, or flush the cache of the stage when you deploy");
    }
}
