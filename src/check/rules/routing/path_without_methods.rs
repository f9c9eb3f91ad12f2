//! `path-without-methods`

use crate::check::{Context, ResourceAt};
use crate::diag::Sink;

rule! {
    /// A path of the document has no method, and nothing lies below it.
    ///
    /// ## Why
    /// Every request to it is answered with `403 Missing Authentication Token`, as if the path were not there. Most
    /// often its operations are indented wrongly or were lost in a merge.
    ///
    /// ```yaml,fails
    /// paths:
    ///   /pets:
    ///     description: All pets
    /// ```
    /// ```yaml,passes
    /// paths:
    ///   /pets:
    ///     get:
    ///       responses: {}
    ///       x-amazon-apigateway-integration: { type: http_proxy, httpMethod: GET, uri: "https://pets.example.com" }
    /// ```
    "path-without-methods", Warning, Resource => check
}

fn check(_: &Context<'_>, at: ResourceAt<'_>, sink: &mut Sink) {
    if at.declared && at.methods.is_empty() && at.children.is_empty() {
        sink.report(&RULE, at.origin.span(), format!("`{}` has no method", at.path));
    }
}
