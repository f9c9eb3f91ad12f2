//! `preflight-without-headers`

use crate::check::cors::header;
use crate::check::{Context, MethodAt};
use crate::diag::Sink;
use crate::ir::{HttpMethod, IntegrationType};

rule! {
    /// A mock that answers preflights does not send what browsers look for.
    ///
    /// ## Why
    /// A preflight is answered by `Access-Control-Allow-Origin` and `Access-Control-Allow-Methods`. Without them the
    /// browser refuses the call, whatever the status code is. A header must be declared in the method's response and
    /// mapped in the integration response.
    ///
    /// ```yaml,fails
    /// paths:
    ///   /pets:
    ///     options:
    ///       responses: { "200": { description: Preflight, headers: { Access-Control-Allow-Methods: { schema: { type: string } } } } }
    ///       x-amazon-apigateway-integration:
    ///         type: mock
    ///         requestTemplates: { application/json: '{"statusCode": 200}' }
    ///         responses:
    ///           default:
    ///             statusCode: "200"
    ///             responseParameters: { method.response.header.Access-Control-Allow-Methods: "'GET'" }
    /// ```
    /// ```yaml,passes
    /// paths:
    ///   /pets:
    ///     options:
    ///       responses:
    ///         "200":
    ///           description: Preflight
    ///           headers:
    ///             Access-Control-Allow-Methods: { schema: { type: string } }
    ///             Access-Control-Allow-Origin: { schema: { type: string } }
    ///       x-amazon-apigateway-integration:
    ///         type: mock
    ///         requestTemplates: { application/json: '{"statusCode": 200}' }
    ///         responses:
    ///           default:
    ///             statusCode: "200"
    ///             responseParameters:
    ///               method.response.header.Access-Control-Allow-Methods: "'GET'"
    ///               method.response.header.Access-Control-Allow-Origin: "'*'"
    /// ```
    "preflight-without-headers", Warning, Method => check
}

fn check(cx: &Context<'_>, at: MethodAt<'_>, sink: &mut Sink) {
    let Some(integration) = at.integration.as_ref() else { return };
    if at.http_method != HttpMethod::Options
        || *integration.integration_type != IntegrationType::Mock
        || integration.responses.is_empty()
    {
        return;
    }
    let sent =
        |name| integration.responses.iter().any(|response| header(integration, response, name));
    let missing: Vec<&str> = ["Access-Control-Allow-Origin", "Access-Control-Allow-Methods"]
        .into_iter()
        .filter(|name| !sent(name))
        .collect();
    let Some(first) = missing.first() else { return };
    let message = format!("the preflight `{at}` does not send `{}`", missing.join("` and `"));
    sink.report(&RULE, cx.key(at.origin.span()), message).help(format!(
        "map `method.response.header.{first}` in the integration response, and declare it"
    ));
}
