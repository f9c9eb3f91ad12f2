//! `path-mapping-without-placeholder`

use crate::check::values::{Target, target};
use crate::check::{Context, IntegrationAt};
use crate::diag::Sink;
use crate::mapping::UriTemplate;

rule! {
    /// A path parameter is mapped for a placeholder that the URI does not have.
    ///
    /// ## Why
    /// `integration.request.path.id` fills `{id}` in the integration's `uri`. Without the placeholder the value goes
    /// nowhere, and the backend is asked for the same path whatever the caller asks for.
    ///
    /// ```yaml,fails
    /// paths:
    ///   /pets/{id}:
    ///     get:
    ///       parameters: [{ name: id, in: path, required: true, schema: { type: string } }]
    ///       responses: {}
    ///       x-amazon-apigateway-integration:
    ///         type: http_proxy
    ///         httpMethod: GET
    ///         uri: https://pets.example.com/pets
    ///         requestParameters: { integration.request.path.id: method.request.path.id }
    /// ```
    /// ```yaml,passes
    /// paths:
    ///   /pets/{id}:
    ///     get:
    ///       parameters: [{ name: id, in: path, required: true, schema: { type: string } }]
    ///       responses: {}
    ///       x-amazon-apigateway-integration:
    ///         type: http_proxy
    ///         httpMethod: GET
    ///         uri: https://pets.example.com/pets/{id}
    ///         requestParameters: { integration.request.path.id: method.request.path.id }
    /// ```
    "path-mapping-without-placeholder", Warning, Integration => check
}

fn check(_: &Context<'_>, at: IntegrationAt<'_>, sink: &mut Sink) {
    let Some(uri) = at.uri.as_ref().filter(|_| at.method().is_some()) else { return };
    // Of a URI that is filled in later nobody knows the placeholders; functions have none.
    if !matches!(target(uri), Target::Http | Target::Service(_)) || uri.contains("${") {
        return;
    }
    let template = UriTemplate::parse(uri);
    let placeholders: Vec<&str> = template.placeholders().collect();
    for key in at.request_parameters.keys() {
        let Some(name) = key.strip_prefix("integration.request.path.") else { continue };
        if !placeholders.contains(&name) {
            sink.report(
                &RULE,
                key.span(),
                format!("the URI of `{}` has no `{{{name}}}`", at.owner),
            )
            .related(uri.span(), "the value has no place here");
        }
    }
}
