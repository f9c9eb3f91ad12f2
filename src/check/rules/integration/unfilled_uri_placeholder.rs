//! `unfilled-uri-placeholder`

use crate::check::values::{Target, target};
use crate::check::{Context, IntegrationAt};
use crate::diag::Sink;
use crate::mapping::UriTemplate;

rule! {
    /// A placeholder in the URI of an integration is never filled.
    ///
    /// ## Why
    /// `{id}` in a `uri` takes the value of `integration.request.path.id`, which `requestParameters` must map. The
    /// path of the method fills nothing by itself, so the backend is asked for `/pets/{id}`, braces and all. In HTTP
    /// APIs the variables of the route's path do fill it.
    ///
    /// ```yaml,fails
    /// paths:
    ///   /pets/{id}:
    ///     get:
    ///       parameters: [{ name: id, in: path, required: true, schema: { type: string } }]
    ///       responses: {}
    ///       x-amazon-apigateway-integration:
    ///         { type: http_proxy, httpMethod: GET, uri: "https://pets.example.com/pets/{id}" }
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
    "unfilled-uri-placeholder", Warning, Integration => check
}

fn check(_: &Context<'_>, at: IntegrationAt<'_>, sink: &mut Sink) {
    let Some(uri) = &at.uri else { return };
    if !matches!(target(uri), Target::Http | Target::Service(_) | Target::Open) {
        return;
    }
    let template = UriTemplate::parse(uri);
    let placeholders: Vec<&str> = template.placeholders().collect();
    if placeholders.is_empty() {
        return;
    }
    // A request template can fill a placeholder as an override.
    let overrides = |name: &str| {
        at.request_templates.values().any(|template| {
            let text = template.text.text();
            text.contains("requestOverride") && text.contains(name)
        })
    };
    for name in placeholders {
        let filled = match at.route() {
            Some(route) => {
                route.key.contains(&format!("{{{name}}}"))
                    || route.key.contains(&format!("{{{name}+}}"))
            }
            None => {
                at.request_parameters
                    .contains_key(format!("integration.request.path.{name}").as_str())
                    || overrides(name)
            }
        };
        if !filled && !name.is_empty() {
            let message = format!("nothing fills `{{{name}}}` in the URI of `{}`", at.owner);
            let found = sink.report(&RULE, uri.span(), message);
            if at.method().is_some() {
                found.help(format!(
                    "add `integration.request.path.{name}: method.request.path.{name}` to `requestParameters`"
                ));
            }
        }
    }
}
