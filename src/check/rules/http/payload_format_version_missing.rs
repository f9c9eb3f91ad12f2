//! `payload-format-version-missing`

use crate::check::{Context, IntegrationAt};
use crate::diag::Sink;
use crate::ir::IntegrationType;

rule! {
    /// A function of an HTTP API is called without saying in which format.
    ///
    /// ## Why
    /// `payloadFormatVersion` decides what the function gets and what it may answer: `1.0` is the event of REST APIs,
    /// `2.0` that of HTTP APIs. API Gateway requires it for functions.
    ///
    /// ```yaml,fails
    /// x-amazon-apigateway-importexport-version: "1.0"
    /// paths:
    ///   /pets:
    ///     get:
    ///       responses: {}
    ///       x-amazon-apigateway-integration:
    ///         { type: aws_proxy, httpMethod: POST, uri: "arn:aws:lambda:eu-central-1:123456789012:function:pets" }
    /// ```
    /// ```yaml,passes
    /// x-amazon-apigateway-importexport-version: "1.0"
    /// paths:
    ///   /pets:
    ///     get:
    ///       responses: {}
    ///       x-amazon-apigateway-integration:
    ///         type: aws_proxy
    ///         httpMethod: POST
    ///         uri: arn:aws:lambda:eu-central-1:123456789012:function:pets
    ///         payloadFormatVersion: "2.0"
    /// ```
    "payload-format-version-missing", Error, Integration => check
}

fn check(_: &Context<'_>, at: IntegrationAt<'_>, sink: &mut Sink) {
    let Some(route) = at.route() else { return };
    if *at.integration_type == IntegrationType::AwsProxy && at.payload_format_version.is_none() {
        let message = format!("the integration of `{route}` has no `payloadFormatVersion`");
        sink.report(&RULE, at.integration_type.span(), message)
            .help("add `payloadFormatVersion: \"2.0\"`, or `\"1.0\"` for a function that was written for a REST API");
    }
}
