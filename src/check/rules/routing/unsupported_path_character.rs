//! `unsupported-path-character`

use crate::check::together::{self, Fault};
use crate::check::{Context, ResourceAt};
use crate::diag::Sink;
use crate::ir::{RestApi, Segment};

rule! {
    /// A path contains a character that resources cannot have.
    ///
    /// ## Why
    /// Parts of a path consist of letters, digits and `_ - . , :`. API Gateway refuses others when it creates the
    /// resource (AWS docs, "Amazon API Gateway important notes"). More than three such paths are one finding.
    ///
    /// ```yaml,fails
    /// paths:
    ///   /pets/by name:
    ///     get:
    ///       responses: {}
    ///       x-amazon-apigateway-integration: { type: http_proxy, httpMethod: GET, uri: "https://pets.example.com" }
    /// ```
    /// ```yaml,passes
    /// paths:
    ///   /pets/by-name:
    ///     get:
    ///       responses: {}
    ///       x-amazon-apigateway-integration: { type: http_proxy, httpMethod: GET, uri: "https://pets.example.com" }
    /// ```
    "unsupported-path-character", Error, RestApi => check
}

fn check(cx: &Context<'_>, _: &RestApi, sink: &mut Sink) {
    let faults = cx.resources().filter_map(fault).collect();
    together::report(&RULE, faults, sink, |first, count| {
        format!("{first}; {} more paths have such characters", count - 1)
    });
}

fn fault(at: ResourceAt<'_>) -> Option<Fault> {
    let Segment::Literal(text) = &at.segment else { return None };
    // A brace is the matter of `partial-path-variable`.
    let bad = text.chars().find(|c| !(c.is_ascii_alphanumeric() || "_-.,:{}+".contains(*c)));
    let bad = bad.or_else(|| text.chars().find(|c| *c == '+' && !text.contains('{')))?;
    Some(Fault {
        span: at.origin.span(),
        message: format!("`{bad}` in `{text}` cannot be part of a path"),
        label: format!("because of `{bad}`"),
        help: Some("use letters, digits and `_ - . , :`".to_owned()),
    })
}
