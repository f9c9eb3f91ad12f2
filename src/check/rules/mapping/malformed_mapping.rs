//! `malformed-mapping`

use crate::check::values::is_open;
use crate::check::{Context, IntegrationAt};
use crate::diag::Sink;
use crate::mapping::{Destination, DestinationSide, Expression, ExpressionSide, MappingFault};
use crate::source::{Spanned, SpannedMap};

rule! {
    /// A parameter mapping is not written as one.
    ///
    /// ## Why
    /// `requestParameters` map `integration.request.PLACE.NAME` from `method.request.PLACE.NAME`, `context.NAME`,
    /// `stageVariables.NAME` or a fixed text in single quotes inside of the string. API Gateway refuses others: `Invalid
    /// mapping expression specified`. A text without its single quotes is the usual case.
    ///
    /// ```yaml,fails
    /// paths:
    ///   /pets:
    ///     post:
    ///       responses: {}
    ///       x-amazon-apigateway-integration:
    ///         type: http_proxy
    ///         httpMethod: POST
    ///         uri: https://pets.example.com
    ///         requestParameters: { integration.request.header.Content-Type: application/json }
    /// ```
    /// ```yaml,passes
    /// paths:
    ///   /pets:
    ///     post:
    ///       responses: {}
    ///       x-amazon-apigateway-integration:
    ///         type: http_proxy
    ///         httpMethod: POST
    ///         uri: https://pets.example.com
    ///         requestParameters: { integration.request.header.Content-Type: "'application/json'" }
    /// ```
    "malformed-mapping", Error, Integration => check
}

fn check(_: &Context<'_>, at: IntegrationAt<'_>, sink: &mut Sink) {
    // The mappings of HTTP APIs have a language of their own.
    if at.method().is_none() {
        return;
    }
    let sides = (DestinationSide::IntegrationRequest, ExpressionSide::Request);
    check_all(&at.request_parameters, sides, sink);
    for response in &at.responses {
        let sides = (DestinationSide::MethodResponse, ExpressionSide::Response);
        check_all(&response.response_parameters, sides, sink);
    }
}

fn check_all(
    mappings: &SpannedMap<Spanned<String>>,
    (destination, expression): (DestinationSide, ExpressionSide),
    sink: &mut Sink,
) {
    for (key, value) in mappings {
        if let Err(fault) = Destination::parse(key, destination) {
            report(key, fault, sink);
        }
        if let Err(fault) = Expression::parse(value, expression) {
            report(value, fault, sink);
        }
    }
}

fn report(text: &Spanned<String>, fault: MappingFault, sink: &mut Sink) {
    if is_open(text) {
        return;
    }
    let found = sink.report(&RULE, text.span(), fault.message);
    found.help = fault.help;
}
