//! `stage-without-address`

use crate::check::{Context, Named};
use crate::diag::Sink;
use crate::ir::Stage;

rule! {
    /// The default endpoint is off, and no custom domain name leads to a stage.
    ///
    /// ## Why
    /// `disableExecuteApiEndpoint` turns the default host name off for all stages at once, and callers of it get 403. A stage that
    /// no base path leads to cannot be called at all (AWS docs, "Disable the default endpoint for REST APIs").
    ///
    /// ```yaml,fails
    /// paths: {}
    /// ---
    /// endpoint: { disableExecuteApiEndpoint: true }
    /// stages: { prod: {}, dev: {} }
    /// domains: { api.example.com: { mappings: { (none): prod } } }
    /// ```
    /// ```yaml,passes
    /// paths: {}
    /// ---
    /// endpoint: { disableExecuteApiEndpoint: true }
    /// stages: { prod: {}, dev: {} }
    /// domains: { api.example.com: { mappings: { (none): prod, dev: dev } } }
    /// ```
    "stage-without-address", Warning, Stage => check
}

fn check(cx: &Context<'_>, stage: Named<'_, Stage>, sink: &mut Sink) {
    let definition = cx.definition();
    // Domains may be kept elsewhere. One without mappings leaves the stage to the path.
    let domains = &definition.domains;
    if !definition.endpoint().is_default_off()
        || domains.is_empty()
        || domains.values().any(|own| own.mappings.is_empty())
    {
        return;
    }
    let mut led_to = domains.values().flat_map(|own| own.mappings.values());
    if led_to.any(|own| own.as_str() == stage.name.as_str()) {
        return;
    }
    let message = format!("nothing leads to the stage `{}`", **stage.name);
    let found = sink.report(&RULE, stage.name.span(), message);
    if let Some(switch) = &definition.endpoint().disable_execute_api_endpoint {
        found.related(switch.span(), "the default endpoint is turned off here");
    }
    found.help("give it a base path of a domain, or leave the default endpoint on");
}
