//! `gateway-responses-without-cors`

use crate::check::cors::{ALLOW_ORIGIN, header};
use crate::check::{Context, MethodAt};
use crate::diag::Sink;
use crate::ir::{GatewayResponse, ResponseType, RestApi};

rule! {
    /// An API for browsers whose own error answers browsers cannot read.
    ///
    /// ## Why
    /// When the gateway itself refuses a request (401, 403, 413, 429, 5xx), the answer is a gateway response. Without
    /// `Access-Control-Allow-Origin` the browser hides it and reports a CORS error instead, and nobody sees the cause.
    /// A type that is configured itself inherits nothing from `DEFAULT_4XX` and `DEFAULT_5XX`.
    ///
    /// ```yaml,fails
    /// paths: &paths
    ///   /pets:
    ///     get:
    ///       responses: { "200": { description: Pets, headers: { Access-Control-Allow-Origin: { schema: { type: string } } } } }
    ///       x-amazon-apigateway-integration:
    ///         type: mock
    ///         requestTemplates: { application/json: '{"statusCode": 200}' }
    ///         responses:
    ///           default: { statusCode: "200", responseParameters: { method.response.header.Access-Control-Allow-Origin: "'*'" } }
    /// ```
    /// ```yaml,passes
    /// x-amazon-apigateway-gateway-responses:
    ///   DEFAULT_4XX: { responseParameters: { gatewayresponse.header.Access-Control-Allow-Origin: "'*'" } }
    ///   DEFAULT_5XX: { responseParameters: { gatewayresponse.header.Access-Control-Allow-Origin: "'*'" } }
    /// paths:
    ///   /pets:
    ///     get:
    ///       responses: { "200": { description: Pets, headers: { Access-Control-Allow-Origin: { schema: { type: string } } } } }
    ///       x-amazon-apigateway-integration:
    ///         type: mock
    ///         requestTemplates: { application/json: '{"statusCode": 200}' }
    ///         responses:
    ///           default: { statusCode: "200", responseParameters: { method.response.header.Access-Control-Allow-Origin: "'*'" } }
    /// ```
    "gateway-responses-without-cors", Warning, RestApi => check
}

fn check(cx: &Context<'_>, api: &RestApi, sink: &mut Sink) {
    let Some(example) = cx.methods().iter().find(|at| sends_origin(at)) else { return };
    let defaults = [ResponseType::Default4xx, ResponseType::Default5xx];
    let missing: Vec<&str> = defaults
        .into_iter()
        .filter(|kind| api.gateway_responses.get(kind).is_none_or(|own| !has_origin(own)))
        .filter(|kind| !api.gateway_responses.contains_key(kind))
        .map(ResponseType::name)
        .collect();
    if !missing.is_empty() {
        let message = format!(
            "browsers cannot read the gateway's own answers: {} without CORS",
            missing.join(" and ")
        );
        sink.report(&RULE, cx.key(example.origin.span()), message)
            .label("this method is meant for browsers")
            .help("add them to `x-amazon-apigateway-gateway-responses`, with the parameter `gatewayresponse.header.Access-Control-Allow-Origin`");
    }
    for (kind, response) in &api.gateway_responses {
        if !has_origin(response) {
            let message = format!("browsers cannot read the gateway response {kind}");
            sink.report(&RULE, cx.key(response.origin.span()), message)
                .label("it has no `Access-Control-Allow-Origin`, and inherits none")
                .related(cx.key(example.origin.span()), "this method is meant for browsers")
                .help("add `gatewayresponse.header.Access-Control-Allow-Origin` to its `responseParameters`");
        }
    }
}

fn sends_origin(at: &MethodAt<'_>) -> bool {
    at.method.integration.as_ref().is_some_and(|integration| {
        integration.responses.iter().any(|response| header(integration, response, ALLOW_ORIGIN))
    })
}

fn has_origin(response: &GatewayResponse) -> bool {
    response.response_parameters.keys().any(|key| {
        key.strip_prefix("gatewayresponse.header.")
            .is_some_and(|name| name.eq_ignore_ascii_case(ALLOW_ORIGIN))
    })
}
