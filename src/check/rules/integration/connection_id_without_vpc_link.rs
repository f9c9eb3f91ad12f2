//! `connection-id-without-vpc-link`

use crate::check::{Context, IntegrationAt};
use crate::diag::Sink;
use crate::ir::ConnectionType;

rule! {
    /// An integration names a VPC link and does not use it.
    ///
    /// ## Why
    /// Without `connectionType: VPC_LINK` the request goes over the internet, whatever `connectionId` says. A private
    /// host name is then not found.
    ///
    /// ```yaml,fails
    /// paths:
    ///   /pets:
    ///     get:
    ///       responses: {}
    ///       x-amazon-apigateway-integration:
    ///         { type: http_proxy, httpMethod: GET, uri: "https://pets.internal", connectionId: abc123 }
    /// ```
    /// ```yaml,passes
    /// paths:
    ///   /pets:
    ///     get:
    ///       responses: {}
    ///       x-amazon-apigateway-integration:
    ///         { type: http_proxy, httpMethod: GET, uri: "https://pets.internal", connectionType: VPC_LINK, connectionId: abc123 }
    /// ```
    "connection-id-without-vpc-link", Warning, Integration => check
}

fn check(_: &Context<'_>, at: IntegrationAt<'_>, sink: &mut Sink) {
    let Some(id) = &at.connection_id else { return };
    let private = at.connection_type.as_deref() == Some(&ConnectionType::VpcLink);
    if !private {
        sink.report(
            &RULE,
            id.span(),
            format!("`{}` names a VPC link and does not use it", at.owner),
        )
        .help("add `connectionType: VPC_LINK`");
    }
}
