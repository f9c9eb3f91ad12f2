//! `path-parameter-outside-cache-key`

use crate::check::{CachedAt, Context};
use crate::diag::Sink;

rule! {
    /// A cached method has a path variable that is no part of the key.
    ///
    /// ## Why
    /// The values of path variables are not in the key unless they are named. `/pets/1` and `/pets/2` share one entry: whoever
    /// asks for the second is given the first.
    ///
    /// ```yaml,fails
    /// paths:
    ///   /pets/{id}:
    ///     get:
    ///       parameters: [{ name: id, in: path, required: true, schema: { type: string } }]
    ///       responses: {}
    ///       x-amazon-apigateway-integration:
    ///         type: http_proxy
    ///         httpMethod: ANY
    ///         uri: https://pets.example.com
    /// ---
    /// stages: { prod: { cache: { size: 0.5 } } }
    /// ```
    /// ```yaml,passes
    /// paths:
    ///   /pets/{id}:
    ///     get:
    ///       parameters: [{ name: id, in: path, required: true, schema: { type: string } }]
    ///       responses: {}
    ///       x-amazon-apigateway-integration:
    ///         type: http_proxy
    ///         httpMethod: ANY
    ///         uri: https://pets.example.com
    ///         cacheKeyParameters: [method.request.path.id]
    /// ---
    /// stages: { prod: { cache: { size: 0.5 } } }
    /// ```
    "path-parameter-outside-cache-key", Error, Cached => check
}

fn check(cx: &Context<'_>, at: CachedAt<'_>, sink: &mut Sink) {
    let variables = at.method.resource.path.split('/').filter_map(|segment| {
        let name = segment.strip_prefix('{')?.strip_suffix('}')?;
        Some(name.strip_suffix('+').unwrap_or(name))
    });
    let missing: Vec<&str> = variables.filter(|name| !at.has_in_key("path", name)).collect();
    let Some(first) = missing.first() else { return };
    let list = missing.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
    let message = format!("`{}` answers for every {list} alike", at.method);
    sink.report(&RULE, cx.key(at.method.origin.span()), message)
        .related(at.turned_on, "its answers are kept")
        .help(format!("add `method.request.path.{first}` to its `cacheKeyParameters`"));
}
