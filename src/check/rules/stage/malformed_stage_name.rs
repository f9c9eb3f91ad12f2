//! `malformed-stage-name`

use crate::check::{Context, Named};
use crate::diag::Sink;
use crate::ir::Stage;
use crate::quota::STAGE_NAME_LENGTH;

rule! {
    /// A stage has a name that API Gateway refuses.
    ///
    /// ## Why
    /// A stage is the first segment of the invoke URL. Its name has letters, digits, `-` and `_`, at most 128. HTTP APIs
    /// also have `$default`.
    ///
    /// ```yaml,fails
    /// paths: {}
    /// ---
    /// stages: { "v1.0": {} }
    /// ```
    /// ```yaml,passes
    /// paths: {}
    /// ---
    /// stages: { v1: {} }
    /// ```
    "malformed-stage-name", Error, Stage => check
}

fn check(cx: &Context<'_>, stage: Named<'_, Stage>, sink: &mut Sink) {
    let name = stage.name;
    let good = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    let default = name.as_str() == "$default" && cx.definition().http().is_some();
    let length = name.chars().count() as u64;
    if !default && (!STAGE_NAME_LENGTH.admits(length) || !name.chars().all(good)) {
        sink.report(&RULE, name.span(), format!("`{}` cannot be the name of a stage", **name))
            .help("use letters, digits, `-` and `_`");
    }
}
