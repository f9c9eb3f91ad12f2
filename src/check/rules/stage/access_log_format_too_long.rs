//! `access-log-format-too-long`

use crate::check::{Context, Named};
use crate::diag::Sink;
use crate::ir::Stage;
use crate::quota::HTTP_ACCESS_LOG_TEMPLATE_BYTES;

rule! {
    /// The format of an access log of an HTTP API is longer than it may be.
    ///
    /// ## Why
    /// A format of an HTTP API has at most 3 KB (AWS docs, "Quotas for configuring and running an HTTP API in API
    /// Gateway"). API Gateway refuses more.
    ///
    /// The example that would fail is too long to be shown.
    /// ```yaml,passes
    /// paths:
    ///   /pets:
    ///     get:
    ///       x-amazon-apigateway-integration: { type: http_proxy, httpMethod: GET, uri: "https://pets.example.com", payloadFormatVersion: "1.0" }
    /// x-amazon-apigateway-cors: { allowOrigins: ["https://example.com"] }
    /// ---
    /// stages: { prod: { accessLog: { format: '{"id": "$context.requestId"}' } } }
    /// ```
    "access-log-format-too-long", Error, Stage => check
}

fn check(cx: &Context<'_>, stage: Named<'_, Stage>, sink: &mut Sink) {
    let Some(log) = stage.access_log.as_ref().filter(|_| cx.definition().http().is_some()) else {
        return;
    };
    let size = log.format.len();
    if !HTTP_ACCESS_LOG_TEMPLATE_BYTES.admits(size as u64) {
        let most = HTTP_ACCESS_LOG_TEMPLATE_BYTES.max;
        let message = format!(
            "the access log of the stage `{}` has a format of {size} bytes, {most} are possible",
            **stage.name
        );
        sink.report(&RULE, log.format.span(), message).help("leave out what nobody reads");
    }
}
