//! `secret-in-stage-variable`

use crate::check::secrets::{is_key, is_named_secret};
use crate::check::values::is_open;
use crate::check::{Context, Named};
use crate::diag::Sink;
use crate::ir::Stage;

rule! {
    /// A stage variable holds a password, a token or a key.
    ///
    /// ## Why
    /// Stage variables are stored and shown in plain text: whoever may read the stage reads them, proxy integrations send all
    /// of them to their functions, and templates and addresses put them into logs. They are not meant for credentials
    /// (AWS docs, "Use stage variables for a REST API in API Gateway"). What only names a secret (`secretName`, an ARN) is no secret.
    ///
    /// ```yaml,fails
    /// paths: {}
    /// ---
    /// stages: { prod: { variables: { backendToken: "c29tZXRoaW5nLXNlY3JldA" } } }
    /// ```
    /// ```yaml,passes
    /// paths: {}
    /// ---
    /// stages: { prod: { variables: { backendTokenName: "prod/backend-token" } } }
    /// ```
    "secret-in-stage-variable", Warning, Stage => check
}

fn check(_: &Context<'_>, stage: Named<'_, Stage>, sink: &mut Sink) {
    let canary = stage.canary.iter().flat_map(|own| &own.variables);
    for (name, value) in stage.variables.iter().chain(canary) {
        // A reference is filled in elsewhere; an ARN, an address or a path leads to a secret.
        let is_reference = is_open(value)
            || value.is_empty()
            || ["arn:", "http:", "https:", "/"].iter().any(|own| value.starts_with(own));
        if is_reference || !(is_named_secret(name) || is_key(value)) {
            continue;
        }
        let message = format!("the stage variable `{}` holds a secret", **name);
        sink.report(&RULE, name.span(), message)
            .label("everybody who may read the stage reads it")
            .help("keep it in AWS Secrets Manager, and give the integration its name");
    }
}
