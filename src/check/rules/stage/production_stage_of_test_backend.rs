//! `production-stage-of-test-backend`

use crate::check::environments::{is_production, is_test};
use crate::check::values::is_open;
use crate::check::{Context, Named};
use crate::diag::Sink;
use crate::ir::Stage;

rule! {
    /// A variable of a production stage names a host or a function for tests.
    ///
    /// ## Why
    /// Stages of one deployment differ by their variables alone, and a value that was copied from another stage sends real
    /// callers to a backend for tests. Stages and values are told by words in them: `prod`, `production`, `prd`, `live`; and
    /// `dev`, `development`, `test`, `testing`, `staging`, `beta`, `sandbox`, `localhost`.
    ///
    /// ```yaml,fails
    /// paths: {}
    /// ---
    /// stages: { prod: { variables: { host: pets-dev.example.com } } }
    /// ```
    /// ```yaml,passes
    /// paths: {}
    /// ---
    /// stages: { prod: { variables: { host: pets.example.com } }, dev: { variables: { host: pets-dev.example.com } } }
    /// ```
    "production-stage-of-test-backend", Warning, Stage => check
}

fn check(_: &Context<'_>, stage: Named<'_, Stage>, sink: &mut Sink) {
    if !is_production(stage.name) {
        return;
    }
    for (name, value) in stage.variables.iter().filter(|(_, value)| !is_open(value)) {
        let Some(word) = is_test(place(value)) else { continue };
        let message = format!("`{}` of the stage `{}` is `{}`", **name, **stage.name, **value);
        sink.report(&RULE, value.span(), message)
            .label(format!("`{word}` does not sound like production"))
            .help("give the stage the value for production");
    }
}

/// What a value names: of a URL the host, of anything else that is no path all of it.
fn place(value: &str) -> &str {
    let rest = value.split_once("://").map_or(value, |(_, rest)| rest);
    rest.split(['/', '?']).next().unwrap_or("")
}
