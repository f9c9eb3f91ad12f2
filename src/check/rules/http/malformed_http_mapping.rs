//! `malformed-http-mapping`

use crate::check::values::is_open;
use crate::check::{Context, IntegrationAt};
use crate::diag::Sink;

rule! {
    /// A parameter mapping of an HTTP API is not written as one.
    ///
    /// ## Why
    /// HTTP APIs map with `append`, `overwrite` or `remove`, a colon, and `header.NAME`, `querystring.NAME` or `path`; of
    /// responses `header.NAME` or `statuscode`. The form of REST APIs, `integration.request.header.NAME`, means nothing
    /// to them, and API Gateway refuses it.
    ///
    /// ```yaml,fails
    /// x-amazon-apigateway-importexport-version: "1.0"
    /// paths:
    ///   /pets:
    ///     get:
    ///       responses: {}
    ///       x-amazon-apigateway-integration:
    ///         type: http_proxy
    ///         httpMethod: GET
    ///         uri: https://pets.example.com
    ///         payloadFormatVersion: "1.0"
    ///         requestParameters: { integration.request.header.X-Id: $context.requestId }
    /// ```
    /// ```yaml,passes
    /// x-amazon-apigateway-importexport-version: "1.0"
    /// paths:
    ///   /pets:
    ///     get:
    ///       responses: {}
    ///       x-amazon-apigateway-integration:
    ///         type: http_proxy
    ///         httpMethod: GET
    ///         uri: https://pets.example.com
    ///         payloadFormatVersion: "1.0"
    ///         requestParameters: { "append:header.X-Id": $context.requestId }
    /// ```
    "malformed-http-mapping", Error, Integration => check
}

fn check(_: &Context<'_>, at: IntegrationAt<'_>, sink: &mut Sink) {
    // The parameters of an AWS service are names and not destinations.
    if at.route().is_none() || at.integration_subtype.is_some() {
        return;
    }
    let requests = at.request_parameters.keys().map(|key| (key, true));
    let responses = at.response_parameters.values().flat_map(|map| map.keys());
    for (key, request) in requests.chain(responses.map(|key| (key, false))) {
        if is_destination(key, request) || is_open(key) {
            continue;
        }
        let found =
            sink.report(&RULE, key.span(), format!("`{}` is not a mapping of an HTTP API", **key));
        let rest = key
            .strip_prefix("integration.request.")
            .or_else(|| key.strip_prefix("method.response."));
        match rest {
            Some(rest) => found.help(format!("write `overwrite:{rest}` or `append:{rest}`")),
            None if request => found.help("write `append:header.NAME`, `overwrite:querystring.NAME`, `remove:header.NAME` or `overwrite:path`"),
            None => found.help("write `append:header.NAME`, `overwrite:header.NAME`, `remove:header.NAME` or `overwrite:statuscode`"),
        };
    }
}

fn is_destination(key: &str, request: bool) -> bool {
    let Some((action, place)) = key.split_once(':') else { return false };
    let whole = if request { "path" } else { "statuscode" };
    if action == "overwrite" && place == whole {
        return true;
    }
    let named = |prefix| place.strip_prefix(prefix).is_some_and(|name: &str| !name.is_empty());
    matches!(action, "append" | "overwrite" | "remove")
        && (named("header.") || request && named("querystring."))
}
