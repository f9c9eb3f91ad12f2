//! `undeclared-path-parameter`

use crate::check::{Context, MethodAt};
use crate::diag::Sink;
use crate::ir::{ParameterKey, ParameterLocation};

rule! {
    /// A path has a variable that the operation does not declare.
    ///
    /// ## Why
    /// OpenAPI requires a path parameter for each variable. API Gateway adds only that of the last segment by itself;
    /// a mapping from any other is refused, and SDKs and documentation do not know it.
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
    let parts = at.resource.path.split('/');
    for part in parts {
        let Some(name) = part.strip_prefix('{').and_then(|part| part.strip_suffix('}')) else {
            continue;
        };
        // A greedy variable hands on whatever is left; few declare it.
        if name.ends_with('+') || name.is_empty() {
            continue;
        }
        let key = ParameterKey { location: ParameterLocation::Path, name: name.to_owned() };
        let declared = at
            .request_parameters
            .get(&key)
            .is_some_and(|parameter| parameter.implied.get().is_none());
        if !declared {
            let span = cx.key(at.origin.span());
            sink.report(
                &RULE,
                span,
                format!("`{at}` does not declare the path parameter `{name}`"),
            )
            .help(format!("add a parameter `{{ name: {name}, in: path, required: true }}`"));
        }
    }
}
