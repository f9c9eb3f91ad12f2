//! `cache-times-of-one-family`

use std::collections::BTreeMap;

use crate::check::{CachedAt, Context};
use crate::diag::Sink;
use crate::ir::Definition;

rule! {
    /// A list and its items are kept for very different times.
    ///
    /// ## Why
    /// A caller reads `/pets` and then `/pets/7`. Where one of the two is kept ten times as long as the other, the
    /// list shows what the item no longer says for most of that time, and clients see things that contradict each
    /// other.
    ///
    /// ```yaml,fails
    /// paths:
    ///   /pets:
    ///     get:
    ///       responses: {}
    ///       x-amazon-apigateway-integration: { type: http_proxy, httpMethod: GET, uri: "https://pets.example.com/pets" }
    ///   /pets/{id}:
    ///     get:
    ///       parameters: [{ name: id, in: path, required: true, schema: { type: string } }]
    ///       responses: {}
    ///       x-amazon-apigateway-integration:
    ///         type: http_proxy
    ///         httpMethod: GET
    ///         uri: "https://pets.example.com/pets/{id}"
    ///         requestParameters: { integration.request.path.id: method.request.path.id }
    ///         cacheKeyParameters: [method.request.path.id]
    /// ---
    /// stages: { prod: { cache: { size: 0.5, ttl: 60 }, methods: { GET /pets: { cache: { ttl: 3600 } } } } }
    /// ```
    /// ```yaml,passes
    /// paths:
    ///   /pets:
    ///     get:
    ///       responses: {}
    ///       x-amazon-apigateway-integration: { type: http_proxy, httpMethod: GET, uri: "https://pets.example.com/pets" }
    ///   /pets/{id}:
    ///     get:
    ///       parameters: [{ name: id, in: path, required: true, schema: { type: string } }]
    ///       responses: {}
    ///       x-amazon-apigateway-integration:
    ///         type: http_proxy
    ///         httpMethod: GET
    ///         uri: "https://pets.example.com/pets/{id}"
    ///         requestParameters: { integration.request.path.id: method.request.path.id }
    ///         cacheKeyParameters: [method.request.path.id]
    /// ---
    /// stages: { prod: { cache: { size: 0.5, ttl: 1800 }, methods: { GET /pets: { cache: { ttl: 3600 } } } } }
    /// ```
    "cache-times-of-one-family", Info, Definition => check
}

/// One time is so many times the other before anybody is told.
const FACTOR: u64 = 10;

fn check(cx: &Context<'_>, _: &Definition, sink: &mut Sink) {
    let reads = || cx.cached().iter().filter(|at| at.verb == "GET");
    let lists: BTreeMap<(&str, &str), &CachedAt<'_>> =
        reads().map(|at| ((at.stage.as_str(), at.method.resource.path.as_str()), at)).collect();
    for item in reads() {
        let Some((path, last)) = item.method.resource.path.rsplit_once('/') else { continue };
        let is_item = last.starts_with('{') && !last.ends_with("+}");
        let Some(list) = lists.get(&(item.stage.as_str(), path)).filter(|_| is_item) else {
            continue;
        };
        let (least, most) = (item.ttl.min(list.ttl), item.ttl.max(list.ttl));
        if most < least.saturating_mul(FACTOR) {
            continue;
        }
        let message = format!(
            "`{}` is kept for {} seconds, and `{}` for {}",
            list.method, list.ttl, item.method, item.ttl
        );
        sink.report(&RULE, cx.key(item.method.origin.span()), message)
            .label("this may contradict the list")
            .related(list.turned_on, "the list is kept here")
            .help("keep both for about the same time");
    }
}
