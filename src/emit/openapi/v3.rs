//! OpenAPI 3.0.1.

use indexmap::IndexMap;
use openapiv3::{
    Components, HeaderStyle, Info, OpenAPI, Operation, Parameter, ParameterData,
    ParameterSchemaOrContent, PathItem, PathStyle, Paths, QueryStyle, ReferenceOr, RequestBody,
    Response, Responses, Schema, SchemaData, SchemaKind, Server, StatusCode, StringType, Tag, Type,
};
use serde_json::{Map, Value, json};

use super::operation::{self, Words};
use super::{ExportOptions, UNVERSIONED, extensions, host, plain, report_lost, security};
use crate::diag::Sink;
use crate::ir::{
    DocumentationType, HttpMethod, Method, MethodResponse, ParameterKey, ParameterLocation,
    RequestParameter, Resource, RestApi,
};
use crate::source::{Spanned, SpannedMap};

/// Where models are.
const MODELS: &str = "#/components/schemas/";

pub(super) fn document(api: &RestApi, options: &ExportOptions, sink: &mut Sink) -> Value {
    report_lost(api, sink);
    let document = OpenAPI {
        openapi: "3.0.1".to_owned(),
        info: Info {
            title: api.name.to_string(),
            description: api.description.as_ref().map(ToString::to_string),
            version: api.version.as_ref().map_or(UNVERSIONED, |text| text.as_str()).to_owned(),
            ..Info::default()
        },
        servers: vec![server(api, options)],
        paths: paths(api, options, sink),
        components: Some(components(api, options, sink)),
        tags: tags(api, options),
        extensions: extensions::root(api, options.extensions)
            .into_iter()
            .map(|(key, value)| (key.to_owned(), value))
            .collect(),
        ..OpenAPI::default()
    };
    serde_json::to_value(document).unwrap_or(Value::Null)
}

/// The one server, with the stage as the default of `basePath`.
fn server(api: &RestApi, options: &ExportOptions) -> Server {
    let mut all = IndexMap::new();
    // openapiv3 writes a variable's missing description as null, which is not OpenAPI.
    all.insert("variables".to_owned(), json!({"basePath": {"default": options.stage}}));
    if let Some(endpoint) = extensions::endpoint(&api.endpoint)
        && options.extensions.apigateway
    {
        all.insert("x-amazon-apigateway-endpoint-configuration".to_owned(), endpoint);
    }
    let url = format!("https://{}/{{basePath}}", host(options));
    Server { url, extensions: all, ..Server::default() }
}

fn tags(api: &RestApi, options: &ExportOptions) -> Vec<Tag> {
    if !options.extensions.apigateway {
        return Vec::new();
    }
    extensions::tags(&api.tags)
        .into_iter()
        .map(|(name, value)| {
            let mut tag = Tag { name, ..Tag::default() };
            tag.extensions.insert("x-amazon-apigateway-tag-value".to_owned(), json!(value));
            tag
        })
        .collect()
}

fn components(api: &RestApi, options: &ExportOptions, sink: &mut Sink) -> Components {
    let mut all = IndexMap::new();
    let schemas = operation::models(api, MODELS, options, sink);
    if !schemas.is_empty() {
        // Through the open map: a model is any JSON schema, and openapiv3's own type would drop what it does
        // not know.
        all.insert("schemas".to_owned(), Value::Object(schemas.into_iter().collect()));
    }
    let with_authorizers = options.extensions.authorizers || options.extensions.apigateway;
    let schemes = security::schemes(api, with_authorizers);
    if !schemes.is_empty() {
        all.insert("securitySchemes".to_owned(), Value::Object(schemes.into_iter().collect()));
    }
    Components { extensions: all, ..Components::default() }
}

fn paths(api: &RestApi, options: &ExportOptions, sink: &mut Sink) -> Paths {
    let mut paths = Paths::default();
    for resource in operation::paths(api) {
        let mut item = PathItem::default();
        for method in resource.methods.values() {
            let operation = operation(api, resource, method, options, sink);
            let slot = match method.http_method {
                HttpMethod::Delete => &mut item.delete,
                HttpMethod::Get => &mut item.get,
                HttpMethod::Head => &mut item.head,
                HttpMethod::Options => &mut item.options,
                HttpMethod::Patch => &mut item.patch,
                HttpMethod::Post => &mut item.post,
                HttpMethod::Put => &mut item.put,
                HttpMethod::Any => {
                    let value = serde_json::to_value(operation).unwrap_or(Value::Null);
                    item.extensions.insert(operation::key(HttpMethod::Any), value);
                    continue;
                }
            };
            *slot = Some(operation);
        }
        paths.paths.insert(resource.path.clone(), ReferenceOr::Item(item));
    }
    paths
}

fn operation(
    api: &RestApi,
    resource: &Resource,
    method: &Method,
    options: &ExportOptions,
    sink: &mut Sink,
) -> Operation {
    let words = Words::of(api, resource, method);
    let word = |property| words.get(DocumentationType::Method, None, None, property);
    let security = security::requirements(api, method);
    let parameters = method.request_parameters.iter();
    let mut operation = Operation {
        tags: words.tags(),
        summary: word("summary"),
        description: word("description"),
        operation_id: method.operation_name.as_ref().map(ToString::to_string),
        parameters: parameters.map(|(key, value)| parameter(key, value, &words)).collect(),
        request_body: request_body(method, &words),
        responses: responses(method, &words, options, sink),
        security: (!security.is_empty()).then_some(security),
        ..Operation::default()
    };
    if options.extensions.apigateway
        && let Some(name) = &method.request_validator
    {
        let key = "x-amazon-apigateway-request-validator".to_owned();
        operation.extensions.insert(key, json!(name.as_str()));
    }
    if (options.extensions.integrations || options.extensions.apigateway)
        && let Some(call) = &method.integration
    {
        let key = "x-amazon-apigateway-integration".to_owned();
        operation.extensions.insert(key, extensions::integration(call));
    }
    operation
}

/// Every parameter is a string: the service keeps no other type.
fn parameter(
    key: &ParameterKey,
    parameter: &RequestParameter,
    words: &Words<'_>,
) -> ReferenceOr<Parameter> {
    let string = Schema {
        schema_data: SchemaData::default(),
        schema_kind: SchemaKind::Type(Type::String(StringType::default())),
    };
    let parameter_data = ParameterData {
        name: key.name.clone(),
        description: words.parameter(key.location, &key.name),
        required: parameter.required || key.location == ParameterLocation::Path,
        deprecated: None,
        format: ParameterSchemaOrContent::Schema(ReferenceOr::Item(string)),
        example: None,
        examples: IndexMap::new(),
        explode: None,
        extensions: IndexMap::new(),
    };
    ReferenceOr::Item(match key.location {
        ParameterLocation::Path => Parameter::Path { parameter_data, style: PathStyle::default() },
        ParameterLocation::Header => {
            Parameter::Header { parameter_data, style: HeaderStyle::default() }
        }
        ParameterLocation::QueryString => Parameter::Query {
            parameter_data,
            allow_reserved: false,
            style: QueryStyle::default(),
            allow_empty_value: None,
        },
    })
}

fn request_body(method: &Method, words: &Words<'_>) -> Option<ReferenceOr<RequestBody>> {
    if method.request_models.is_empty() {
        return None;
    }
    let content = content(&method.request_models);
    let mut body = RequestBody {
        description: words.get(DocumentationType::RequestBody, None, None, "description"),
        required: true,
        ..RequestBody::default()
    };
    body.extensions.insert("content".to_owned(), content);
    Some(ReferenceOr::Item(body))
}

/// The models by media type.
fn content(models: &SpannedMap<Spanned<String>>) -> Value {
    let mut all = Map::new();
    for (mime, name) in models {
        let schema = operation::reference(MODELS, name);
        all.insert(mime.to_string(), json!({"schema": schema}));
    }
    Value::Object(all)
}

fn responses(
    method: &Method,
    words: &Words<'_>,
    options: &ExportOptions,
    sink: &mut Sink,
) -> Responses {
    let mut responses = Responses::default();
    if method.responses.is_empty() && plain::is_plain(options) {
        responses.extensions.insert("default".to_owned(), plain::any_response());
    }
    for (status, response) in &method.responses {
        let Ok(code) = status.parse::<u16>() else {
            let message = format!("the response `{status}` has no status code of three digits");
            super::lost(sink, status.span(), message);
            continue;
        };
        let value = ReferenceOr::Item(self::response(status, response, words));
        responses.responses.insert(StatusCode::Code(code), value);
    }
    responses
}

fn response(status: &str, response: &MethodResponse, words: &Words<'_>) -> Response {
    let known = words.get(DocumentationType::Response, None, Some(status), "description");
    let mut value = Response {
        description: known.unwrap_or_else(|| format!("{status} response")),
        ..Response::default()
    };
    if !response.headers.is_empty() {
        let headers = response.headers.keys().map(|name| {
            let kind = DocumentationType::ResponseHeader;
            let mut header = Map::new();
            if let Some(text) = words.get(kind, Some(name.as_str()), Some(status), "description") {
                header.insert("description".to_owned(), json!(text));
            }
            header.insert("schema".to_owned(), json!({"type": "string"}));
            (name.to_string(), Value::Object(header))
        });
        // Through the open map: openapiv3 writes a style for every header, which the service does not.
        value.extensions.insert("headers".to_owned(), Value::Object(headers.collect()));
    }
    value.extensions.insert("content".to_owned(), content(&response.models));
    value
}
