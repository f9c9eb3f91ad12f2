//! `malformed-domain-name`

use crate::check::Context;
use crate::check::values::is_open;
use crate::diag::Sink;
use crate::ir::Definition;

rule! {
    /// A custom domain name that the service refuses.
    ///
    /// ## Why
    /// A name is written in small letters, with digits, `-` and dots, and has two labels at least. A star stands for one
    /// label, and only as the first (AWS docs, "Custom domain name for public REST APIs in API Gateway").
    ///
    /// ```yaml,fails
    /// paths: {}
    /// ---
    /// domains: { "API.example.com": {} }
    /// ```
    /// ```yaml,passes
    /// paths: {}
    /// ---
    /// domains: { api.example.com: {}, "*.pets.example.com": {} }
    /// ```
    "malformed-domain-name", Error, Definition => check
}

fn check(_: &Context<'_>, definition: &Definition, sink: &mut Sink) {
    for name in definition.domains.keys().filter(|own| !is_open(own)) {
        let Some(fault) = fault(name) else { continue };
        let message = format!("`{}` cannot be a custom domain name", **name);
        let found = sink.report(&RULE, name.span(), message);
        found.label(fault);
        let small = name.to_ascii_lowercase();
        if self::fault(&small).is_none() {
            found.help(format!("write `{small}`"));
        }
    }
}

/// What is wrong with a name.
fn fault(name: &str) -> Option<&'static str> {
    const LONGEST: usize = 253;
    let own = name.strip_prefix("*.").unwrap_or(name);
    let is_label = |label: &str| {
        let good = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        (1..=63).contains(&label.len())
            && label.bytes().all(good)
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    if name.len() > LONGEST {
        return Some("it has more than 253 characters");
    }
    if name.bytes().any(|byte| byte.is_ascii_uppercase()) {
        return Some("it has capital letters");
    }
    if own.contains('*') {
        return Some("a star stands for the first label, as in `*.example.com`");
    }
    if !own.contains('.') {
        return Some("it has one label only");
    }
    (!own.split('.').all(is_label)).then_some("labels have letters, digits and `-` between them")
}
