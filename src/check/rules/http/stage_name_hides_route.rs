//! `stage-name-hides-route`

use std::collections::BTreeMap;

use crate::check::{Context, RouteAt};
use crate::diag::Sink;
use crate::ir::HttpApi;

rule! {
    /// A stage has the name that a path of the API begins with.
    ///
    /// ## Why
    /// The stage `$default` has no name in the URL, and every other stage has its name before the path. With a stage
    /// `pets` beside it, `/pets/7` is the path `/7` of that stage, and no longer the path `/pets/7` of `$default`.
    ///
    /// ```yaml,fails
    /// paths:
    ///   /pets:
    ///     get:
    ///       x-amazon-apigateway-integration: { type: http_proxy, httpMethod: GET, uri: "https://pets.example.com", payloadFormatVersion: "1.0" }
    /// x-amazon-apigateway-cors: { allowOrigins: ["https://example.com"] }
    /// ---
    /// stages: { $default: {}, pets: {} }
    /// ```
    /// ```yaml,passes
    /// paths:
    ///   /pets:
    ///     get:
    ///       x-amazon-apigateway-integration: { type: http_proxy, httpMethod: GET, uri: "https://pets.example.com", payloadFormatVersion: "1.0" }
    /// x-amazon-apigateway-cors: { allowOrigins: ["https://example.com"] }
    /// ---
    /// stages: { $default: {}, beta: {} }
    /// ```
    "stage-name-hides-route", Warning, HttpApi => check
}

fn check(cx: &Context<'_>, _: &HttpApi, sink: &mut Sink) {
    let stages = &cx.definition().stages;
    if !stages.contains_key("$default") {
        return;
    }
    let mut first: BTreeMap<&str, RouteAt<'_>> = BTreeMap::new();
    for route in cx.routes() {
        let path = route.key.split_once(' ').map_or("", |(_, path)| path);
        let segment = path.trim_start_matches('/').split('/').next().unwrap_or("");
        first.entry(segment).or_insert(route);
    }
    for name in stages.keys().filter(|name| !name.is_empty()) {
        let Some(route) = first.get(name.as_str()) else { continue };
        let message = format!("`{route}` is not reached in `$default`: `/{}` is a stage", **name);
        sink.report(&RULE, name.span(), message)
            .related(cx.key(route.origin.span()), "this path begins with the name")
            .help("give the stage another name");
    }
}
