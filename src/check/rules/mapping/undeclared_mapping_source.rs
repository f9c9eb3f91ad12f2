//! `undeclared-mapping-source`

use crate::check::{Context, IntegrationAt};
use crate::diag::{Sink, closest};
use crate::ir::{ParameterKey, ParameterLocation};
use crate::mapping::{Expression, ExpressionSide};

rule! {
    /// A mapping takes a parameter that the operation does not declare.
    ///
    /// ## Why
    /// `method.request.querystring.page` exists when the operation declares the query parameter `page`. API Gateway
    /// refuses a mapping from any other: `Invalid mapping expression parameter specified`. Names are compared with
    /// their case. The variables of the path exist without being declared, but for a greedy one like `{proxy+}`.
    ///
    /// ```yaml,fails
    /// paths:
    ///   /pets:
    ///     get:
    ///       parameters: [{ name: page, in: query, schema: { type: string } }]
    ///       responses: {}
    ///       x-amazon-apigateway-integration:
    ///         type: http_proxy
    ///         httpMethod: GET
    ///         uri: https://pets.example.com
    ///         requestParameters: { integration.request.querystring.page: method.request.querystring.pages }
    /// ```
    /// ```yaml,passes
    /// paths:
    ///   /pets:
    ///     get:
    ///       parameters: [{ name: page, in: query, schema: { type: string } }]
    ///       responses: {}
    ///       x-amazon-apigateway-integration:
    ///         type: http_proxy
    ///         httpMethod: GET
    ///         uri: https://pets.example.com
    ///         requestParameters: { integration.request.querystring.page: method.request.querystring.page }
    /// ```
    "undeclared-mapping-source", Error, Integration => check
}

fn check(cx: &Context<'_>, at: IntegrationAt<'_>, sink: &mut Sink) {
    let Some(method) = at.method() else { return };
    for value in at.request_parameters.values() {
        let Ok(expression) = Expression::parse(value, ExpressionSide::Request) else { continue };
        let Some((place, name)) = expression.request_parameter() else { continue };
        let location = match place {
            "path" => ParameterLocation::Path,
            "querystring" => ParameterLocation::QueryString,
            _ => ParameterLocation::Header,
        };
        let key = ParameterKey { location, name: name.to_owned() };
        if method.request_parameters.contains_key(&key)
            || location == ParameterLocation::Path && method.resource.has_variable(name)
        {
            continue;
        }
        let message = format!("`{method}` does not declare `{key}`");
        let found = sink.report(&RULE, value.span(), message);
        found.related(
            cx.key(method.origin.span()),
            "it is not among the parameters of this operation",
        );
        let names = method.request_parameters.keys();
        let names =
            names.filter(|known| known.location == location).map(|known| known.name.as_str());
        match closest(name, names) {
            Some(meant) => found.help(format!("did you mean `{meant}`?")),
            None => found.help("declare it among the operation's `parameters`"),
        };
    }
}
