//! `path-parameter-not-in-path`

use crate::check::{Context, MethodAt};
use crate::diag::{Sink, closest};
use crate::ir::ParameterLocation;

rule! {
    /// An operation declares a path parameter that its path does not have.
    ///
    /// ## Why
    /// No request ever has the parameter. With a validator every request is refused: `Missing required request
    /// parameters`. Most often the path or the parameter was renamed alone.
    ///
    /// ```yaml,fails
    /// paths:
    ///   /pets/{petId}:
    ///     get:
    ///       parameters: [{ name: id, in: path, required: true, schema: { type: string } }]
    ///       responses: {}
    ///       x-amazon-apigateway-integration: { type: http_proxy, httpMethod: GET, uri: "https://pets.example.com" }
    /// ```
    /// ```yaml,passes
    /// paths:
    ///   /pets/{petId}:
    ///     get:
    ///       parameters: [{ name: petId, in: path, required: true, schema: { type: string } }]
    ///       responses: {}
    ///       x-amazon-apigateway-integration: { type: http_proxy, httpMethod: GET, uri: "https://pets.example.com" }
    /// ```
    "path-parameter-not-in-path", Warning, Method => check
}

fn check(_: &Context<'_>, at: MethodAt<'_>, sink: &mut Sink) {
    let declared = at.request_parameters.iter();
    let mut in_path =
        declared.filter(|(key, _)| key.location == ParameterLocation::Path).peekable();
    if in_path.peek().is_none() {
        return;
    }
    let names: Vec<&str> = variables(&at.resource.path).collect();
    for (key, parameter) in in_path {
        // Some tools write the plus sign of a greedy variable into the name.
        if names.contains(&key.name.trim_end_matches('+')) {
            continue;
        }
        // One that is a part of a segment is another rule's finding.
        if at.resource.path.contains(&format!("{{{}}}", key.name)) {
            continue;
        }
        let message = format!("`{}` has no `{{{}}}`", at.resource.path, key.name);
        let found = sink.report(&RULE, parameter.origin.span(), message);
        found.related(at.resource.origin.span(), "the path of the operation");
        if let Some(meant) = closest(&key.name, names.iter().copied()) {
            found.help(format!("did you mean `{meant}`?"));
        }
    }
}

fn variables(path: &str) -> impl Iterator<Item = &str> {
    path.split('/')
        .filter_map(|part| Some(part.strip_prefix('{')?.strip_suffix('}')?.trim_end_matches('+')))
}
