//! The values of the `x-amazon-apigateway-*` extensions, the same in both formats.

use serde_json::{Map, Value, json};

use crate::ir::{
    ApiKeySource, Authorizer, ConnectionType, ContentHandling, CorsConfiguration, Documentation,
    GatewayResponse, Integration, IntegrationResponse, IntegrationType, MappingTemplate,
    PassthroughBehavior, ResponseTransferMode, RestApi,
};
use crate::source::{Spanned, SpannedMap};

/// An object that grows by what there is.
#[derive(Default)]
struct Object(Map<String, Value>);

impl Object {
    fn put(&mut self, key: &str, value: impl Into<Value>) {
        self.0.insert(key.to_owned(), value.into());
    }

    fn text(&mut self, key: &str, value: Option<&Spanned<String>>) {
        if let Some(value) = value {
            self.put(key, value.as_str());
        }
    }

    fn texts(&mut self, key: &str, values: &[Spanned<String>]) {
        if !values.is_empty() {
            self.put(key, texts(values));
        }
    }

    fn map(&mut self, key: &str, values: &SpannedMap<Spanned<String>>) {
        if !values.is_empty() {
            self.put(key, map(values));
        }
    }

    fn templates(&mut self, key: &str, values: &SpannedMap<MappingTemplate>) {
        if !values.is_empty() {
            let all = values.iter().map(|(name, template)| {
                (name.to_string(), Value::String(template.text.text().to_string()))
            });
            self.put(key, Value::Object(all.collect()));
        }
    }
}

fn texts(values: &[Spanned<String>]) -> Value {
    values.iter().map(|value| Value::String(value.to_string())).collect()
}

fn map(values: &SpannedMap<Spanned<String>>) -> Value {
    Value::Object(
        values
            .iter()
            .map(|(key, value)| (key.to_string(), Value::String(value.to_string())))
            .collect(),
    )
}

/// `x-amazon-apigateway-integration`, with the service's order of members.
pub(super) fn integration(call: &Integration) -> Value {
    let mut object = Object::default();
    object.put("type", call.integration_type.name().to_ascii_lowercase());
    object.text("httpMethod", call.http_method.as_ref());
    object.text("uri", call.uri.as_ref());
    if let Some(kind) = &call.connection_type {
        let text = match **kind {
            ConnectionType::Internet => "INTERNET",
            ConnectionType::VpcLink => "VPC_LINK",
        };
        // The service leaves the default out; so do we where the import puts it back.
        let implied =
            matches!(*call.integration_type, IntegrationType::Http | IntegrationType::HttpProxy);
        if !(implied && **kind == ConnectionType::Internet) {
            object.put("connectionType", text);
        }
    }
    object.text("connectionId", call.connection_id.as_ref());
    object.text("integrationTarget", call.integration_target.as_ref());
    object.text("credentials", call.credentials.as_ref());
    if !call.responses.is_empty() {
        let all = call.responses.iter().map(|answer| {
            let key = answer.selection_pattern.as_ref().map_or("default", |text| text.as_str());
            (key.to_owned(), response(answer))
        });
        object.put("responses", Value::Object(all.collect()));
    }
    object.map("requestParameters", &call.request_parameters);
    object.templates("requestTemplates", &call.request_templates);
    if let Some(behavior) = &call.passthrough_behavior {
        object.put("passthroughBehavior", passthrough(**behavior));
    }
    if let Some(handling) = &call.content_handling {
        object.put("contentHandling", content_handling(**handling));
    }
    if let Some(timeout) = &call.timeout {
        object.put("timeoutInMillis", u64::try_from(timeout.as_millis()).unwrap_or(u64::MAX));
    }
    object.text("cacheNamespace", call.cache_namespace.as_ref());
    object.texts("cacheKeyParameters", &call.cache_key_parameters);
    if let Some(tls) = &call.tls_config {
        let mut inner = Object::default();
        if tls.insecure_skip_verification {
            inner.put("insecureSkipVerification", true);
        }
        inner.text("serverNameToVerify", tls.server_name_to_verify.as_ref());
        object.put("tlsConfig", Value::Object(inner.0));
    }
    object.text("payloadFormatVersion", call.payload_format_version.as_ref());
    object.text("integrationSubtype", call.integration_subtype.as_ref());
    if !call.response_parameters.is_empty() {
        let all = call.response_parameters.iter().map(|(key, value)| (key.to_string(), map(value)));
        object.put("responseParameters", Value::Object(all.collect()));
    }
    if let Some(mode) = &call.response_transfer_mode {
        let text = match **mode {
            ResponseTransferMode::Buffered => "BUFFERED",
            ResponseTransferMode::Stream => "STREAM",
        };
        object.put("responseTransferMode", text);
    }
    Value::Object(object.0)
}

fn response(answer: &IntegrationResponse) -> Value {
    let mut object = Object::default();
    object.put("statusCode", answer.status_code.as_str());
    object.map("responseParameters", &answer.response_parameters);
    object.templates("responseTemplates", &answer.response_templates);
    if let Some(handling) = &answer.content_handling {
        object.put("contentHandling", content_handling(**handling));
    }
    Value::Object(object.0)
}

const fn passthrough(behavior: PassthroughBehavior) -> &'static str {
    match behavior {
        PassthroughBehavior::WhenNoMatch => "when_no_match",
        PassthroughBehavior::WhenNoTemplates => "when_no_templates",
        PassthroughBehavior::Never => "never",
    }
}

const fn content_handling(handling: ContentHandling) -> &'static str {
    match handling {
        ContentHandling::ConvertToText => "CONVERT_TO_TEXT",
        ContentHandling::ConvertToBinary => "CONVERT_TO_BINARY",
    }
}

/// `x-amazon-apigateway-authorizer`; its identity sources only where the import reads them.
pub(super) fn authorizer(authorizer: &Authorizer, with_sources: bool) -> Value {
    let mut object = Object::default();
    object.put("type", authorizer.authorizer_type.name().to_ascii_lowercase());
    object.text("authorizerUri", authorizer.authorizer_uri.as_ref());
    object.text("authorizerCredentials", authorizer.authorizer_credentials.as_ref());
    object.text("authorizerPayloadFormatVersion", authorizer.payload_format_version.as_ref());
    if let Some(simple) = &authorizer.enable_simple_responses {
        object.put("enableSimpleResponses", **simple);
    }
    if with_sources && !authorizer.identity_sources.is_empty() {
        let all: Vec<&str> =
            authorizer.identity_sources.iter().map(|source| source.as_str()).collect();
        object.put("identitySource", all.join(", "));
    }
    let expression = authorizer.identity_validation_expression.as_ref();
    object.text("identityValidationExpression", expression);
    if let Some(ttl) = &authorizer.result_ttl {
        object.put("authorizerResultTtlInSeconds", ttl.as_secs());
    }
    object.texts("providerARNs", &authorizer.provider_arns);
    if let Some(jwt) = &authorizer.jwt_configuration {
        let mut inner = Object::default();
        inner.text("issuer", jwt.issuer.as_ref());
        inner.texts("audience", &jwt.audience);
        object.put("jwtConfiguration", Value::Object(inner.0));
    }
    Value::Object(object.0)
}

/// `x-amazon-apigateway-cors`.
pub(super) fn cors(cors: &CorsConfiguration) -> Value {
    let mut object = Object::default();
    object.texts("allowOrigins", &cors.allow_origins);
    object.texts("allowMethods", &cors.allow_methods);
    object.texts("allowHeaders", &cors.allow_headers);
    object.texts("exposeHeaders", &cors.expose_headers);
    if let Some(credentials) = &cors.allow_credentials {
        object.put("allowCredentials", **credentials);
    }
    if let Some(age) = &cors.max_age {
        object.put("maxAge", age.as_secs());
    }
    Value::Object(object.0)
}

/// The extensions at the root of a REST API, each with its key.
pub(super) fn root(api: &RestApi, options: super::ExportExtensions) -> Vec<(&'static str, Value)> {
    let mut all = Vec::new();
    if (options.integrations || options.apigateway) && !api.binary_media_types.is_empty() {
        all.push(("x-amazon-apigateway-binary-media-types", texts(&api.binary_media_types)));
    }
    if !options.apigateway {
        return all;
    }
    if let Some(source) = &api.api_key_source {
        let text = match **source {
            ApiKeySource::Header => "HEADER",
            ApiKeySource::Authorizer => "AUTHORIZER",
        };
        all.push(("x-amazon-apigateway-api-key-source", json!(text)));
    }
    if let Some(size) = &api.minimum_compression_size {
        all.push(("x-amazon-apigateway-minimum-compression-size", json!(**size)));
    }
    if !api.request_validators.is_empty() {
        let validators = api.request_validators.iter().map(|(name, validator)| {
            let value = json!({
                "validateRequestParameters": validator.validate_request_parameters,
                "validateRequestBody": validator.validate_request_body,
            });
            (name.to_string(), value)
        });
        all.push(("x-amazon-apigateway-request-validators", Value::Object(validators.collect())));
    }
    if !api.gateway_responses.is_empty() {
        let responses = api
            .gateway_responses
            .iter()
            .map(|(kind, response)| (kind.name().to_owned(), gateway_response(response)));
        all.push(("x-amazon-apigateway-gateway-responses", Value::Object(responses.collect())));
    }
    if let Some(policy) = &api.policy {
        all.push(("x-amazon-apigateway-policy", policy.document.node().to_json()));
    }
    if !api.documentation.parts.is_empty() || api.documentation.version.is_some() {
        all.push(("x-amazon-apigateway-documentation", documentation(&api.documentation)));
    }
    all
}

/// `x-amazon-apigateway-endpoint-configuration`, where there is something to say. The service's own export leaves it
/// out; an import of ours must not change it.
pub(super) fn endpoint(endpoint: &crate::ir::EndpointConfiguration) -> Option<Value> {
    let mut object = Object::default();
    if let Some(disabled) = &endpoint.disable_execute_api_endpoint {
        object.put("disableExecuteApiEndpoint", **disabled);
    }
    object.texts("vpcEndpointIds", &endpoint.vpc_endpoint_ids);
    (!object.0.is_empty()).then_some(Value::Object(object.0))
}

fn gateway_response(response: &GatewayResponse) -> Value {
    let mut object = Object::default();
    object.text("statusCode", response.status_code.as_ref());
    object.map("responseParameters", &response.response_parameters);
    object.map("responseTemplates", &response.response_templates);
    Value::Object(object.0)
}

fn documentation(documentation: &Documentation) -> Value {
    let mut object = Object::default();
    object.text("version", documentation.version.as_ref());
    let parts = documentation.parts.iter().map(|part| {
        let mut location = Object::default();
        location.put("type", part.location.location_type.name());
        let fields = [
            ("path", &part.location.path),
            ("method", &part.location.method),
            ("statusCode", &part.location.status_code),
            ("name", &part.location.name),
        ];
        for (key, value) in fields {
            if let Some(value) = value {
                location.put(key, value.as_str());
            }
        }
        let properties: Map<String, Value> = part
            .properties
            .iter()
            .map(|(key, value)| (key.clone(), value.node().to_json()))
            .collect();
        json!({"location": Value::Object(location.0), "properties": properties})
    });
    object.put("documentationParts", parts.collect::<Value>());
    Value::Object(object.0)
}

/// The root's `tags`, which carry the tags of the API.
pub(super) fn tags(tags: &SpannedMap<Spanned<String>>) -> Vec<(String, String)> {
    tags.iter().map(|(name, value)| (name.to_string(), value.to_string())).collect()
}
