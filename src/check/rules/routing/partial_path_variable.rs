//! `partial-path-variable`

use crate::check::together::{self, Fault};
use crate::check::{Context, ResourceAt};
use crate::diag::Sink;
use crate::ir::{RestApi, Segment};

rule! {
    /// A variable is only a part of a path segment.
    ///
    /// ## Why
    /// A variable stands for a whole segment. API Gateway refuses braces anywhere else in it: there is no
    /// `{id}.json` and no `{from}-{to}`. More than three such segments are one finding.
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
    "partial-path-variable", Error, RestApi => check
}

fn check(cx: &Context<'_>, _: &RestApi, sink: &mut Sink) {
    let faults = cx.resources().filter_map(fault).collect();
    together::report(&RULE, faults, sink, |first, count| {
        format!("{first}, and so are {} others", count - 1)
    });
}

fn fault(at: ResourceAt<'_>) -> Option<Fault> {
    let Segment::Literal(text) = &at.segment else { return None };
    text.contains(['{', '}']).then(|| Fault {
        span: at.origin.span(),
        message: format!("the segment `{text}` is more than a variable"),
        label: format!("because of `{text}`"),
        help: Some(
            "take the whole segment as one variable, and split it in the backend".to_owned(),
        ),
    })
}
