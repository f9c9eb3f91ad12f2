//! An HTTP API as OpenAPI 3.0.1, which is the only format that the service exports one in.

use serde_json::{Map, Value, json};

use super::{ExportOptions, UNVERSIONED, extensions, host, lost, plain};
use crate::diag::Sink;
use crate::ir::{AuthorizationType, Authorizer, AuthorizerType, HttpApi, Route};

/// The path that stands for the route of last resort.
const DEFAULT_ROUTE: &str = "$default";

pub(super) fn document(api: &HttpApi, options: &ExportOptions, sink: &mut Sink) -> Value {
    let mut info = Map::new();
    info.insert("title".to_owned(), json!(api.name.as_str()));
    if let Some(text) = &api.description {
        info.insert("description".to_owned(), json!(text.as_str()));
    }
    let version = api.version.as_ref().map_or(UNVERSIONED, |text| text.as_str());
    info.insert("version".to_owned(), json!(version));

    let all = options.extensions.apigateway;
    let mut server = Map::new();
    server.insert("url".to_owned(), json!(format!("https://{}/{{basePath}}", host(options))));
    server.insert("variables".to_owned(), json!({"basePath": {"default": options.stage}}));
    if let Some(endpoint) = extensions::endpoint(&api.endpoint)
        && all
    {
        server.insert("x-amazon-apigateway-endpoint-configuration".to_owned(), endpoint);
    }

    let mut root = Map::new();
    root.insert("openapi".to_owned(), json!("3.0.1"));
    root.insert("info".to_owned(), Value::Object(info));
    root.insert("servers".to_owned(), json!([server]));
    if all && !api.tags.is_empty() {
        let tags = extensions::tags(&api.tags);
        let tags = tags
            .iter()
            .map(|(name, value)| json!({"name": name, "x-amazon-apigateway-tag-value": value}));
        root.insert("tags".to_owned(), tags.collect());
    }
    root.insert("paths".to_owned(), paths(api, options, sink));
    let mut components = Map::new();
    if !api.authorizers.is_empty() {
        let with = options.extensions.authorizers || all;
        let schemes = api.authorizers.iter();
        let schemes = schemes.map(|(name, own)| (name.to_string(), scheme(own, with)));
        components.insert("securitySchemes".to_owned(), Value::Object(schemes.collect()));
    }
    root.insert("components".to_owned(), Value::Object(components));
    if all {
        if let Some(cors) = &api.cors {
            root.insert("x-amazon-apigateway-cors".to_owned(), extensions::cors(cors));
        }
        root.insert("x-amazon-apigateway-importexport-version".to_owned(), json!("1.0"));
    }
    Value::Object(root)
}

fn paths(api: &HttpApi, options: &ExportOptions, sink: &mut Sink) -> Value {
    let mut paths: Map<String, Value> = Map::new();
    if plain::is_plain(options) {
        let every =
            api.routes.keys().filter_map(|key| Some((key.strip_prefix("ANY ")?, key.span())));
        plain::report_any(&every.collect::<Vec<_>>(), sink);
    }
    for (key, route) in &api.routes {
        let (verb, path) = match key.split_once(' ') {
            Some((verb, path)) => (verb, path.to_owned()),
            None => ("ANY", format!("/{key}")),
        };
        let name = match verb {
            "ANY" => "x-amazon-apigateway-any-method".to_owned(),
            other => other.to_ascii_lowercase(),
        };
        let is_default = key.as_str() == DEFAULT_ROUTE;
        let is_plain = plain::is_plain(options);
        if is_plain && is_default {
            lost(sink, key.span(), "OpenAPI has no route of last resort: `$default` is left out");
            continue;
        }
        let variables = is_plain.then(|| plain::parameters(&path));
        let path = if is_plain { plain::path(&path) } else { path };
        let item = paths.entry(path).or_insert_with(|| Value::Object(Map::new()));
        if let Some(item) = item.as_object_mut() {
            let mut operation = operation(route, is_default, options);
            if let (Some(operation), Some(variables)) =
                (operation.as_object_mut(), variables.filter(|own| !own.is_empty()))
            {
                operation.insert("parameters".to_owned(), Value::Array(variables));
            }
            item.insert(name, operation);
        }
    }
    Value::Object(paths)
}

fn operation(route: &Route, is_default: bool, options: &ExportOptions) -> Value {
    let mut all = Map::new();
    if let Some(name) = &route.operation_name {
        all.insert("operationId".to_owned(), json!(name.as_str()));
    }
    all.insert("responses".to_owned(), json!({"default": {"description": "Default response"}}));
    let authorization = &route.authorization;
    match authorization.authorization_type {
        AuthorizationType::None => {}
        AuthorizationType::AwsIam => {
            all.insert("x-amazon-apigateway-auth".to_owned(), json!({"type": "AWS_IAM"}));
        }
        AuthorizationType::Custom
        | AuthorizationType::CognitoUserPools
        | AuthorizationType::Jwt => {
            if let Some(name) = &authorization.authorizer {
                let scopes: Vec<&str> =
                    authorization.scopes.iter().map(|scope| scope.as_str()).collect();
                let mut requirement = Map::new();
                requirement.insert(name.to_string(), json!(scopes));
                all.insert("security".to_owned(), json!([requirement]));
            }
        }
    }
    if is_default {
        all.insert("isDefaultRoute".to_owned(), json!(true));
    }
    if (options.extensions.integrations || options.extensions.apigateway)
        && let Some(call) = &route.integration
    {
        all.insert("x-amazon-apigateway-integration".to_owned(), extensions::integration(call));
    }
    Value::Object(all)
}

fn scheme(authorizer: &Authorizer, with_authorizer: bool) -> Value {
    let mut scheme = match *authorizer.authorizer_type {
        AuthorizerType::Jwt => json!({"type": "oauth2", "flows": {}}),
        AuthorizerType::Token | AuthorizerType::Request | AuthorizerType::CognitoUserPools => {
            json!({"type": "apiKey", "name": "Unused", "in": "header"})
        }
    };
    let Some(object) = scheme.as_object_mut() else { return scheme };
    if let Some(label) = &authorizer.auth_type {
        object.insert("x-amazon-apigateway-authtype".to_owned(), json!(label.as_str()));
    }
    if with_authorizer {
        let value = extensions::authorizer(authorizer, true);
        object.insert("x-amazon-apigateway-authorizer".to_owned(), value);
    }
    scheme
}
