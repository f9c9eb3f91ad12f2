//! What a document turns into when it is imported.

use std::collections::BTreeMap;
use std::path::Path;

use portcullis::bundle::{Config, MethodConfig};
use portcullis::check::{Checked, Settings};
use portcullis::diag::Sink;
use portcullis::emit;
use portcullis::frontend::{BasePathMode, ImportMode, ImportOptions, compile, import_over};
use portcullis::ir::{Definition, ResponseType};
use portcullis::source::Sources;
use serde_json::{Map, Value, json};

use super::cases;
use super::matcher::difference;
use crate::frontends::compile::Files;
use crate::shared::shared;

/// Members that an import does not decide, with the reason.
const NOT_OURS: &[(&str, &str)] = &[
    (
        "ipAddressType",
        "the service's answer to a request for the API, not a part of the definition",
    ),
    ("warnings", "the wording of warnings is Portcullis's own"),
    ("responseTransferMode", "a default that the service shows and no document says"),
];

#[test]
fn every_document_becomes_what_it_becomes_in_the_service() {
    let cases = cases("import");
    assert_eq!(cases.len(), 18);
    let mut faults = Vec::new();
    for case in &cases {
        // A document that is not here is skipped by its name.
        if let Some(text) = document(case) {
            faults.extend(fault(case, &text).map(|own| format!("{}: {own}", case["id"])));
        }
    }
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
}

/// The text of the document; nothing when it is another project's and not here.
pub(super) fn document(case: &Value) -> Option<String> {
    let document = &case["document"];
    let mut text = if let Some(inline) = document.get("inline") {
        inline.to_string()
    } else {
        let name = document["name"].as_str().unwrap();
        let path = shared("conformance/documents", name)?.join(name);
        std::fs::read_to_string(path).unwrap()
    };
    for (from, to) in document["substitutions"].as_object().into_iter().flatten() {
        text = text.replace(from, to.as_str().unwrap());
    }
    Some(text)
}

/// Compiles `text` with the parameters of an import.
pub(super) fn imported(text: &str, parameters: &Value) -> (Definition, Sources, Sink) {
    let name = if text.trim_start().starts_with('{') { "api.json" } else { "api.yaml" };
    let base_path = match parameters["basepath"].as_str() {
        Some("prepend") => BasePathMode::Prepend,
        Some("split") => BasePathMode::Split,
        _ => BasePathMode::Ignore,
    };
    let (mut sources, mut sink) = (Sources::default(), Sink::default());
    let options = ImportOptions {
        base_path,
        api_kind: Some(portcullis::frontend::ApiKind::Rest),
        ..ImportOptions::default()
    };
    let files = Files::new(&[(name, text)]);
    let definition = compile(&files, Path::new(name), &options, &mut sources, &mut sink);
    (definition.unwrap(), sources, sink)
}

fn fault(case: &Value, text: &str) -> Option<String> {
    let (mut definition, sources, mut sink) = imported(text, &case["parameters"]);
    let mode = match case["mode"].as_str().unwrap() {
        "create" => None,
        "merge" => Some(ImportMode::Merge),
        "overwrite" => Some(ImportMode::Overwrite),
        other => panic!("{other}"),
    };
    if let (Some(mode), Some(before)) = (mode, case.get("before")) {
        let before = match before.get("binaryMediaTypes") {
            Some(types) => {
                json!({"openapi": "3.0.1", "info": {"title": "t", "version": "1"}, "paths": {},
                "x-amazon-apigateway-binary-media-types": types})
            }
            None => panic!("{before}"),
        };
        let (before, _, _) = imported(&before.to_string(), &Value::Null);
        definition = import_over(before, definition, mode);
    }
    // What a rule says about the document is another question.
    let settings = Settings { select: vec!["unused-model".to_owned()], ..Settings::default() };
    let version = definition.rest().and_then(|api| api.version.as_ref()).map(ToString::to_string);
    let Some(checked) = Checked::new(definition, &sources, &settings, &mut sink) else {
        return Some(format!("{:?}", sink.diagnostics()));
    };
    let config = emit::bundle(&checked, &sources, &mut sink).unwrap();
    let source: Value = serde_json::from_str(text).unwrap_or(Value::Null);
    let expected = case["expected"].as_object().unwrap();
    let resources: Vec<&str> =
        checked.rest().unwrap().resources.iter().map(|(_, own)| own.path.as_str()).collect();
    expected.iter().find_map(|(name, value)| {
        let value = resolved(value, &source);
        let found = match name.as_str() {
            "api" => api(&config, &checked, version.as_deref(), &value),
            "resources" => self::resources(&config, &resources),
            "methods" => methods(&config, &value),
            "models" => models(&checked),
            "authorizers" => authorizers(&config, &source),
            "gatewayResponses" => gateway_responses(&config),
            other => return Some(format!("the case expects {other}, which is not known")),
        };
        difference(&value, Some(&found)).map(|own| format!("{name}: {own}"))
    })
}

/// The expected value without what is not ours and with parts of the document put in.
fn resolved(value: &Value, source: &Value) -> Value {
    match value {
        Value::Object(members) => {
            if let Some(pointer) = members.get("$document").and_then(Value::as_str) {
                return source.pointer(pointer).unwrap().clone();
            }
            if let Some(name) = members.get("$modelRef").and_then(Value::as_str) {
                return json!({"$regex": format!("/{name}$")});
            }
            members
                .iter()
                .filter(|(name, _)| NOT_OURS.iter().all(|(own, _)| own != name))
                .map(|(name, value)| (name.clone(), resolved(value, source)))
                .collect()
        }
        Value::Array(items) => items.iter().map(|own| resolved(own, source)).collect(),
        other => other.clone(),
    }
}

fn api(config: &Config, definition: &Definition, version: Option<&str>, expected: &Value) -> Value {
    let api = definition.rest().unwrap();
    let own = &config.rest_api;
    let all = json!({
        "name": *api.name,
        "description": api.description.as_deref(),
        "version": version,
        "apiKeySource": own.api_key_source,
        "binaryMediaTypes": own.binary_media_types,
        "disableExecuteApiEndpoint": own.endpoint.disable_execute_api_endpoint,
        "endpointConfiguration": {"types": [own.endpoint.endpoint_type]},
    });
    listed(&all, expected)
}

/// The members that a case lists.
fn listed(all: &Value, expected: &Value) -> Value {
    let expected = expected.as_object().unwrap();
    let members = all.as_object().unwrap().iter().filter(|(name, _)| expected.contains_key(*name));
    members.map(|(name, value)| (name.clone(), value.clone())).collect()
}

fn resources(config: &Config, paths: &[&str]) -> Value {
    let mut all: BTreeMap<&str, Vec<&str>> = paths.iter().map(|path| (*path, Vec::new())).collect();
    for resource in &config.rest_api.resources {
        let mut verbs: Vec<&str> = resource.methods.keys().map(String::as_str).collect();
        verbs.sort_unstable();
        all.insert(&resource.path, verbs);
    }
    all.into_iter().map(|(path, methods)| json!({"path": path, "methods": methods})).collect()
}

fn methods(config: &Config, expected: &Value) -> Value {
    let mut all = Map::new();
    for resource in &config.rest_api.resources {
        for (verb, own) in &resource.methods {
            let name = format!("{verb} {}", resource.path);
            if expected.get(&name).is_some() {
                all.insert(name, method(own));
            }
        }
    }
    Value::Object(all)
}

fn insert(members: &mut Map<String, Value>, name: &str, value: Value) {
    let is_empty = match &value {
        Value::Null => true,
        Value::Object(own) => own.is_empty(),
        _ => false,
    };
    if !is_empty {
        members.insert(name.to_owned(), value);
    }
}

fn method(own: &MethodConfig) -> Value {
    let mut all = Map::new();
    insert(&mut all, "apiKeyRequired", json!(own.api_key_required));
    insert(&mut all, "authorizationType", json!(own.authorization_type));
    insert(&mut all, "authorizer", json!(own.authorizer));
    insert(&mut all, "operationName", json!(own.operation_name));
    insert(&mut all, "requestValidator", json!(own.request_validator));
    insert(&mut all, "requestParameters", json!(own.request_parameters));
    insert(&mut all, "requestModels", json!(own.request_models));
    if !own.authorization_scopes.is_empty() {
        insert(&mut all, "authorizationScopes", json!(own.authorization_scopes));
    }
    let responses: Map<String, Value> = own
        .method_responses
        .iter()
        .map(|(status, response)| {
            let mut members = Map::new();
            let headers: Map<String, Value> = response
                .headers
                .iter()
                .map(|name| (format!("method.response.header.{name}"), json!(false)))
                .collect();
            insert(&mut members, "responseParameters", Value::Object(headers));
            insert(&mut members, "responseModels", json!(response.models));
            insert(&mut members, "statusCode", json!(status));
            (status.clone(), Value::Object(members))
        })
        .collect();
    insert(&mut all, "methodResponses", Value::Object(responses));
    all.insert("integration".to_owned(), integration(own));
    Value::Object(all)
}

fn integration(own: &MethodConfig) -> Value {
    let own = &own.integration;
    let mut all = Map::new();
    insert(&mut all, "type", json!(own.integration_type));
    insert(&mut all, "httpMethod", json!(own.http_method));
    insert(&mut all, "uri", json!(own.uri));
    insert(&mut all, "connectionType", json!(own.connection_type));
    insert(&mut all, "connectionId", json!(own.connection_id));
    insert(&mut all, "credentials", json!(own.credentials));
    insert(&mut all, "passthroughBehavior", json!(own.passthrough_behavior));
    insert(&mut all, "contentHandling", json!(own.content_handling));
    insert(&mut all, "timeoutInMillis", json!(own.timeout_in_millis));
    insert(&mut all, "requestParameters", json!(own.request_parameters));
    insert(&mut all, "requestTemplates", json!(own.request_templates));
    all.insert("cacheKeyParameters".to_owned(), json!(own.cache_key_parameters));
    let responses: Map<String, Value> = own
        .integration_responses
        .iter()
        .map(|response| {
            let mut members = Map::new();
            insert(&mut members, "statusCode", json!(response.status_code));
            insert(&mut members, "selectionPattern", json!(response.selection_pattern));
            insert(&mut members, "responseParameters", json!(response.response_parameters));
            insert(&mut members, "responseTemplates", json!(response.response_templates));
            insert(&mut members, "contentHandling", json!(response.content_handling));
            (response.status_code.clone(), Value::Object(members))
        })
        .collect();
    insert(&mut all, "integrationResponses", Value::Object(responses));
    Value::Object(all)
}

fn models(definition: &Definition) -> Value {
    let api = definition.rest().unwrap();
    let all: BTreeMap<String, Value> = api
        .models
        .iter()
        .map(|(name, model)| {
            let schema = model.schema.node().to_json();
            let mut members = Map::new();
            insert(&mut members, "name", json!(name.as_str()));
            insert(&mut members, "description", json!(model.description.as_deref()));
            insert(&mut members, "contentType", json!(model.content_type));
            insert(&mut members, "schema", schema);
            (name.to_string(), Value::Object(members))
        })
        .collect();
    all.into_values().collect()
}

fn authorizers(config: &Config, source: &Value) -> Value {
    let schemes =
        source.pointer("/components/securitySchemes").or(source.get("securityDefinitions"));
    let all: BTreeMap<&String, Value> = config
        .rest_api
        .authorizers
        .iter()
        .map(|(name, own)| {
            let mut members = Map::new();
            insert(&mut members, "name", json!(name));
            insert(&mut members, "type", json!(own.authorizer_type));
            insert(&mut members, "authorizerUri", json!(own.authorizer_uri));
            insert(&mut members, "authorizerCredentials", json!(own.authorizer_credentials));
            let ttl = own.authorizer_result_ttl_in_seconds;
            insert(&mut members, "authorizerResultTtlInSeconds", json!(ttl));
            insert(&mut members, "identitySource", json!(own.identity_sources.join(",")));
            let expression = &own.identity_validation_expression;
            insert(&mut members, "identityValidationExpression", json!(expression));
            let auth = schemes.and_then(|own| own.get(name)?.get("x-amazon-apigateway-authtype"));
            insert(&mut members, "authType", json!(auth));
            (name, Value::Object(members))
        })
        .collect();
    all.into_values().collect()
}

/// The effective gateway responses, by the rule of reference `pipeline`, section 12.
fn gateway_responses(config: &Config) -> Value {
    let configured = &config.rest_api.gateway_responses;
    let all = ResponseType::ALL.into_iter().map(|kind| {
        let own_status = status(kind);
        let class = match own_status {
            Some(status) if status.starts_with('4') => "DEFAULT_4XX",
            Some(_) => "DEFAULT_5XX",
            None => "",
        };
        let own = configured.get(kind.name());
        let default = if own.is_none() { configured.get(class) } else { None };
        let response = own.or(default);
        let templates = response.map(|own| json!(own.response_templates));
        let templates = templates.filter(|own| own.as_object().is_some_and(|map| !map.is_empty()));
        let status = response.and_then(|own| own.status_code.clone());
        let value = json!({
            "defaultResponse": own.is_none(),
            "statusCode": status.or(own_status.map(str::to_owned)),
            "responseParameters": response.map_or_else(|| json!({}), |own| json!(own.response_parameters)),
            "responseTemplates": templates.unwrap_or_else(
                || json!({"application/json": "{\"message\":$context.error.messageString}"})
            ),
        });
        (kind.name().to_owned(), value)
    });
    Value::Object(all.collect())
}

fn status(kind: ResponseType) -> Option<&'static str> {
    Some(match kind {
        ResponseType::Default4xx | ResponseType::Default5xx => return None,
        ResponseType::BadRequestBody | ResponseType::BadRequestParameters => "400",
        ResponseType::Unauthorized => "401",
        ResponseType::ResourceNotFound => "404",
        ResponseType::RequestTooLarge => "413",
        ResponseType::UnsupportedMediaType => "415",
        ResponseType::QuotaExceeded | ResponseType::Throttled => "429",
        ResponseType::ApiConfigurationError
        | ResponseType::AuthorizerConfigurationError
        | ResponseType::AuthorizerFailure => "500",
        ResponseType::IntegrationFailure | ResponseType::IntegrationTimeout => "504",
        ResponseType::AccessDenied
        | ResponseType::ExpiredToken
        | ResponseType::InvalidApiKey
        | ResponseType::InvalidSignature
        | ResponseType::MissingAuthenticationToken
        | ResponseType::WafFiltered => "403",
    })
}
