//! `api-key-value-in-manifest`

use crate::check::values::is_open;
use crate::check::{Context, Named};
use crate::diag::Sink;
use crate::ir::ApiKey;

rule! {
    /// The value of an API key is written out in the manifest.
    ///
    /// ## Why
    /// A manifest is kept, copied and shown. A key in it is a key given away, and stays one in the history after it was taken
    /// out.
    ///
    /// Write `value: "${env:NAME}"` and set the variable where the runtime starts.
    ///
    /// ```yaml,fails
    /// paths: {}
    /// ---
    /// apiKeys: { app: { value: "0123456789abcdef0123" } }
    /// ```
    /// ```yaml,passes
    /// paths: {}
    /// ---
    /// apiKeys: { app: { value: "${env:APP_KEY}" } }
    /// ```
    "api-key-value-in-manifest", Warning, ApiKey => check
}

fn check(_: &Context<'_>, key: Named<'_, ApiKey>, sink: &mut Sink) {
    if let Some(value) = key.value.value.as_ref().filter(|value| !is_open(value)) {
        let message =
            format!("the value of the key `{}` can be read by whoever reads this", **key.name);
        sink.report(&RULE, value.span(), message).help("write `${env:NAME}` and set that variable");
    }
}
