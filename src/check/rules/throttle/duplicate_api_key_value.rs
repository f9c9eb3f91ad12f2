//! `duplicate-api-key-value`

use std::collections::BTreeMap;

use crate::check::Context;
use crate::diag::Sink;
use crate::ir::Definition;
use crate::source::Spanned;

rule! {
    /// Two API keys have the same value.
    ///
    /// ## Why
    /// A request brings a value and no name. To API Gateway the two are one key, which it refuses to make twice; limits and
    /// quotas of one would be used up by callers of the other.
    ///
    /// ```yaml,fails
    /// paths: {}
    /// ---
    /// apiKeys: { app: { value: "${env:KEY}" }, web: { value: "${env:KEY}" } }
    /// ```
    /// ```yaml,passes
    /// paths: {}
    /// ---
    /// apiKeys: { app: { value: "${env:APP_KEY}" }, web: { value: "${env:WEB_KEY}" } }
    /// ```
    "duplicate-api-key-value", Error, Definition => check
}

fn check(_: &Context<'_>, definition: &Definition, sink: &mut Sink) {
    let mut seen: BTreeMap<&str, &Spanned<String>> = BTreeMap::new();
    for (name, key) in &definition.api_keys {
        let Some(value) = &key.value else { continue };
        match seen.get(value.as_str()) {
            // The value is a secret, and is not told.
            Some(before) => {
                let message = format!("the keys `{before}` and `{name}` have the same value");
                sink.report(&RULE, value.span(), message).related(before.span(), "the other key");
            }
            None => drop(seen.insert(value, name)),
        }
    }
}
