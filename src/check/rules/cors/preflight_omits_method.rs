//! `preflight-omits-method`

use crate::check::{Context, ResourceAt};
use crate::diag::Sink;
use crate::ir::{HttpMethod, IntegrationType};

rule! {
    /// A preflight does not allow a verb that the path has.
    ///
    /// ## Why
    /// A browser calls with `PUT`, `PATCH` and `DELETE` only when the preflight's `Access-Control-Allow-Methods` names
    /// the verb. (`GET`, `HEAD` and `POST` need not be named.)
    ///
    /// ```yaml,fails
    /// paths:
    ///   /pets:
    ///     delete:
    ///       responses: {}
    ///       x-amazon-apigateway-integration: { type: http_proxy, httpMethod: ANY, uri: "https://pets.example.com" }
    ///     options:
    ///       responses: &responses
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
    ///               method.response.header.Access-Control-Allow-Methods: "'GET,POST'"
    ///               method.response.header.Access-Control-Allow-Origin: "'*'"
    /// ```
    /// ```yaml,passes
    /// paths:
    ///   /pets:
    ///     delete:
    ///       responses: {}
    ///       x-amazon-apigateway-integration: { type: http_proxy, httpMethod: ANY, uri: "https://pets.example.com" }
    ///     options:
    ///       responses: &responses
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
    ///               method.response.header.Access-Control-Allow-Methods: "'GET,DELETE'"
    ///               method.response.header.Access-Control-Allow-Origin: "'*'"
    /// ```
    "preflight-omits-method", Warning, Resource => check
}

fn check(cx: &Context<'_>, at: ResourceAt<'_>, sink: &mut Sink) {
    let integration =
        at.methods.get(&HttpMethod::Options).and_then(|method| method.integration.as_ref());
    let Some(integration) = integration else { return };
    if *integration.integration_type != IntegrationType::Mock {
        return;
    }
    let parameters =
        integration.responses.iter().flat_map(|response| &response.response_parameters);
    let allowed = parameters.clone().find(|(key, _)| {
        key.eq_ignore_ascii_case("method.response.header.Access-Control-Allow-Methods")
    });
    let Some((_, expression)) = allowed else { return };
    // Only a fixed value can be read.
    let Some(list) = expression.trim().strip_prefix('\'').and_then(|text| text.strip_suffix('\''))
    else {
        return;
    };
    let names = |verb: &str| {
        list.split(',').any(|name| name.trim().eq_ignore_ascii_case(verb) || name.trim() == "*")
    };
    for method in at.methods.values() {
        let needs = match method.http_method {
            HttpMethod::Put | HttpMethod::Patch | HttpMethod::Delete => true,
            HttpMethod::Get
            | HttpMethod::Head
            | HttpMethod::Post
            | HttpMethod::Options
            | HttpMethod::Any => false,
        };
        if needs && !names(method.http_method.name()) {
            let verb = method.http_method;
            let message = format!("the preflight of `{}` does not allow {verb}", at.path);
            sink.report(&RULE, expression.span(), message)
                .related(cx.key(method.origin.span()), "browsers cannot call this method");
        }
    }
}
