//! `greedy-path-without-root`

use crate::check::Context;
use crate::diag::Sink;
use crate::ir::RestApi;

rule! {
    /// Everything below the root is answered, and the root itself is not.
    ///
    /// ## Why
    /// `{proxy+}` stands for one segment or more. A request to `/`, which is what people and probes try first, is
    /// answered with `403 Missing Authentication Token` unless the root has a method of its own (AWS docs, "API
    /// Gateway proxy integrations").
    ///
    /// ```yaml,fails
    /// paths:
    ///   /{proxy+}:
    ///     x-amazon-apigateway-any-method:
    ///       parameters: [{ name: proxy, in: path, required: true, schema: { type: string } }]
    ///       responses: {}
    ///       x-amazon-apigateway-integration: { type: http_proxy, httpMethod: ANY, uri: "https://pets.example.com" }
    /// ```
    /// ```yaml,passes
    /// paths:
    ///   /:
    ///     x-amazon-apigateway-any-method:
    ///       responses: {}
    ///       x-amazon-apigateway-integration: { type: http_proxy, httpMethod: ANY, uri: "https://pets.example.com" }
    ///   /{proxy+}:
    ///     x-amazon-apigateway-any-method:
    ///       parameters: [{ name: proxy, in: path, required: true, schema: { type: string } }]
    ///       responses: {}
    ///       x-amazon-apigateway-integration: { type: http_proxy, httpMethod: ANY, uri: "https://pets.example.com" }
    /// ```
    "greedy-path-without-root", Info, RestApi => check
}

fn check(cx: &Context<'_>, api: &RestApi, sink: &mut Sink) {
    let resources = || api.resources.iter().map(|(_, own)| own);
    let has_root = resources().any(|own| own.path == "/" && !own.methods.is_empty());
    let is_greedy =
        |path: &str| path.starts_with("/{") && path.ends_with("+}") && !path.contains("}/");
    let greedy = resources()
        .find(|own| is_greedy(&own.path))
        .and_then(|own| own.methods.values().next().map(|method| (own, method)));
    let Some((greedy, method)) = greedy.filter(|_| !has_root) else { return };
    let message = format!("`{}` does not answer `/`", greedy.path);
    sink.report(&RULE, cx.key(method.origin.span()), message)
        .label("this stands for one segment or more")
        .help("add the path `/` with the same integration, or leave it so");
}
