//! `malformed-stage-variable`

use crate::check::values::is_open;
use crate::check::{Context, Named};
use crate::diag::Sink;
use crate::ir::Stage;
use crate::quota::{STAGE_VARIABLE_KEY_LENGTH, STAGE_VARIABLE_VALUE_LENGTH};

rule! {
    /// A stage variable has a name or a value that API Gateway refuses.
    ///
    /// ## Why
    /// A name has letters, digits and `_`, at most 64; a value has letters, digits and `- . _ ~ : / ? # & = ,`, at most
    /// 512 (AWS docs, "API Gateway stage variables reference").
    ///
    /// ```yaml,fails
    /// paths: {}
    /// ---
    /// stages: { prod: { variables: { backend-url: "https://pets.example.com" } } }
    /// ```
    /// ```yaml,passes
    /// paths: {}
    /// ---
    /// stages: { prod: { variables: { backendUrl: "https://pets.example.com" } } }
    /// ```
    "malformed-stage-variable", Error, Stage => check
}

fn check(_: &Context<'_>, stage: Named<'_, Stage>, sink: &mut Sink) {
    for (name, value) in &stage.variables {
        let good = |c: char| c.is_ascii_alphanumeric() || c == '_';
        let length = name.chars().count() as u64;
        if !STAGE_VARIABLE_KEY_LENGTH.admits(length) || !name.chars().all(good) {
            let message = format!("`{}` cannot be the name of a stage variable", **name);
            sink.report(&RULE, name.span(), message).help("use letters, digits and `_`");
        }
        if is_open(value) {
            continue;
        }
        let good = |c: char| c.is_ascii_alphanumeric() || "-._~:/?#&=,".contains(c);
        if let Some(c) = value.chars().find(|c| !good(*c)) {
            let message = format!("the stage variable `{}` cannot contain `{c}`", **name);
            sink.report(&RULE, value.span(), message);
        } else if !STAGE_VARIABLE_VALUE_LENGTH.admits(value.chars().count() as u64) {
            let most = STAGE_VARIABLE_VALUE_LENGTH.max;
            let message =
                format!("the stage variable `{}` has more than {most} characters", **name);
            sink.report(&RULE, value.span(), message);
        }
    }
}
