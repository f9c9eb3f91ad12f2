//! `vpc-link-without-connection-id`

use crate::check::{Context, IntegrationAt};
use crate::diag::Sink;
use crate::ir::ConnectionType;

rule! {
    /// An integration goes through a VPC link and does not say which.
    ///
    /// ## Why
    /// `connectionType: VPC_LINK` needs the link's id, or `${stageVariables.NAME}` that holds it, as `connectionId`.
    /// API Gateway refuses the integration without it.
    ///
    /// ```yaml,fails
    /// paths:
    ///   /pets:
    ///     get:
    ///       responses: {}
    ///       x-amazon-apigateway-integration:
    ///         { type: http_proxy, httpMethod: GET, uri: "https://pets.internal", connectionType: VPC_LINK }
    /// ```
    /// ```yaml,passes
    /// paths:
    ///   /pets:
    ///     get:
    ///       responses: {}
    ///       x-amazon-apigateway-integration:
    ///         { type: http_proxy, httpMethod: GET, uri: "https://pets.internal", connectionType: VPC_LINK, connectionId: abc123 }
    /// ```
    "vpc-link-without-connection-id", Error, Integration => check
}

fn check(_: &Context<'_>, at: IntegrationAt<'_>, sink: &mut Sink) {
    let Some(connection) = &at.connection_type else { return };
    if **connection == ConnectionType::VpcLink && at.connection_id.is_none() {
        let message = format!("`{}` goes through a VPC link without `connectionId`", at.owner);
        sink.report(&RULE, connection.span(), message);
    }
}
