//! `api-key-as-only-protection`

use crate::check::entrances::Entrances;
use crate::check::policy::MethodCalls;
use crate::check::{Context, MethodAt};
use crate::diag::Sink;
use crate::ir::{AuthorizationType, RestApi};

rule! {
    /// Methods ask for an API key and for nothing else.
    ///
    /// ## Why
    /// An API key says which plan a caller has, not who the caller is: it is one secret that many clients share, and it
    /// is accepted for every API of its usage plan. AWS advises against keys as the only protection (AWS docs, "Usage
    /// plans and API keys for REST APIs").
    ///
    /// ```yaml,fails
    /// paths:
    ///   /pets:
    ///     get:
    ///       security: [{ key: [] }]
    ///       responses: {}
    ///       x-amazon-apigateway-integration: { type: http_proxy, httpMethod: GET, uri: "https://pets.example.com" }
    /// components:
    ///   securitySchemes:
    ///     key: { type: apiKey, name: x-api-key, in: header }
    /// ```
    /// ```yaml,passes
    /// paths:
    ///   /pets:
    ///     get:
    ///       security: [{ key: [], iam: [] }]
    ///       responses: {}
    ///       x-amazon-apigateway-integration: { type: http_proxy, httpMethod: GET, uri: "https://pets.example.com" }
    /// components:
    ///   securitySchemes:
    ///     key: { type: apiKey, name: x-api-key, in: header }
    ///     iam: { type: apiKey, name: Authorization, in: header, x-amazon-apigateway-authtype: awsSigv4 }
    /// ```
    "api-key-as-only-protection", Info, RestApi => check
}

fn check(cx: &Context<'_>, api: &RestApi, sink: &mut Sink) {
    let is_keyed = |at: &MethodAt<'_>| {
        *at.api_key_required && at.authorization.authorization_type == AuthorizationType::None
    };
    let entrances = api.policy.as_ref().and_then(|_| Entrances::of(cx));
    // A resource policy that does not let everybody in decides as well.
    let is_let_in = |own: &MethodCalls<'_>| match &entrances {
        Some(entrances) => entrances.admit_everybody(own),
        None => api.policy.is_none(),
    };
    let mut methods =
        cx.calls().iter().filter(|own| is_keyed(&own.at) && is_let_in(own)).map(|own| own.at);
    let Some(first) = methods.next() else { return };
    let message = match methods.count() {
        0 => format!("`{first}` is protected by an API key alone"),
        others => format!("`{first}` and {others} more are protected by an API key alone"),
    };
    sink.report(&RULE, first.api_key_required.span(), message)
        .label("a key says which plan a caller has, and not who the caller is")
        .help("add an authorizer or `AWS_IAM`; the key can stay, for limits");
}
