//! `api-key-value-length`

use crate::check::values::is_open;
use crate::check::{Context, Named};
use crate::diag::Sink;
use crate::ir::ApiKey;
use crate::quota::API_KEY_VALUE_LENGTH;

rule! {
    /// The value of an API key is too short or too long.
    ///
    /// ## Why
    /// A value has 20 to 128 characters. API Gateway refuses others: `API Key value should be at least 20 characters`.
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
    /// ---
    /// stages: { prod: {} }
    /// apiKeys: { app: { value: short } }
    /// usagePlans: { free: { stages: [prod], keys: [app] } }
    /// ```
    /// ```yaml,passes
    /// paths:
    ///   /pets:
    ///     get:
    ///       security: [{ key: [] }]
    ///       responses: {}
    ///       x-amazon-apigateway-integration: { type: http_proxy, httpMethod: GET, uri: "https://pets.example.com" }
    /// components:
    ///   securitySchemes:
    ///     key: { type: apiKey, name: x-api-key, in: header }
    /// ---
    /// stages: { prod: {} }
    /// apiKeys: { app: { value: "${env:APP_KEY}" } }
    /// usagePlans: { free: { stages: [prod], keys: [app] } }
    /// ```
    "api-key-value-length", Error, ApiKey => check
}

fn check(_: &Context<'_>, key: Named<'_, ApiKey>, sink: &mut Sink) {
    let Some(value) = &key.value.value else { return };
    let length = value.chars().count() as u64;
    // A value from the environment is known when the API runs.
    if !API_KEY_VALUE_LENGTH.admits(length) && !is_open(value) {
        let (least, most) = (API_KEY_VALUE_LENGTH.min, API_KEY_VALUE_LENGTH.max);
        let message = format!("the value of `{}` has {length} characters", **key.name);
        sink.report(&RULE, value.span(), message).label(format!("it must have {least} to {most}"));
    }
}
