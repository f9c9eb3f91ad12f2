//! `duplicate-path-variable`

use crate::check::{Context, ResourceAt};
use crate::diag::Sink;

rule! {
    /// A path has two variables of one name.
    ///
    /// ## Why
    /// `method.request.path.NAME` and `pathParameters` hold one value for a name, so one of the two parts of the path
    /// is lost. OpenAPI does not allow such a path either.
    ///
    /// ```yaml,fails
    /// paths:
    ///   /owners/{id}/pets/{id}:
    ///     get:
    ///       responses: {}
    ///       x-amazon-apigateway-integration: { type: http_proxy, httpMethod: GET, uri: "https://pets.example.com" }
    /// ```
    /// ```yaml,passes
    /// paths:
    ///   /owners/{ownerId}/pets/{petId}:
    ///     get:
    ///       responses: {}
    ///       x-amazon-apigateway-integration: { type: http_proxy, httpMethod: GET, uri: "https://pets.example.com" }
    /// ```
    "duplicate-path-variable", Warning, Resource => check
}

fn check(_: &Context<'_>, at: ResourceAt<'_>, sink: &mut Sink) {
    let name = |part: &str| -> Option<String> {
        let inner = part.strip_prefix('{')?.strip_suffix('}')?;
        Some(inner.trim_end_matches('+').to_owned())
    };
    let mut parts = at.path.rsplit('/');
    // The last segment is this resource's own; what is wrong above it is reported there.
    let Some(own) = parts.next().and_then(name) else { return };
    if parts.any(|part| name(part).as_ref() == Some(&own)) {
        sink.report(&RULE, at.origin.span(), format!("`{{{own}}}` stands twice in `{}`", at.path))
            .help("give the variables different names");
    }
}
