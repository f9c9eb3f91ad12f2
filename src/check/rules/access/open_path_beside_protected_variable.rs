//! `open-path-beside-protected-variable`

use std::collections::BTreeMap;

use crate::check::Context;
use crate::check::authorizers::{asks_for_nothing, is_protected};
use crate::check::policy::example;
use crate::diag::Sink;
use crate::ir::{HttpMethod, Method, Resource, RestApi};
use crate::mapping::Router;

rule! {
    /// A path is open that a protected one would answer otherwise.
    ///
    /// ## Why
    /// The most specific path answers. Whoever protects `/{proxy+}` may believe that everything below the root asks
    /// who calls; a path of its own that was added later, without `security`, does not. Where it is meant,
    /// `security: []` on the operation says so. It is told once for each protected path.
    ///
    /// ```yaml,fails
    /// paths:
    ///   /reports:
    ///     get:
    ///       responses: {}
    ///       x-amazon-apigateway-integration: { type: http_proxy, httpMethod: GET, uri: "https://pets.example.com" }
    ///   /{proxy+}:
    ///     x-amazon-apigateway-any-method:
    ///       security: [{ auth: [] }]
    ///       parameters: [{ name: proxy, in: path, required: true, schema: { type: string } }]
    ///       responses: {}
    ///       x-amazon-apigateway-integration: { type: http_proxy, httpMethod: ANY, uri: "https://pets.example.com" }
    /// components:
    ///   securitySchemes:
    ///     auth:
    ///       type: apiKey
    ///       name: Authorization
    ///       in: header
    ///       x-amazon-apigateway-authtype: custom
    ///       x-amazon-apigateway-authorizer:
    ///         type: token
    ///         authorizerUri: arn:aws:apigateway:eu-central-1:lambda:path/2015-03-31/functions/arn:aws:lambda:eu-central-1:123456789012:function:auth/invocations
    /// ```
    /// ```yaml,passes
    /// paths:
    ///   /reports:
    ///     get:
    ///       responses: {}
    ///       security: []
    ///       x-amazon-apigateway-integration: { type: http_proxy, httpMethod: GET, uri: "https://pets.example.com" }
    ///   /{proxy+}:
    ///     x-amazon-apigateway-any-method:
    ///       security: [{ auth: [] }]
    ///       parameters: [{ name: proxy, in: path, required: true, schema: { type: string } }]
    ///       responses: {}
    ///       x-amazon-apigateway-integration: { type: http_proxy, httpMethod: ANY, uri: "https://pets.example.com" }
    /// components:
    ///   securitySchemes:
    ///     auth:
    ///       type: apiKey
    ///       name: Authorization
    ///       in: header
    ///       x-amazon-apigateway-authtype: custom
    ///       x-amazon-apigateway-authorizer:
    ///         type: token
    ///         authorizerUri: arn:aws:apigateway:eu-central-1:lambda:path/2015-03-31/functions/arn:aws:lambda:eu-central-1:123456789012:function:auth/invocations
    /// ```
    "open-path-beside-protected-variable", Info, RestApi => check
}

/// An open method with the protected one that would be called if it were not there.
struct Bypass<'a> {
    path: &'a str,
    open: &'a Method,
    protected: &'a Method,
}

fn check(cx: &Context<'_>, api: &RestApi, sink: &mut Sink) {
    let all = || api.resources.iter().map(|(_, resource)| resource);
    let is_catching = |own: &Resource| {
        own.path.contains('{') && own.methods.values().any(|own| is_protected(&own.authorization))
    };
    if !all().any(is_catching) {
        return;
    }
    let mut router: Router<&Resource> = Router::new();
    for resource in all() {
        router.insert(&resource.path, resource);
    }
    let mut found: BTreeMap<&str, Vec<Bypass<'_>>> = BTreeMap::new();
    for resource in all() {
        let open = resource.methods.values().filter(|own| is_left_open(cx, own));
        for (to, bypass) in open.filter_map(|own| bypass(&router, resource, own)) {
            found.entry(to).or_default().push(bypass);
        }
    }
    for (to, all) in found {
        let Some(first) = all.first() else { continue };
        let more = match all.len() - 1 {
            0 => String::new(),
            more => format!(", and so are {more} more methods"),
        };
        let message =
            format!("`{} {}` is open beside `{to}`{more}", first.open.http_method, first.path);
        let report = sink.report(&RULE, cx.key(first.open.origin.span()), message);
        report
            .related(first.protected.authorization.origin.span(), "this would ask who calls")
            .help("add the same `security`, or `security: []` where it is meant to be open");
        for other in all.iter().skip(1) {
            report.related(cx.key(other.open.origin.span()), "");
        }
    }
}

/// Whether nothing protects a method, and nothing says that this is meant.
fn is_left_open(cx: &Context<'_>, own: &Method) -> bool {
    let said = cx.sources().text(own.authorization.origin.span());
    own.http_method != HttpMethod::Options
        && asks_for_nothing(own)
        && !said.contains("security")
        && !said.contains("apigateway-auth")
}

fn bypass<'a>(
    router: &Router<&'a Resource>,
    from: &'a Resource,
    open: &'a Method,
) -> Option<(&'a str, Bypass<'a>)> {
    // Where the path itself asks who calls, another rule looks at it.
    if from.methods.values().any(|own| is_protected(&own.authorization)) {
        return None;
    }
    let path = example(&from.path);
    let found = router.find(&path, |resource| {
        if resource.path == from.path {
            return None;
        }
        let own =
            resource.methods.get(&open.http_method).or(resource.methods.get(&HttpMethod::Any));
        own.map(|own| (resource.path.as_str(), own))
    })?;
    let (to, protected) = found.value;
    is_protected(&protected.authorization)
        .then_some((to, Bypass { path: &from.path, open, protected }))
}
