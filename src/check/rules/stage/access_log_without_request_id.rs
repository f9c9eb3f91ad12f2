//! `access-log-without-request-id`

use crate::check::{Context, Named};
use crate::diag::Sink;
use crate::ir::Stage;
use crate::mapping::AccessLogFormat;

rule! {
    /// The format of an access log has no id of the request.
    ///
    /// ## Why
    /// The service refuses such a format: an entry has to have `$context.requestId` or `$context.extendedRequestId` (AWS
    /// docs, "Set up CloudWatch logging for REST APIs in API Gateway"). Without an id, nobody finds the entry of the
    /// request that a caller complains about.
    ///
    /// ```yaml,fails
    /// paths: {}
    /// ---
    /// stages: { prod: { accessLog: { format: "$context.identity.sourceIp $context.status" } } }
    /// ```
    /// ```yaml,passes
    /// paths: {}
    /// ---
    /// stages: { prod: { accessLog: { format: "$context.requestId $context.identity.sourceIp $context.status" } } }
    /// ```
    "access-log-without-request-id", Error, Stage => check
}

fn check(_: &Context<'_>, stage: Named<'_, Stage>, sink: &mut Sink) {
    let Some(log) = &stage.access_log else { return };
    let format = AccessLogFormat::parse(&log.format);
    if ["requestId", "extendedRequestId"].iter().any(|name| format.names_variable(name)) {
        return;
    }
    let message =
        format!("the access log of the stage `{}` has no id of the request", **stage.name);
    sink.report(&RULE, log.format.span(), message)
        .label("the service refuses a format without one")
        .help("add `$context.requestId` to it");
}
