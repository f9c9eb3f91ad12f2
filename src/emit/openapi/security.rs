//! Security schemes and requirements.

use indexmap::IndexMap;
use serde_json::{Map, Value, json};

use super::extensions;
use crate::ir::{
    AuthorizationType, Authorizer, AuthorizerType, DocumentationType, Method, RestApi,
};

/// The scheme that stands for API keys.
const API_KEY: &str = "api_key";
/// The scheme that stands for signed requests.
const SIGV4: &str = "sigv4";

/// The requirements of a method: one entry for the authorization, one for the API key, as the service writes them.
pub(super) fn requirements(api: &RestApi, method: &Method) -> Vec<IndexMap<String, Vec<String>>> {
    let mut all = Vec::new();
    let authorization = &method.authorization;
    match authorization.authorization_type {
        AuthorizationType::None => {}
        AuthorizationType::AwsIam => all.push(IndexMap::from([(free(api, SIGV4), Vec::new())])),
        AuthorizationType::Custom
        | AuthorizationType::CognitoUserPools
        | AuthorizationType::Jwt => {
            if let Some(name) = &authorization.authorizer {
                let scopes = authorization.scopes.iter().map(ToString::to_string).collect();
                all.push(IndexMap::from([(name.to_string(), scopes)]));
            }
        }
    }
    if *method.api_key_required {
        all.push(IndexMap::from([(free(api, API_KEY), Vec::new())]));
    }
    all
}

/// All schemes that the API needs, with the authorizers in them where they are asked for.
pub(super) fn schemes(api: &RestApi, with_authorizers: bool) -> IndexMap<String, Value> {
    let mut all = IndexMap::new();
    let uses =
        |wanted: fn(&Method) -> bool| api.resources.methods().any(|(_, method)| wanted(method));
    if uses(|method| *method.api_key_required) {
        all.insert(
            free(api, API_KEY),
            json!({"type": "apiKey", "name": "x-api-key", "in": "header"}),
        );
    }
    if uses(|method| method.authorization.authorization_type == AuthorizationType::AwsIam) {
        let scheme = json!({
            "type": "apiKey", "name": "Authorization", "in": "header",
            "x-amazon-apigateway-authtype": "awsSigv4",
        });
        all.insert(free(api, SIGV4), scheme);
    }
    for (name, authorizer) in &api.authorizers {
        let mut scheme = scheme(authorizer, with_authorizers);
        if let (Some(map), Some(words)) = (scheme.as_object_mut(), description(api, name)) {
            map.insert("description".to_owned(), words);
        }
        all.insert(name.to_string(), scheme);
    }
    all
}

/// What the documentation part of an authorizer says.
fn description(api: &RestApi, name: &str) -> Option<Value> {
    let part = api.documentation.parts.iter().find(|part| {
        part.location.location_type == DocumentationType::Authorizer
            && part.location.name.as_deref() == Some(name)
    })?;
    let (_, words) = part.properties.iter().find(|(key, _)| key == "description")?;
    Some(words.node().to_json())
}

/// A name that no authorizer has.
fn free(api: &RestApi, name: &str) -> String {
    let mut name = name.to_owned();
    while api.authorizers.contains_key(name.as_str()) {
        name.push('_');
    }
    name
}

/// An authorizer's scheme (reference `openapi-extensions`, section 1.4, "Scheme wrapper rules").
fn scheme(authorizer: &Authorizer, with_authorizer: bool) -> Value {
    let (place, name) = match authorizer.identity_sources.as_slice() {
        [only] => match parameter(only) {
            Some((place, name)) => (place, name),
            None => ("header", "Unused"),
        },
        _ => ("header", "Unused"),
    };
    let mut scheme = Map::new();
    scheme.insert("type".to_owned(), json!("apiKey"));
    scheme.insert("name".to_owned(), json!(name));
    scheme.insert("in".to_owned(), json!(place));
    if let Some(label) = &authorizer.auth_type {
        scheme.insert("x-amazon-apigateway-authtype".to_owned(), json!(label.as_str()));
    }
    if with_authorizer {
        // The header of a TOKEN or Cognito authorizer is the scheme's own name; an identity source beside it
        // would be ignored.
        let by_name = matches!(
            *authorizer.authorizer_type,
            AuthorizerType::Token | AuthorizerType::CognitoUserPools
        );
        let value = extensions::authorizer(authorizer, !by_name);
        scheme.insert("x-amazon-apigateway-authorizer".to_owned(), value);
    }
    Value::Object(scheme)
}

/// The place and name in `method.request.header.NAME`.
fn parameter(source: &str) -> Option<(&'static str, &str)> {
    let rest = source.strip_prefix("method.request.")?;
    if let Some(name) = rest.strip_prefix("header.") {
        return Some(("header", name));
    }
    rest.strip_prefix("querystring.").map(|name| ("query", name))
}
