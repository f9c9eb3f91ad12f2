//! `redundant-method-settings`

use crate::check::{Context, Named};
use crate::diag::Sink;
use crate::ir::{CacheSettings, MethodSettings, Stage, Throttle};

rule! {
    /// The settings of a method say what the stage says anyway.
    ///
    /// ## Why
    /// They change nothing today. When the stage is given another value, the method keeps the old one, and nobody
    /// remembers why.
    ///
    /// ```yaml,fails
    /// paths:
    ///   /pets:
    ///     get:
    ///       responses: {}
    ///       x-amazon-apigateway-integration: { type: http_proxy, httpMethod: GET, uri: "https://pets.example.com" }
    /// ---
    /// stages: { prod: { throttle: { rate: 10, burst: 20 }, methods: { GET /pets: { throttle: { rate: 10, burst: 20 } } } } }
    /// ```
    /// ```yaml,passes
    /// paths:
    ///   /pets:
    ///     get:
    ///       responses: {}
    ///       x-amazon-apigateway-integration: { type: http_proxy, httpMethod: GET, uri: "https://pets.example.com" }
    /// ---
    /// stages: { prod: { throttle: { rate: 10, burst: 20 }, methods: { GET /pets: { throttle: { rate: 5, burst: 20 } } } } }
    /// ```
    "redundant-method-settings", Info, Stage => check
}

fn check(_: &Context<'_>, stage: Named<'_, Stage>, sink: &mut Sink) {
    let is_default = |key: &str| matches!(key, "*" | "*/*" | "* *");
    // With settings for all methods the stage's own are not what a method would have.
    if stage.methods.keys().any(|key| is_default(key)) {
        return;
    }
    let mut redundant =
        stage.methods.iter().filter(|(key, own)| is_redundant(stage.value, key, own));
    let Some((first, _)) = redundant.next() else { return };
    let more = match redundant.count() {
        0 => String::new(),
        more => format!(", and so are those of {more} more methods"),
    };
    let message =
        format!("the settings of `{}` are those of the stage `{}`{more}", **first, **stage.name);
    sink.report(&RULE, first.span(), message)
        .related(stage.name.span(), "the stage says the same")
        .help("leave them out");
}

fn is_redundant(stage: &Stage, key: &str, own: &MethodSettings) -> bool {
    let says = |own: &Throttle| own.rate.is_some() || own.burst.is_some();
    let says_something = says(&own.throttle)
        || own.cache.is_some()
        || own.logging.is_some()
        || own.data_trace.is_some()
        || own.detailed_metrics.is_some();
    let is_same_cache = || match (&own.cache, &stage.cache) {
        (None, _) => true,
        (Some(own), Some(stage)) => is_same(own, stage, key.starts_with("GET ")),
        (Some(_), None) => false,
    };
    says_something
        && adds_nothing(own.throttle.rate.as_ref(), stage.throttle.rate.as_ref())
        && adds_nothing(own.throttle.burst.as_ref(), stage.throttle.burst.as_ref())
        && adds_nothing(own.logging.as_ref(), stage.logging.as_ref())
        && adds_nothing(own.data_trace.as_ref(), stage.data_trace.as_ref())
        && adds_nothing(own.detailed_metrics.as_ref(), stage.detailed_metrics.as_ref())
        && is_same_cache()
}

/// Whether all that `own` says is what `stage` says. A stage turns the cache on for what is got alone.
fn is_same(own: &CacheSettings, stage: &CacheSettings, is_get: bool) -> bool {
    let on = own.enabled.as_ref();
    // What is written there has a rule of its own.
    own.size.is_none()
        && (is_get || on.is_none_or(|on| !**on))
        && adds_nothing(on, stage.enabled.as_ref())
        && adds_nothing(own.ttl.as_ref(), stage.ttl.as_ref())
        && adds_nothing(own.encrypted.as_ref(), stage.encrypted.as_ref())
        && adds_nothing(own.require_authorization.as_ref(), stage.require_authorization.as_ref())
        && adds_nothing(own.unauthorized.as_ref(), stage.unauthorized.as_ref())
}

fn adds_nothing<T: PartialEq>(own: Option<&T>, stage: Option<&T>) -> bool {
    own.is_none() || own == stage
}
