//! `cors-credentials-with-wildcard`

use crate::check::Context;
use crate::diag::Sink;
use crate::ir::{Api, Definition};

rule! {
    /// Credentials are allowed for every origin.
    ///
    /// ## Why
    /// Browsers refuse an answer that says `Access-Control-Allow-Credentials: true` together with
    /// `Access-Control-Allow-Origin: *`. API Gateway refuses the pair in the CORS configuration of an HTTP API.
    ///
    /// ```yaml,fails
    /// paths:
    ///   /pets:
    ///     get:
    ///       responses:
    ///         "200":
    ///           description: Pets
    ///           headers:
    ///             Access-Control-Allow-Origin: { schema: { type: string } }
    ///             Access-Control-Allow-Credentials: { schema: { type: string } }
    ///       x-amazon-apigateway-integration:
    ///         type: mock
    ///         requestTemplates: { application/json: '{"statusCode": 200}' }
    ///         responses:
    ///           default:
    ///             statusCode: "200"
    ///             responseParameters:
    ///               method.response.header.Access-Control-Allow-Origin: "'*'"
    ///               method.response.header.Access-Control-Allow-Credentials: "'true'"
    /// ```
    /// ```yaml,passes
    /// paths:
    ///   /pets:
    ///     get:
    ///       responses:
    ///         "200":
    ///           description: Pets
    ///           headers:
    ///             Access-Control-Allow-Origin: { schema: { type: string } }
    ///             Access-Control-Allow-Credentials: { schema: { type: string } }
    ///       x-amazon-apigateway-integration:
    ///         type: mock
    ///         requestTemplates: { application/json: '{"statusCode": 200}' }
    ///         responses:
    ///           default:
    ///             statusCode: "200"
    ///             responseParameters:
    ///               method.response.header.Access-Control-Allow-Origin: "'https://pets.example.com'"
    ///               method.response.header.Access-Control-Allow-Credentials: "'true'"
    /// ```
    "cors-credentials-with-wildcard", Warning, Definition => check
}

fn check(cx: &Context<'_>, definition: &Definition, sink: &mut Sink) {
    const MESSAGE: &str = "credentials are allowed for every origin";
    const HELP: &str = "name the origins, or do not allow credentials";
    for at in cx.integration_responses() {
        let mapped = |name: &str, value: &str| {
            let mut mappings = at.response.response_parameters.iter();
            mappings.find(|(key, expression)| {
                let header = key.strip_prefix("method.response.header.");
                header.is_some_and(|header| header.eq_ignore_ascii_case(name))
                    && expression.trim().eq_ignore_ascii_case(value)
            })
        };
        let origin = mapped("Access-Control-Allow-Origin", "'*'");
        let credentials = mapped("Access-Control-Allow-Credentials", "'true'");
        if let (Some((_, origin)), Some((_, credentials))) = (origin, credentials) {
            sink.report(&RULE, credentials.span(), MESSAGE)
                .related(origin.span(), "this is every origin")
                .help(HELP);
        }
    }
    let Api::Http(api) = &definition.api else { return };
    let Some(cors) = &api.cors else { return };
    let all = cors.allow_origins.iter().find(|origin| origin.as_str() == "*");
    let credentials = cors.allow_credentials.as_ref().filter(|allow| ***allow);
    if let (Some(origin), Some(credentials)) = (all, credentials) {
        sink.report(&RULE, credentials.span(), MESSAGE)
            .related(origin.span(), "this is every origin")
            .help(HELP);
    }
}
