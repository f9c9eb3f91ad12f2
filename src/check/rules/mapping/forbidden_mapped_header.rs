//! `forbidden-mapped-header`

use crate::check::{Context, IntegrationAt};
use crate::diag::Sink;
use crate::ir::IntegrationType;

rule! {
    /// A mapping sets a header that API Gateway sets itself.
    ///
    /// ## Why
    /// API Gateway accepts the definition, and then answers every request with `500 Internal server error`; the log
    /// says `header already present`. For HTTP backends these are `Content-Length`, `Transfer-Encoding`,
    /// `X-Amzn-Trace-Id` and `X-Amzn-Apigateway-Api-Id`; for functions and AWS services also `Authorization`,
    /// `Connection`, `Expect`, `Proxy-Authenticate` and `TE`.
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
    ///         requestParameters: { integration.request.header.Transfer-Encoding: "'chunked'" }
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
    ///         requestParameters: { integration.request.header.Accept: "'application/json'" }
    /// ```
    "forbidden-mapped-header", Error, Integration => check
}

/// Reference `pipeline`, section 10.1, recorded from the service.
const ALWAYS: [&str; 4] =
    ["Content-Length", "Transfer-Encoding", "X-Amzn-Trace-Id", "X-Amzn-Apigateway-Api-Id"];
const AWS: [&str; 5] = ["Authorization", "Connection", "Expect", "Proxy-Authenticate", "TE"];

fn check(_: &Context<'_>, at: IntegrationAt<'_>, sink: &mut Sink) {
    if at.method().is_none() {
        return;
    }
    let further: &[&str] = match *at.integration_type {
        IntegrationType::Http | IntegrationType::HttpProxy => &[],
        IntegrationType::Aws | IntegrationType::AwsProxy => &AWS,
        IntegrationType::Mock => return,
    };
    for key in at.request_parameters.keys() {
        let Some(name) = key.strip_prefix("integration.request.header.") else { continue };
        if ALWAYS.iter().chain(further).any(|known| known.eq_ignore_ascii_case(name)) {
            let message = format!("`{}` cannot set the header `{name}`", at.owner);
            sink.report(&RULE, key.span(), message)
                .label("with this mapping every request is answered with 500")
                .help("remove the mapping");
        }
    }
}
