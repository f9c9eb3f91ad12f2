//! `unsupported-payload-format-version`

use crate::check::values::is_open;
use crate::check::{Context, IntegrationAt};
use crate::diag::Sink;
use crate::ir::IntegrationType;

rule! {
    /// A payload format version that the integration does not have.
    ///
    /// ## Why
    /// Functions take `1.0` and `2.0`; HTTP backends and AWS services take `1.0` alone. API Gateway refuses others.
    ///
    /// ```yaml,fails
    /// x-amazon-apigateway-importexport-version: "1.0"
    /// paths:
    ///   /pets:
    ///     get:
    ///       responses: {}
    ///       x-amazon-apigateway-integration:
    ///         { type: http_proxy, httpMethod: GET, uri: "https://pets.example.com", payloadFormatVersion: "2.0" }
    /// ```
    /// ```yaml,passes
    /// x-amazon-apigateway-importexport-version: "1.0"
    /// paths:
    ///   /pets:
    ///     get:
    ///       responses: {}
    ///       x-amazon-apigateway-integration:
    ///         { type: http_proxy, httpMethod: GET, uri: "https://pets.example.com", payloadFormatVersion: "1.0" }
    /// ```
    "unsupported-payload-format-version", Error, Integration => check
}

fn check(_: &Context<'_>, at: IntegrationAt<'_>, sink: &mut Sink) {
    let (Some(route), Some(version)) = (at.route(), &at.payload_format_version) else { return };
    let function =
        *at.integration_type == IntegrationType::AwsProxy && at.integration_subtype.is_none();
    let good = version.as_str() == "1.0" || version.as_str() == "2.0" && function;
    if !good && !is_open(version) {
        let message = format!("`{route}` cannot have the payload format version {}", **version);
        let known = if function { "write `\"1.0\"` or `\"2.0\"`" } else { "write `\"1.0\"`" };
        sink.report(&RULE, version.span(), message).help(known);
    }
}
