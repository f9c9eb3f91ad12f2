//! `key-source-without-authorizer`

use crate::check::{Context, MethodAt};
use crate::diag::Sink;
use crate::ir::{ApiKeySource, AuthorizationType};

rule! {
    /// A method needs an API key that only an authorizer could give, and has none.
    ///
    /// ## Why
    /// With `x-amazon-apigateway-api-key-source: AUTHORIZER` the key is what a Lambda authorizer returns as
    /// `usageIdentifierKey`. A method without such an authorizer never has a key: every call is answered with `403
    /// Forbidden`.
    ///
    /// ```yaml,fails
    /// x-amazon-apigateway-api-key-source: AUTHORIZER
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
    /// x-amazon-apigateway-api-key-source: HEADER
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
    "key-source-without-authorizer", Error, Method => check
}

fn check(_: &Context<'_>, at: MethodAt<'_>, sink: &mut Sink) {
    let Some(source) = &at.api.api_key_source else { return };
    let custom = at.authorization.authorization_type == AuthorizationType::Custom;
    if **source == ApiKeySource::Authorizer && *at.api_key_required && !custom {
        let message = format!("no caller of `{at}` can have an API key");
        sink.report(&RULE, at.api_key_required.span(), message)
            .label("the key is asked for here")
            .related(source.span(), "only a Lambda authorizer gives keys")
            .help("add a Lambda authorizer to the method, or take keys from the `HEADER`");
    }
}
