//! `too-many-resources`

use crate::check::Context;
use crate::diag::Sink;
use crate::ir::RestApi;
use crate::quota::RESOURCES_PER_API;

rule! {
    /// The paths make more resources than an API may have.
    ///
    /// ## Why
    /// Every segment of every path is a resource, and a REST API has at most 300 of them until AWS raises the limit
    /// (AWS docs, "Amazon API Gateway quotas and important notes"). The import is refused as a whole.
    ///
    /// The example that would fail is too long to be shown.
    ///
    /// ```yaml,passes
    /// paths:
    ///   /pets/{id}:
    ///     get:
    ///       responses: {}
    ///       x-amazon-apigateway-integration: { type: http_proxy, httpMethod: GET, uri: "https://pets.example.com" }
    /// ```
    "too-many-resources", Warning, RestApi => check
}

fn check(_: &Context<'_>, api: &RestApi, sink: &mut Sink) {
    let count = api.resources.len();
    if !RESOURCES_PER_API.admits(count as u64) {
        let most = RESOURCES_PER_API.max;
        let message = format!("the paths make {count} resources, {most} are possible");
        sink.report(&RULE, api.name.span(), message).help(
            "ask AWS for a higher limit, take paths together as `{proxy+}`, or split the API",
        );
    }
}
