//! `cache-setting-of-uncached-method`

use crate::check::{Context, Named};
use crate::diag::Sink;
use crate::ir::Stage;
use crate::limits::{Closeness, MethodName, Uncached};

rule! {
    /// A method is given a time in the cache and nothing of it is ever kept.
    ///
    /// ## Why
    /// A stage keeps what `GET` methods answer. Another verb is kept when its own settings turn it on; a time alone does not, and
    /// API Gateway stores it without effect.
    ///
    /// ```yaml,fails
    /// paths:
    ///   /pets:
    ///     post:
    ///       responses: {}
    ///       x-amazon-apigateway-integration:
    ///         type: http_proxy
    ///         httpMethod: ANY
    ///         uri: https://pets.example.com
    /// ---
    /// stages: { prod: { cache: { size: 0.5 }, methods: { POST /pets: { cache: { ttl: 60 } } } } }
    /// ```
    /// ```yaml,passes
    /// paths:
    ///   /pets:
    ///     get:
    ///       responses: {}
    ///       x-amazon-apigateway-integration:
    ///         type: http_proxy
    ///         httpMethod: ANY
    ///         uri: https://pets.example.com
    /// ---
    /// stages: { prod: { cache: { size: 0.5 }, methods: { GET /pets: { cache: { ttl: 60 } } } } }
    /// ```
    "cache-setting-of-uncached-method", Warning, Stage => check
}

fn check(cx: &Context<'_>, stage: Named<'_, Stage>, sink: &mut Sink) {
    for (key, own) in stage.methods.iter().filter(|_| stage.cache.is_some()) {
        let Some(cache) = own.cache.as_ref().filter(|cache| cache.ttl.is_some()) else { continue };
        let named: Vec<MethodName<'_>> = cx
            .methods()
            .iter()
            .map(|at| MethodName { verb: at.http_method.name(), path: &at.resource.path })
            .filter(|method| method.named_by(key).is_some_and(|own| own != Closeness::All))
            .collect();
        let is_never_kept = |method: &MethodName<'_>| {
            matches!(cx.in_force().cache(stage.name, *method), Some(Err(Uncached::NotGet)))
                && method.verb != "ANY"
        };
        // A key that names no method is told of by itself.
        if !named.is_empty() && named.iter().all(is_never_kept) {
            sink.report(
                &RULE,
                cache.origin.span(),
                format!("the responses of `{key}` are not kept"),
            )
            .label("a stage keeps what `GET` answers")
            .help("write `enabled: true` beside it, if nothing is lost when it is not done");
        }
    }
}
