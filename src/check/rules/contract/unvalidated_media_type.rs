//! `unvalidated-media-type`

use crate::check::policy::Several;
use crate::check::{Context, MethodAt};
use crate::diag::Sink;
use crate::ir::{Integration, IntegrationType, PassthroughBehavior, RestApi};

rule! {
    /// A payload with another `Content-Type` is not validated and reaches the backend.
    ///
    /// ## Why
    /// A model is for one media type, and a payload whose media type has no model is not compared with any (AWS
    /// docs, "Use request validation for REST APIs"). Whoever sends JSON as `text/plain` gets around the model. With
    /// `passthroughBehavior: never` an integration that is no proxy answers `415` to it; behind a proxy the backend
    /// has to look at the header itself. It is told once for a definition.
    ///
    /// ```yaml,fails
    /// x-amazon-apigateway-request-validators: { all: { validateRequestBody: true, validateRequestParameters: true } }
    /// x-amazon-apigateway-request-validator: all
    /// paths:
    ///   /pets:
    ///     post:
    ///       requestBody: { content: { application/json: { schema: { $ref: "#/components/schemas/Pet" } } } }
    ///       responses: { "200": { description: fine } }
    ///       x-amazon-apigateway-integration:
    ///         type: http_proxy
    ///         httpMethod: POST
    ///         uri: https://pets.example.com
    /// components:
    ///   schemas:
    ///     Pet: { type: object, required: [name], properties: { name: { type: string } } }
    /// ```
    /// ```yaml,passes
    /// x-amazon-apigateway-request-validators: { all: { validateRequestBody: true, validateRequestParameters: true } }
    /// x-amazon-apigateway-request-validator: all
    /// paths:
    ///   /pets:
    ///     post:
    ///       requestBody: { content: { application/json: { schema: { $ref: "#/components/schemas/Pet" } } } }
    ///       responses: { "200": { description: fine } }
    ///       x-amazon-apigateway-integration:
    ///         type: http
    ///         httpMethod: POST
    ///         uri: https://pets.example.com
    ///         passthroughBehavior: never
    ///         requestTemplates: { application/json: '$input.body' }
    ///         responses: { default: { statusCode: "200" } }
    /// components:
    ///   schemas:
    ///     Pet: { type: object, required: [name], properties: { name: { type: string } } }
    /// ```
    "unvalidated-media-type", Info, RestApi => check
}

fn check(cx: &Context<'_>, api: &RestApi, sink: &mut Sink) {
    let is_validated = |at: &MethodAt<'_>| {
        let named = at.method.request_validator.as_ref();
        let validator = named.and_then(|name| api.request_validators.get(name.as_str()));
        validator.is_some_and(|own| own.validate_request_body)
    };
    let passes = |at: &&MethodAt<'_>| {
        let models = &at.method.request_models;
        !models.is_empty()
            && !models.contains_key("$default")
            && is_validated(at)
            && at.method.integration.as_ref().is_some_and(passes_any)
    };
    let methods: Vec<MethodAt<'_>> = cx.methods().iter().filter(passes).copied().collect();
    let Some(first) = methods.first() else { return };
    let Some((media_type, _)) = first.method.request_models.iter().next() else { return };
    let message = format!(
        "payloads other than `{}` are not validated by {}",
        **media_type,
        Several(&methods)
    );
    let found = sink.report(&RULE, media_type.span(), message);
    found.help("set `passthroughBehavior: never`, or let the backend look at `Content-Type`");
    for other in methods.iter().skip(1) {
        found.related(cx.key(other.origin.span()), "");
    }
}

/// Whether a payload of any media type reaches the backend.
fn passes_any(integration: &Integration) -> bool {
    let never = integration.passthrough_behavior.as_deref() == Some(&PassthroughBehavior::Never);
    match *integration.integration_type {
        IntegrationType::AwsProxy | IntegrationType::HttpProxy => true,
        IntegrationType::Aws | IntegrationType::Http => !never,
        IntegrationType::Mock => false,
    }
}
