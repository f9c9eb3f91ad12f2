//! `denial-with-success-status`

use crate::check::Context;
use crate::diag::Sink;
use crate::ir::{GatewayResponse, ResponseType, RestApi};

rule! {
    /// A refusal is answered as if it were a success.
    ///
    /// ## Why
    /// With a status of 2xx, clients, caches and monitors take the refusal for an answer: nobody notices that
    /// callers are kept out, and a cache in front keeps it. Redirects to a login are no success and are left
    /// alone.
    ///
    /// ```yaml,fails
    /// x-amazon-apigateway-gateway-responses:
    ///   UNAUTHORIZED: { statusCode: "200" }
    /// paths:
    ///   /pets:
    ///     get:
    ///       responses: {}
    ///       x-amazon-apigateway-integration: { type: http_proxy, httpMethod: GET, uri: "https://pets.example.com" }
    /// ```
    /// ```yaml,passes
    /// x-amazon-apigateway-gateway-responses:
    ///   UNAUTHORIZED: { statusCode: "302" }
    /// paths:
    ///   /pets:
    ///     get:
    ///       responses: {}
    ///       x-amazon-apigateway-integration: { type: http_proxy, httpMethod: GET, uri: "https://pets.example.com" }
    /// ```
    "denial-with-success-status", Warning, RestApi => check
}

const REFUSALS: [ResponseType; 8] = [
    ResponseType::AccessDenied,
    ResponseType::AuthorizerConfigurationError,
    ResponseType::AuthorizerFailure,
    ResponseType::ExpiredToken,
    ResponseType::InvalidApiKey,
    ResponseType::InvalidSignature,
    ResponseType::MissingAuthenticationToken,
    ResponseType::Unauthorized,
];

fn check(_: &Context<'_>, api: &RestApi, sink: &mut Sink) {
    let defaults = [ResponseType::Default4xx, ResponseType::Default5xx];
    for kind in REFUSALS.into_iter().chain(defaults) {
        let response: Option<&GatewayResponse> = api.gateway_responses.get(&kind);
        let status = response.and_then(|own| own.status_code.as_ref());
        if let Some(status) = status.filter(|own| own.starts_with('2')) {
            let message = format!("{kind} is answered with {}", **status);
            sink.report(&RULE, status.span(), message)
                .label("callers take this for a success")
                .help("answer with 401 or 403");
        }
    }
}
