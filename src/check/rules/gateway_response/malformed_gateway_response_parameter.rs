//! `malformed-gateway-response-parameter`

use crate::check::Context;
use crate::check::values::is_open;
use crate::diag::Sink;
use crate::ir::GatewayResponse;
use crate::mapping::{Destination, DestinationSide, Expression, ExpressionSide};

rule! {
    /// A parameter of a gateway response is not written as one.
    ///
    /// ## Why
    /// A parameter is `gatewayresponse.header.NAME`, and its value is `'text'` in single quotes, `context.NAME`,
    /// `stageVariables.NAME` or `method.request.PLACE.NAME`. API Gateway refuses others: `Invalid mapping expression
    /// specified`.
    ///
    /// ```yaml,fails
    /// x-amazon-apigateway-gateway-responses:
    ///   THROTTLED: { responseParameters: { gatewayresponse.header.Retry-After: "60" } }
    /// paths: {}
    /// ```
    /// ```yaml,passes
    /// x-amazon-apigateway-gateway-responses:
    ///   THROTTLED: { responseParameters: { gatewayresponse.header.Retry-After: "'60'" } }
    /// paths: {}
    /// ```
    "malformed-gateway-response-parameter", Error, GatewayResponse => check
}

fn check(_: &Context<'_>, response: &GatewayResponse, sink: &mut Sink) {
    for (key, value) in &response.response_parameters {
        if let Err(fault) = Destination::parse(key, DestinationSide::GatewayResponse)
            && !is_open(key)
        {
            let found = sink.report(&RULE, key.span(), fault.message);
            found.help = fault.help;
        }
        // The developer guide still shows this form, and the service takes it.
        let legacy = value.starts_with("method.input.params.");
        if let Err(fault) = Expression::parse(value, ExpressionSide::GatewayResponse)
            && !legacy
            && !is_open(value)
        {
            let found = sink.report(&RULE, value.span(), fault.message);
            found.help = fault.help;
        }
    }
}
