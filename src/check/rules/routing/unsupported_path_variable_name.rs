//! `unsupported-path-variable-name`

use crate::check::{Context, ResourceAt};
use crate::diag::Sink;
use crate::ir::Segment;

rule! {
    /// A path variable has no name, or one with characters that names cannot have.
    ///
    /// ## Why
    /// The name becomes a part of `method.request.path.NAME`, which takes letters, digits and `. _ $ -`. API Gateway
    /// refuses the parameter, and with it the method.
    ///
    /// ```yaml,fails
    /// paths:
    ///   "/pets/{pet id}":
    ///     get:
    ///       responses: {}
    ///       x-amazon-apigateway-integration: { type: http_proxy, httpMethod: GET, uri: "https://pets.example.com" }
    /// ```
    /// ```yaml,passes
    /// paths:
    ///   "/pets/{petId}":
    ///     get:
    ///       responses: {}
    ///       x-amazon-apigateway-integration: { type: http_proxy, httpMethod: GET, uri: "https://pets.example.com" }
    /// ```
    "unsupported-path-variable-name", Error, Resource => check
}

fn check(_: &Context<'_>, at: ResourceAt<'_>, sink: &mut Sink) {
    let name = match &at.segment {
        Segment::Variable(name) | Segment::Greedy(name) => name,
        Segment::Root | Segment::Literal(_) => return,
    };
    let good = |c: char| c.is_ascii_alphanumeric() || "._$-".contains(c);
    if name.is_empty() || !name.chars().all(good) {
        sink.report(
            &RULE,
            at.origin.span(),
            format!("`{name}` cannot be the name of a path variable"),
        )
        .help("use letters, digits and `. _ $ -`");
    }
}
