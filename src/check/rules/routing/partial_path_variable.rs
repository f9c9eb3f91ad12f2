//! `partial-path-variable`

use crate::check::{Context, ResourceAt};
use crate::diag::Sink;
use crate::ir::Segment;

rule! {
    /// A variable is only a part of a path segment.
    ///
    /// ## Why
    /// A variable stands for a whole segment. API Gateway refuses braces anywhere else in it: there is no
    /// `{id}.json` and no `{from}-{to}`.
    ///
    /// ```yaml,fails
    /// paths:
    ///   /reports/{id}.json:
    ///     get:
    ///       responses: {}
    ///       x-amazon-apigateway-integration: { type: http_proxy, httpMethod: GET, uri: "https://reports.example.com" }
    /// ```
    /// ```yaml,passes
    /// paths:
    ///   /reports/{file}:
    ///     get:
    ///       responses: {}
    ///       x-amazon-apigateway-integration: { type: http_proxy, httpMethod: GET, uri: "https://reports.example.com" }
    /// ```
    "partial-path-variable", Error, Resource => check
}

fn check(_: &Context<'_>, at: ResourceAt<'_>, sink: &mut Sink) {
    let Segment::Literal(text) = &at.segment else { return };
    if text.contains(['{', '}']) {
        sink.report(
            &RULE,
            at.origin.span(),
            format!("the segment `{text}` is more than a variable"),
        )
        .help("take the whole segment as one variable, and split it in the backend");
    }
}
