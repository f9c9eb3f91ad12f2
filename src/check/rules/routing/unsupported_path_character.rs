//! `unsupported-path-character`

use crate::check::{Context, ResourceAt};
use crate::diag::Sink;
use crate::ir::Segment;

rule! {
    /// A path contains a character that resources cannot have.
    ///
    /// ## Why
    /// Parts of a path consist of letters, digits and `_ - . , :`. API Gateway refuses others when it creates the
    /// resource (AWS docs, "Amazon API Gateway important notes").
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
    "unsupported-path-character", Error, Resource => check
}

fn check(_: &Context<'_>, at: ResourceAt<'_>, sink: &mut Sink) {
    let Segment::Literal(text) = &at.segment else { return };
    // A brace is the matter of `partial-path-variable`.
    let bad = text.chars().find(|c| !(c.is_ascii_alphanumeric() || "_-.,:{}+".contains(*c)));
    let bad = bad.or_else(|| text.chars().find(|c| *c == '+' && !text.contains('{')));
    if let Some(c) = bad {
        sink.report(&RULE, at.origin.span(), format!("`{c}` in `{text}` cannot be part of a path"))
            .help("use letters, digits and `_ - . , :`");
    }
}
