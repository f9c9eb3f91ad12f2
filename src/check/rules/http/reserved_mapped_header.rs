//! `reserved-mapped-header`

use crate::check::{Context, IntegrationAt};
use crate::diag::Sink;
use crate::source::Spanned;

rule! {
    /// A mapping of an HTTP API changes a header that it cannot change.
    ///
    /// ## Why
    /// HTTP APIs keep a list of headers to themselves, `Authorization`, `Connection`, `X-Forwarded-For` and all that begin
    /// with `x-amz-` or `access-control-` among them, and refuse mappings of them (AWS docs, "Transforming API requests and responses").
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
    ///         requestParameters: { "overwrite:header.Authorization": "$stageVariables.token" }
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
    ///         requestParameters: { "overwrite:header.X-Token": "$stageVariables.token" }
    /// ```
    "reserved-mapped-header", Error, Integration => check
}

/// Reference `http-and-websocket`, section 5.
const RESERVED: [&str; 20] = [
    "authorization",
    "connection",
    "content-encoding",
    "content-length",
    "content-location",
    "forwarded",
    "keep-alive",
    "origin",
    "proxy-authenticate",
    "proxy-authorization",
    "te",
    "trailers",
    "transfer-encoding",
    "upgrade",
    "x-forwarded-for",
    "x-forwarded-host",
    "x-forwarded-proto",
    "via",
    "access-control-",
    "apigw-",
];

fn check(_: &Context<'_>, at: IntegrationAt<'_>, sink: &mut Sink) {
    if at.route().is_none() || at.integration_subtype.is_some() {
        return;
    }
    let responses = at.response_parameters.values().flat_map(|map| map.keys());
    for key in at.request_parameters.keys().chain(responses) {
        let Some(name) = reserved(key) else { continue };
        sink.report(&RULE, key.span(), format!("`{}` cannot change the header `{name}`", at.owner));
    }
}

/// The header that `key` changes, if it is a reserved one.
fn reserved(key: &Spanned<String>) -> Option<&str> {
    let (_, destination) = key.split_once(':')?;
    let name = destination.strip_prefix("header.")?;
    let lower = name.to_ascii_lowercase();
    let listed = RESERVED
        .iter()
        .any(|known| if known.ends_with('-') { lower.starts_with(known) } else { lower == *known });
    let family = lower.starts_with("x-amz-") || lower.starts_with("x-amzn-");
    (listed || family).then_some(name)
}
