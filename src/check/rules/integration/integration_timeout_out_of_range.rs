//! `integration-timeout-out-of-range`

use crate::check::{Context, IntegrationAt};
use crate::diag::{Severity, Sink};
use crate::ir::{EndpointType, ResponseTransferMode};
use crate::quota::{HTTP_INTEGRATION_TIMEOUT_MILLIS, REST_INTEGRATION_TIMEOUT_MILLIS};

rule! {
    /// An integration may take less or more time than is possible.
    ///
    /// ## Why
    /// A REST API waits 50 to 29,000 milliseconds, an HTTP API 50 to 30,000; API Gateway refuses other values. Since June
    /// 2024 AWS raises the 29 seconds on request for regional and private APIs, so more is a warning unless the manifest
    /// says that the API is edge-optimized.
    ///
    /// ```yaml,fails
    /// paths:
    ///   /pets:
    ///     get:
    ///       responses: {}
    ///       x-amazon-apigateway-integration:
    ///         { type: http_proxy, httpMethod: GET, uri: "https://pets.example.com", timeoutInMillis: 60000 }
    /// ```
    /// ```yaml,passes
    /// paths:
    ///   /pets:
    ///     get:
    ///       responses: {}
    ///       x-amazon-apigateway-integration:
    ///         { type: http_proxy, httpMethod: GET, uri: "https://pets.example.com", timeoutInMillis: 29000 }
    /// ```
    "integration-timeout-out-of-range", Error, Integration => check
}

fn check(_: &Context<'_>, at: IntegrationAt<'_>, sink: &mut Sink) {
    let Some(timeout) = &at.timeout else { return };
    let millis = u64::try_from(timeout.as_millis()).unwrap_or(u64::MAX);
    let limit = match at.method() {
        Some(_) => &REST_INTEGRATION_TIMEOUT_MILLIS,
        None => &HTTP_INTEGRATION_TIMEOUT_MILLIS,
    };
    if limit.admits(millis) {
        return;
    }
    let message = format!("the timeout of `{}` is {millis} ms", at.owner);
    let found = sink.report(&RULE, timeout.span(), message);
    found.label(format!("it must be {} to {} ms", limit.min, limit.max));
    // A document cannot say what type its endpoint has; only a manifest does.
    let raisable = at.method().is_some_and(|method| {
        method.api.endpoint.endpoint_type.as_deref() != Some(&EndpointType::Edge)
    });
    let streams = at.response_transfer_mode.as_deref() == Some(&ResponseTransferMode::Stream);
    if millis > limit.max && (raisable || streams) {
        found.severity = Severity::Warning;
        found.help(
            "a regional or private API can have this with a raised quota; otherwise it is refused",
        );
    }
}
