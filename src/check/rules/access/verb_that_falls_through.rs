//! `verb-that-falls-through`

use crate::check::Context;
use crate::check::authorizers::{asks_for_nothing, is_protected};
use crate::check::policy::example;
use crate::diag::Sink;
use crate::ir::{HttpMethod, Method, Resource, RestApi};
use crate::mapping::Router;

rule! {
    /// Requests reach a method of another path, and no authorization, because their verb is missing here.
    ///
    /// ## Why
    /// A path that is matched best and does not have the verb of a request is passed over, and a less specific
    /// path answers: with `GET` alone on `/admin`, a request `POST /admin` is one to `/{proxy+}`, with the
    /// authorization of that. Where all methods of the one are protected and the other is open, the backend
    /// behind the open one sees requests to a path that was meant to be closed.
    ///
    /// Verbs that no protection is about, `OPTIONS` and `HEAD`, are left out.
    ///
    /// ```yaml,fails
    /// paths:
    ///   /admin:
    ///     get:
    ///       security: [{ auth: [] }]
    ///       responses: {}
    ///       x-amazon-apigateway-integration: { type: http_proxy, httpMethod: GET, uri: "https://pets.example.com" }
    ///   /{proxy+}:
    ///     x-amazon-apigateway-any-method:
    ///       responses: {}
    ///       x-amazon-apigateway-integration: { type: http_proxy, httpMethod: GET, uri: "https://pets.example.com" }
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
    ///   /admin:
    ///     x-amazon-apigateway-any-method:
    ///       security: [{ auth: [] }]
    ///       responses: {}
    ///       x-amazon-apigateway-integration: { type: http_proxy, httpMethod: GET, uri: "https://pets.example.com" }
    ///   /{proxy+}:
    ///     x-amazon-apigateway-any-method:
    ///       responses: {}
    ///       x-amazon-apigateway-integration: { type: http_proxy, httpMethod: GET, uri: "https://pets.example.com" }
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
    "verb-that-falls-through", Warning, RestApi => check
}

const VERBS: [HttpMethod; 5] =
    [HttpMethod::Get, HttpMethod::Post, HttpMethod::Put, HttpMethod::Patch, HttpMethod::Delete];

/// A request that reaches an open method of another path.
struct Fall<'a> {
    verb: HttpMethod,
    from: &'a Resource,
    protected: &'a Method,
    to: &'a Resource,
    open: &'a Method,
}

fn check(cx: &Context<'_>, api: &RestApi, sink: &mut Sink) {
    let all = || api.resources.iter().map(|(_, resource)| resource);
    let closed: Vec<_> = all().filter_map(|own| Some((own, protected(own)?))).collect();
    if closed.is_empty() {
        return;
    }
    let mut router: Router<&Resource> = Router::new();
    for resource in all() {
        router.insert(&resource.path, resource);
    }
    let falls: Vec<Fall<'_>> =
        closed.into_iter().filter_map(|(own, method)| fall(&router, own, method)).collect();
    let mut told: Vec<&str> = Vec::new();
    for own in &falls {
        if told.contains(&own.to.path.as_str()) {
            continue;
        }
        told.push(&own.to.path);
        let others = falls.iter().filter(|other| other.to.path == own.to.path).count() - 1;
        let request = format!("{} {}", own.verb, example(&own.from.path));
        let more = match others {
            0 => String::new(),
            _ => format!(", and so are requests to {others} more paths"),
        };
        let to = &own.to.path;
        let message = format!("`{request}` is answered by `{to}`, which is open{more}");
        sink.report(&RULE, cx.key(own.protected.origin.span()), message)
            .label("all methods of this path are protected, and none has that verb")
            .related(cx.key(own.open.origin.span()), "this method asks for nothing")
            .help("protect that method, or answer the other verbs here, by an `x-amazon-apigateway-any-method`");
    }
}

/// A method of a resource that has no open one, nor one for the verbs that it does not name.
fn protected(resource: &Resource) -> Option<&Method> {
    let mut own = resource.methods.values().filter(|own| own.http_method != HttpMethod::Options);
    let first = own.clone().next()?;
    let is_closed = own.all(|own| is_protected(&own.authorization))
        && !resource.methods.contains_key(&HttpMethod::Any);
    is_closed.then_some(first)
}

fn fall<'a>(
    router: &Router<&'a Resource>,
    from: &'a Resource,
    protected: &'a Method,
) -> Option<Fall<'a>> {
    let path = example(&from.path);
    VERBS.into_iter().find_map(|verb| {
        let found = router.find(&path, |resource| {
            let method = resource.methods.get(&verb).or(resource.methods.get(&HttpMethod::Any));
            method.map(|method| (*resource, method))
        });
        let (to, open) = found?.value;
        let is_open = to.path != from.path && asks_for_nothing(open);
        is_open.then_some(Fall { verb, from, protected, to, open })
    })
}
