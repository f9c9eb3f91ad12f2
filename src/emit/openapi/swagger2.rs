//! Swagger 2.0.

use serde_json::{Map, Value, json};

use super::operation::{self, Words};
use super::{ExportOptions, UNVERSIONED, extensions, host, lost, plain, report_lost, security};
use crate::diag::Sink;
use crate::ir::{DocumentationType, Method, MethodResponse, ParameterLocation, Resource, RestApi};
use crate::source::{Spanned, SpannedMap};

/// Where models are.
const MODELS: &str = "#/definitions/";
/// The media type whose model is the one that Swagger can say.
const JSON: &str = "application/json";

pub(super) fn document(api: &RestApi, options: &ExportOptions, sink: &mut Sink) -> Value {
    report_lost(api, sink);
    let mut info = Map::new();
    if let Some(text) = &api.description {
        info.insert("description".to_owned(), json!(text.as_str()));
    }
    let version = api.version.as_ref().map_or(UNVERSIONED, |text| text.as_str());
    info.insert("version".to_owned(), json!(version));
    info.insert("title".to_owned(), json!(api.name.as_str()));

    let mut root = Map::new();
    root.insert("swagger".to_owned(), json!("2.0"));
    root.insert("info".to_owned(), Value::Object(info));
    root.insert("host".to_owned(), json!(host(options)));
    root.insert("basePath".to_owned(), json!(format!("/{}", options.stage)));
    root.insert("schemes".to_owned(), json!(["https"]));
    if options.extensions.apigateway && !api.tags.is_empty() {
        let tags = extensions::tags(&api.tags);
        let tags = tags
            .iter()
            .map(|(name, value)| json!({"name": name, "x-amazon-apigateway-tag-value": value}));
        root.insert("tags".to_owned(), tags.collect());
    }
    root.insert("paths".to_owned(), paths(api, options, sink));
    let with_authorizers = options.extensions.authorizers || options.extensions.apigateway;
    let schemes = security::schemes(api, with_authorizers);
    if !schemes.is_empty() {
        root.insert("securityDefinitions".to_owned(), Value::Object(schemes.into_iter().collect()));
    }
    let models = operation::models(api, MODELS, options, sink);
    if !models.is_empty() {
        root.insert("definitions".to_owned(), Value::Object(models.into_iter().collect()));
    }
    for (key, value) in extensions::root(api, options.extensions) {
        root.insert(key.to_owned(), value);
    }
    if let Some(endpoint) = extensions::endpoint(&api.endpoint)
        && options.extensions.apigateway
    {
        root.insert("x-amazon-apigateway-endpoint-configuration".to_owned(), endpoint);
    }
    Value::Object(root)
}

fn paths(api: &RestApi, options: &ExportOptions, sink: &mut Sink) -> Value {
    let mut paths = Map::new();
    for resource in operation::paths(api) {
        let mut item = Map::new();
        for method in resource.methods.values() {
            let value = operation(api, resource, method, options, sink);
            item.insert(operation::key(method.http_method), value);
        }
        paths.insert(resource.path.clone(), Value::Object(item));
    }
    Value::Object(paths)
}

fn operation(
    api: &RestApi,
    resource: &Resource,
    method: &Method,
    options: &ExportOptions,
    sink: &mut Sink,
) -> Value {
    let words = Words::of(api, resource, method);
    let mut all = Map::new();
    let mut put = |key: &str, value: Value| all.insert(key.to_owned(), value);
    let tags = words.tags();
    if !tags.is_empty() {
        put("tags", json!(tags));
    }
    for property in ["summary", "description"] {
        if let Some(text) = words.get(DocumentationType::Method, None, None, property) {
            put(property, json!(text));
        }
    }
    if let Some(name) = &method.operation_name {
        put("operationId", json!(name.as_str()));
    }
    for (key, types) in
        [("consumes", operation::consumes(method)), ("produces", operation::produces(method))]
    {
        if !types.is_empty() {
            put(key, json!(types));
        }
    }
    report_shared_types(method, sink);
    let parameters = parameters(method, &words, sink);
    if !parameters.is_empty() {
        put("parameters", Value::Array(parameters));
    }
    let responses = method.responses.iter();
    let responses = responses
        .map(|(status, value)| (status.to_string(), response(status, value, &words, sink)));
    let mut responses: Map<String, Value> = responses.collect();
    if responses.is_empty() && plain::is_plain(options) {
        responses.insert("default".to_owned(), plain::any_response());
    }
    put("responses", Value::Object(responses));
    let security = security::requirements(api, method);
    if !security.is_empty() {
        put("security", json!(security));
    }
    if options.extensions.apigateway
        && let Some(name) = &method.request_validator
    {
        put("x-amazon-apigateway-request-validator", json!(name.as_str()));
    }
    if (options.extensions.integrations || options.extensions.apigateway)
        && let Some(call) = &method.integration
    {
        put("x-amazon-apigateway-integration", extensions::integration(call));
    }
    Value::Object(all)
}

fn parameters(method: &Method, words: &Words<'_>, sink: &mut Sink) -> Vec<Value> {
    let mut all = Vec::new();
    for (key, parameter) in &method.request_parameters {
        let mut value = Map::new();
        value.insert("name".to_owned(), json!(key.name));
        value.insert("in".to_owned(), json!(operation::place(key.location)));
        let required = parameter.required || key.location == ParameterLocation::Path;
        value.insert("required".to_owned(), json!(required));
        if let Some(text) = words.parameter(key.location, &key.name) {
            value.insert("description".to_owned(), json!(text));
        }
        value.insert("type".to_owned(), json!("string"));
        all.push(Value::Object(value));
    }
    if let Some(name) = one_model(&method.request_models, sink) {
        let mut value = Map::new();
        value.insert("in".to_owned(), json!("body"));
        value.insert("name".to_owned(), json!(name));
        value.insert("required".to_owned(), json!(true));
        if let Some(text) = words.get(DocumentationType::RequestBody, None, None, "description") {
            value.insert("description".to_owned(), json!(text));
        }
        value.insert("schema".to_owned(), operation::reference(MODELS, name));
        all.push(Value::Object(value));
    }
    all
}

/// Swagger names media types for a whole method, so that a model for one of them becomes one for all.
fn report_shared_types(method: &Method, sink: &mut Sink) {
    let requests = (operation::consumes(method), vec![&method.request_models]);
    let responses = method.responses.values().map(|response| &response.models);
    let responses = (operation::produces(method), responses.collect());
    for (types, all) in [requests, responses] {
        for models in all {
            let Some((mime, name)) = models.first() else { continue };
            let other = types.iter().find(|other| !models.contains_key(other.as_str()));
            if let Some(other) = other {
                let message = format!("Swagger 2.0 gives the model `{name}` to `{other}` as well");
                lost(sink, mime.span(), message);
            }
        }
    }
}

/// The model that Swagger can name: that of JSON, or the first. Every other model is reported.
fn one_model<'a>(models: &'a SpannedMap<Spanned<String>>, sink: &mut Sink) -> Option<&'a str> {
    let chosen = models.get(JSON).or_else(|| models.values().next())?;
    for (mime, name) in models {
        if mime.as_str() != JSON || name != chosen {
            let message = format!("Swagger 2.0 cannot say that `{mime}` has the model `{name}`");
            lost(sink, mime.span(), message);
        }
    }
    Some(chosen.as_str())
}

fn response(status: &str, response: &MethodResponse, words: &Words<'_>, sink: &mut Sink) -> Value {
    let mut all = Map::new();
    let known = words.get(DocumentationType::Response, None, Some(status), "description");
    let description = known.unwrap_or_else(|| format!("{status} response"));
    all.insert("description".to_owned(), json!(description));
    if let Some(name) = one_model(&response.models, sink) {
        all.insert("schema".to_owned(), operation::reference(MODELS, name));
    }
    if !response.headers.is_empty() {
        let headers = response.headers.keys().map(|name| {
            let mut header = Map::new();
            header.insert("type".to_owned(), json!("string"));
            let kind = DocumentationType::ResponseHeader;
            if let Some(text) = words.get(kind, Some(name.as_str()), Some(status), "description") {
                header.insert("description".to_owned(), json!(text));
            }
            (name.to_string(), Value::Object(header))
        });
        all.insert("headers".to_owned(), Value::Object(headers.collect()));
    }
    Value::Object(all)
}
