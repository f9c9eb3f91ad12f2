//! `invalid-gateway-response-status`

use crate::check::Context;
use crate::check::values::{is_open, is_status_code};
use crate::diag::Sink;
use crate::ir::GatewayResponse;

rule! {
    /// A gateway response has a status code that is none.
    ///
    /// ## Why
    /// It is three digits from 100 to 599. API Gateway refuses others.
    ///
    /// ```yaml,fails
    /// x-amazon-apigateway-gateway-responses:
    ///   THROTTLED: { statusCode: "4XX" }
    /// paths: {}
    /// ```
    /// ```yaml,passes
    /// x-amazon-apigateway-gateway-responses:
    ///   THROTTLED: { statusCode: "429" }
    /// paths: {}
    /// ```
    "invalid-gateway-response-status", Error, GatewayResponse => check
}

fn check(_: &Context<'_>, response: &GatewayResponse, sink: &mut Sink) {
    let Some(status) = &response.status_code else { return };
    if !is_status_code(status) && !is_open(status) {
        sink.report(&RULE, status.span(), format!("`{}` is not a status code", **status));
    }
}
