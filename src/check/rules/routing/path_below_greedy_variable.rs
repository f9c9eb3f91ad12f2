//! `path-below-greedy-variable`

use crate::check::{Context, ResourceAt};
use crate::diag::Sink;
use crate::ir::Segment;

rule! {
    /// A path goes on after a greedy variable.
    ///
    /// ## Why
    /// A greedy variable takes all that is left of the path, so nothing can follow it. API Gateway refuses the
    /// resource: `Cannot create a child of a resource with a greedy path variable: {proxy+}`.
    ///
    /// ```yaml,fails
    /// paths:
    ///   /files/{path+}/versions:
    ///     get:
    ///       responses: {}
    ///       x-amazon-apigateway-integration: { type: http_proxy, httpMethod: GET, uri: "https://files.example.com" }
    /// ```
    /// ```yaml,passes
    /// paths:
    ///   /files/versions/{path+}:
    ///     get:
    ///       responses: {}
    ///       x-amazon-apigateway-integration: { type: http_proxy, httpMethod: GET, uri: "https://files.example.com" }
    /// ```
    "path-below-greedy-variable", Error, Resource => check
}

fn check(_: &Context<'_>, at: ResourceAt<'_>, sink: &mut Sink) {
    let Segment::Greedy(name) = &at.segment else { return };
    for child in at.children.iter().filter_map(|child| at.api.resources.get(*child)) {
        sink.report(
            &RULE,
            child.origin.span(),
            format!("`{}` goes on after `{{{name}+}}`", child.path),
        )
        .help("a greedy variable must be the last part of a path");
    }
}
