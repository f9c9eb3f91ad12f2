//! `malformed-base-path`

use crate::check::Context;
use crate::check::values::is_open;
use crate::diag::Sink;
use crate::ir::Definition;
use crate::quota::BASE_PATH_LENGTH;

rule! {
    /// A base path of a custom domain name that the service refuses, or that no request has.
    ///
    /// ## Why
    /// A base path has letters, digits and `$ - _ . + ! * ' ( )`, at most 300, and `/` between segments only (AWS docs, "Use API
    /// mappings to connect API stages to a custom domain name for REST APIs"). The empty one is written `(none)`.
    ///
    /// ```yaml,fails
    /// paths: {}
    /// ---
    /// stages: { prod: {} }
    /// domains: { api.example.com: { mappings: { /pets: prod } } }
    /// ```
    /// ```yaml,passes
    /// paths: {}
    /// ---
    /// stages: { prod: {}, dev: {} }
    /// domains: { api.example.com: { mappings: { pets: prod, (none): dev } } }
    /// ```
    "malformed-base-path", Error, Definition => check
}

fn check(_: &Context<'_>, definition: &Definition, sink: &mut Sink) {
    for domain in definition.domains.values() {
        for name in domain.mappings.keys().filter(|own| *own.as_str() != *"(none)" && !is_open(own))
        {
            let Some(fault) = fault(name) else { continue };
            let message = format!("`{}` cannot be a base path", **name);
            let found = sink.report(&RULE, name.span(), message);
            found.label(fault);
            let trimmed = name.trim_matches('/');
            if trimmed.is_empty() {
                found.help("the empty base path is `(none)`");
            } else if self::fault(trimmed).is_none() {
                found.help(format!("write `{trimmed}`"));
            }
        }
    }
}

/// What is wrong with a base path.
fn fault(name: &str) -> Option<String> {
    let good = |letter: char| letter.is_ascii_alphanumeric() || "$-_.+!*'()/".contains(letter);
    if let Some(letter) = name.chars().find(|letter| !good(*letter)) {
        return Some(format!("it cannot contain `{letter}`"));
    }
    if !BASE_PATH_LENGTH.admits(name.chars().count() as u64) {
        return Some(format!("it has more than {} characters", BASE_PATH_LENGTH.max));
    }
    let is_bare = name.split('/').all(|segment| !segment.is_empty());
    (!is_bare).then(|| "slashes stand between segments only".to_owned())
}
