//! `error-kept-in-cache`

use crate::check::{CachedAt, Context};
use crate::diag::Sink;

rule! {
    /// An error of the backend is kept for a long time.
    ///
    /// ## Why
    /// The cache of a stage keeps what comes back, whatever its status is: callers of a backend that was out for a
    /// second are told so until the time is over. Answers of the gateway itself are not kept. It is told of methods
    /// that map errors and keep their answers for more than ten minutes.
    ///
    /// ```yaml,fails
    /// paths:
    ///   /pets:
    ///     get:
    ///       responses: { "200": { description: fine }, "503": { description: broken } }
    ///       x-amazon-apigateway-integration:
    ///         type: http
    ///         httpMethod: GET
    ///         uri: https://pets.example.com
    ///         responses: { default: { statusCode: "200" }, "5\\d{2}": { statusCode: "503" } }
    /// ---
    /// stages: { prod: { cache: { size: 0.5, ttl: 3600 } } }
    /// ```
    /// ```yaml,passes
    /// paths:
    ///   /pets:
    ///     get:
    ///       responses: { "200": { description: fine }, "503": { description: broken } }
    ///       x-amazon-apigateway-integration:
    ///         type: http
    ///         httpMethod: GET
    ///         uri: https://pets.example.com
    ///         responses: { default: { statusCode: "200" }, "5\\d{2}": { statusCode: "503" } }
    /// ---
    /// stages: { prod: { cache: { size: 0.5, ttl: 300 } } }
    /// ```
    "error-kept-in-cache", Info, Cached => check
}

/// For so many seconds an error may be kept without anybody being told.
const BEARABLE: u64 = 600;

fn check(_: &Context<'_>, at: CachedAt<'_>, sink: &mut Sink) {
    if at.ttl <= BEARABLE {
        return;
    }
    // An error of the caller's is the same when it is asked for again, but for these two.
    let passes = |status: &str| status.starts_with('5') || matches!(status, "404" | "429");
    let response = at.integration.responses.iter().find(|own| passes(&own.status_code));
    let Some(response) = response else { return };
    let status = &response.status_code;
    let message = format!("`{}` answers `{}` for {} seconds", at.method, **status, at.ttl);
    sink.report(&RULE, status.span(), message)
        .label("an answer like this is kept as all others are")
        .related(at.turned_on, "its answers are kept")
        .help("give the method a shorter time");
}
