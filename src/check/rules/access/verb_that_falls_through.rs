//! `verb-that-falls-through`

use crate::check::Context;
use crate::check::authorizers::asks_for_nothing;
use crate::check::missing_verbs::{Elsewhere, MissingVerbs, first_method, is_closed};
use crate::check::policy::example;
use crate::diag::Sink;
use crate::ir::{Method, Resource, RestApi};

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

/// A request that reaches an open method of another path.
struct Fall<'a> {
    from: &'a Resource,
    protected: &'a Method,
    to: Elsewhere<'a>,
}

fn check(cx: &Context<'_>, api: &RestApi, sink: &mut Sink) {
    let all = api.resources.iter().map(|(_, resource)| resource).filter(|own| is_closed(own));
    let closed: Vec<_> = all.filter_map(|own| Some((own, first_method(own)?))).collect();
    if closed.is_empty() {
        return;
    }
    let missing = MissingVerbs::new(api);
    let fall = |(from, protected)| {
        let to = missing.of(from).find(|to| asks_for_nothing(to.method))?;
        Some(Fall { from, protected, to })
    };
    let falls: Vec<Fall<'_>> = closed.into_iter().filter_map(fall).collect();
    let mut told: Vec<&str> = Vec::new();
    for own in &falls {
        let to = own.to.resource.path.as_str();
        if told.contains(&to) {
            continue;
        }
        told.push(to);
        let others = falls.iter().filter(|other| other.to.resource.path == to).count() - 1;
        let request = format!("{} {}", own.to.verb, example(&own.from.path));
        let more = match others {
            0 => String::new(),
            _ => format!(", and so are requests to {others} more paths"),
        };
        let message = format!("`{request}` is answered by `{to}`, which is open{more}");
        sink.report(&RULE, cx.key(own.protected.origin.span()), message)
            .label("all methods of this path are protected, and none has that verb")
            .related(cx.key(own.to.method.origin.span()), "this method asks for nothing")
            .help("protect that method, or answer the other verbs here, by an `x-amazon-apigateway-any-method`");
    }
}
