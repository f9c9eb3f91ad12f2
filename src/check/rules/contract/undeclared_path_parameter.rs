//! `undeclared-path-parameter`

use crate::check::{Context, MethodAt};
use crate::diag::Sink;
use crate::ir::{HttpMethod, ParameterKey, ParameterLocation};

rule! {
    /// A path has a variable that the operation does not declare.
    ///
    /// ## Why
    /// OpenAPI requires a path parameter for each variable. API Gateway takes the document without, but SDKs and
    /// documentation that are made of it do not know the parameter.
    ///
    /// ```yaml,fails
    /// paths:
    ///   /owners/{ownerId}/pets:
    ///     get:
    ///       responses: {}
    ///       x-amazon-apigateway-integration: { type: http_proxy, httpMethod: GET, uri: "https://pets.example.com" }
    /// ```
    /// ```yaml,passes
    /// paths:
    ///   /owners/{ownerId}/pets:
    ///     get:
    ///       parameters: [{ name: ownerId, in: path, required: true, schema: { type: string } }]
    ///       responses: {}
    ///       x-amazon-apigateway-integration: { type: http_proxy, httpMethod: GET, uri: "https://pets.example.com" }
    /// ```
    "undeclared-path-parameter", Info, Method => check
}

fn check(cx: &Context<'_>, at: MethodAt<'_>, sink: &mut Sink) {
    // Nobody calls a preflight by hand, so no SDK and no reader misses its parameters.
    if at.http_method == HttpMethod::Options {
        return;
    }
    let names: Vec<&str> = at.resource.variables().filter(|name| !declares(at, name)).collect();
    let Some(first) = names.first() else { return };
    let all = names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
    let plural = if names.len() == 1 { "" } else { "s" };
    let message = format!("`{at}` does not declare the path parameter{plural} {all}");
    sink.report(&RULE, cx.key(at.origin.span()), message)
        .help(format!("add a parameter `{{ name: {first}, in: path, required: true }}`"));
}

fn declares(at: MethodAt<'_>, name: &str) -> bool {
    let key = ParameterKey { location: ParameterLocation::Path, name: name.to_owned() };
    let declared = at.request_parameters.get(&key);
    declared.is_some_and(|parameter| parameter.implied.get().is_none())
}
