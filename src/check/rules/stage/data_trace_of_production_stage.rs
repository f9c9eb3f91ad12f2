//! `data-trace-of-production-stage`

use crate::check::environments::is_production;
use crate::check::{Context, Named};
use crate::diag::Sink;
use crate::ir::Stage;
use crate::source::Spanned;

rule! {
    /// The execution log of a production stage has the payloads and headers of all callers.
    ///
    /// ## Why
    /// With `dataTrace` the service writes whole requests and answers to CloudWatch Logs. It hides `Authorization` and API keys,
    /// and nothing else: what callers send of themselves, and the tokens and passwords in their payloads, are in the log (AWS
    /// docs, "Set up CloudWatch logging for REST APIs in API Gateway": not recommended for production). A stage counts as one
    /// of production by its name: `prod`, `production`, `prd`, `live`, also as a part, as in `eu-prod`.
    ///
    /// ```yaml,fails
    /// paths: {}
    /// ---
    /// stages: { prod: { logging: { level: INFO, dataTrace: true } } }
    /// ```
    /// ```yaml,passes
    /// paths: {}
    /// ---
    /// stages: { prod: { logging: { level: INFO } }, dev: { logging: { level: INFO, dataTrace: true } } }
    /// ```
    "data-trace-of-production-stage", Warning, Stage => check
}

fn check(_: &Context<'_>, stage: Named<'_, Stage>, sink: &mut Sink) {
    if !is_production(stage.name) {
        return;
    }
    let is_on = |own: &Option<Spanned<bool>>| own.as_ref().filter(|own| ***own).map(Spanned::span);
    let stage_wide = is_on(&stage.data_trace).map(|span| (span, "all methods".to_owned()));
    let of_methods = stage
        .methods
        .iter()
        .filter_map(|(name, own)| Some((is_on(&own.data_trace)?, format!("`{}`", **name))));
    for (span, what) in stage_wide.into_iter().chain(of_methods) {
        let message =
            format!("the stage `{}` logs the whole requests and answers of {what}", **stage.name);
        sink.report(&RULE, span, message)
            .label("with everything that callers send")
            .help("remove `dataTrace`; the steps of each request are logged without it");
    }
}
