//! `plan-limit-of-open-method`

use crate::check::{Context, Named};
use crate::diag::Sink;
use crate::ir::{HttpMethod, UsagePlan};
use crate::limits::MethodName;

rule! {
    /// A usage plan limits a method that needs no API key.
    ///
    /// ## Why
    /// A plan's limits are those of keys, and a method that needs none does not look at one, even if it is sent. The limit applies
    /// to nobody.
    ///
    /// ```yaml,fails
    /// paths:
    ///   /pets:
    ///     get:
    ///       responses: {}
    ///       x-amazon-apigateway-integration: { type: http_proxy, httpMethod: GET, uri: "https://pets.example.com" }
    /// ---
    /// stages: { prod: {} }
    /// apiKeys: { app: {} }
    /// usagePlans: { free: { stages: [prod], keys: [app], methods: { GET /pets: { rate: 5 } } } }
    /// ```
    /// ```yaml,passes
    /// paths:
    ///   /pets:
    ///     get:
    ///       security: [{ key: [] }]
    ///       responses: {}
    ///       x-amazon-apigateway-integration: { type: http_proxy, httpMethod: GET, uri: "https://pets.example.com" }
    /// components:
    ///   securitySchemes:
    ///     key: { type: apiKey, name: x-api-key, in: header }
    /// ---
    /// stages: { prod: {} }
    /// apiKeys: { app: {} }
    /// usagePlans: { free: { stages: [prod], keys: [app], methods: { GET /pets: { rate: 5 } } } }
    /// ```
    "plan-limit-of-open-method", Warning, UsagePlan => check
}

fn check(cx: &Context<'_>, plan: Named<'_, UsagePlan>, sink: &mut Sink) {
    for key in plan.methods.keys() {
        let mut named = cx.methods().iter().filter(|at| {
            let method = MethodName { verb: at.http_method.name(), path: &at.resource.path };
            // A key for one verb also names a method for any.
            let single = key.split_once(' ').map_or("", |(verb, _)| verb);
            let as_any = MethodName { verb: single, path: &at.resource.path };
            let is_any = at.http_method == HttpMethod::Any;
            method.named_by(key).is_some() || (is_any && as_any.named_by(key).is_some())
        });
        let Some(first) = named.next().filter(|at| !*at.api_key_required) else { continue };
        if named.all(|at| !*at.api_key_required) {
            sink.report(&RULE, key.span(), format!("no key is limited by the setting for `{key}`"))
                .related(cx.key(first.origin.span()), "this method needs no API key")
                .help("limit it in the `methods` of the stage, or ask for a key");
        }
    }
}
