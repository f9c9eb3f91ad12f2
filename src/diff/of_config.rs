//! An edition of a configuration that runs.

use std::collections::BTreeMap;

use indexmap::IndexMap;
use serde_json::{Map, Value, json};

use crate::access::{Api, ApiIdentity, ApiParts};
use crate::bundle::{Config, MethodConfig, RestApiConfig, StageConfig};
use crate::iam::{Document, PolicyKind};
use crate::ir::EndpointType;

use super::change::{Place, Subject};
use super::edition::{
    Authorization, Edition, Model, Operation, Parameter, ParameterName, Part, Response, Route,
    Validates, variables,
};
use super::normal::{json, normal_policy, sorted};

impl Edition {
    /// The edition that `config` runs.
    pub fn of_config(config: &Config) -> Self {
        let mut own = Self::of_api(&config.rest_api);
        own.api = api(config);
        if let (Some(throttle), Some(part)) =
            (&config.account_throttle, own.parts.get_mut(&Subject::Api))
            && let Some(members) = part.value.as_object_mut()
        {
            members.insert("accountThrottle".to_owned(), json(throttle));
        }
        own.add_stages(&config.stages);
        for (name, plan) in &config.usage_plans {
            own.part(Subject::UsagePlan(name.clone()), json(plan));
        }
        for (name, key) in &config.api_keys {
            // Of the value nothing is said anywhere.
            own.part(Subject::ApiKey(name.clone()), json!({ "enabled": key.enabled }));
        }
        for (name, domain) in &config.domains {
            let mut domain = json(domain);
            if let Some(members) = domain.as_object_mut() {
                members.remove("local");
            }
            own.part(Subject::Domain(name.clone()), domain);
        }
        own
    }

    /// The edition that an API is, with nothing around it.
    fn of_api(api: &RestApiConfig) -> Self {
        let mut own = Self::default();
        for resource in &api.resources {
            for (verb, method) in &resource.methods {
                let operation = operation(api, verb, &resource.path, method);
                own.operations.insert(Route::new(verb, &resource.path), operation);
            }
        }
        for (name, model) in &api.models {
            let model = Model {
                content_type: model.content_type.clone(),
                schema: model.schema.clone(),
                anonymous: false,
                place: None,
            };
            own.models.insert(name.clone(), model);
        }
        for (name, authorizer) in &api.authorizers {
            own.part(Subject::Authorizer(name.clone()), json(authorizer));
        }
        for (name, validator) in &api.request_validators {
            own.part(Subject::RequestValidator(name.clone()), json(validator));
        }
        for (name, response) in &api.gateway_responses {
            own.part(Subject::GatewayResponse(name.clone()), json(response));
        }
        own.part(Subject::Api, members(api));
        own
    }

    fn add_stages(&mut self, stages: &IndexMap<String, StageConfig>) {
        for (name, stage) in stages {
            let mut value = json(stage);
            if let Some(members) = value.as_object_mut() {
                // What a stage points to is no setting of it.
                members.remove("deploymentId");
                if let Some(canary) =
                    members.get_mut("canarySettings").and_then(Value::as_object_mut)
                {
                    canary.remove("deploymentId");
                }
            }
            self.part(Subject::Stage(name.clone()), value);
            self.stages.push(name.clone());
        }
    }

    pub(super) fn part(&mut self, subject: Subject, value: Value) {
        self.parts.insert(subject, Part { value: sorted(value), place: None });
    }
}

/// What the API says of itself.
fn members(api: &RestApiConfig) -> Value {
    let mut members = Map::new();
    members.insert("apiKeySource".to_owned(), json(&api.api_key_source));
    members.insert("binaryMediaTypes".to_owned(), json(&api.binary_media_types));
    members.insert("minimumCompressionSize".to_owned(), json(&api.minimum_compression_size));
    members.insert("endpoint".to_owned(), json(&api.endpoint));
    let policy = api.policy.as_ref().map(|policy| normal_policy(policy, &api.id));
    members.insert("policy".to_owned(), policy.unwrap_or_default());
    Value::Object(members)
}

fn operation(api: &RestApiConfig, verb: &str, path: &str, method: &MethodConfig) -> Operation {
    let validator = method.request_validator.as_ref();
    let validator = validator.and_then(|name| api.request_validators.get(name));
    Operation {
        name: format!("{verb} {path}"),
        path: path.to_owned(),
        place: method.origin.as_deref().map(Place::parse),
        id: method.operation_name.clone(),
        deprecated: None,
        authorization: Authorization {
            kind: method.authorization_type.clone(),
            authorizer: method.authorizer.clone(),
            scopes: method.authorization_scopes.iter().cloned().collect(),
        },
        api_key_required: method.api_key_required,
        parameters: method
            .request_parameters
            .iter()
            .filter_map(|(key, required)| parameter(path, key, *required))
            .collect(),
        bodies: references(pairs(&method.request_models)),
        body_required: None,
        validates: validator.map_or_else(Validates::default, |own| Validates {
            body: own.validate_request_body,
            parameters: own.validate_request_parameters,
        }),
        responses: method
            .method_responses
            .iter()
            .map(|(status, own)| {
                let response = Response {
                    headers: own.headers.iter().map(|name| name.to_ascii_lowercase()).collect(),
                    bodies: references(pairs(&own.models)),
                    place: None,
                };
                (status.clone(), response)
            })
            .collect(),
        integration: integration(json(&method.integration)),
    }
}

/// The parameter that `method.request.querystring.page` names.
fn parameter(path: &str, key: &str, required: bool) -> Option<(ParameterName, Parameter)> {
    let (location, name) = key.strip_prefix("method.request.")?.split_once('.')?;
    let location = ["path", "querystring", "header"].into_iter().find(|own| *own == location)?;
    let parameter = Parameter { name: name.to_owned(), required, schema: None, place: None };
    Some((parameter_name(path, location, name), parameter))
}

/// What callers tell a parameter of an operation at `path` by.
pub(super) fn parameter_name(path: &str, location: &'static str, name: &str) -> ParameterName {
    let name = match location {
        "path" => {
            let number = variables(path).iter().position(|own| *own == name);
            number.map_or_else(|| name.to_owned(), |number| format!("{{{number}}}"))
        }
        "header" => name.to_ascii_lowercase(),
        _ => name.to_owned(),
    };
    ParameterName { location, name }
}

/// Models by media type as schemas that refer to them.
pub(super) fn references<'m>(
    models: impl Iterator<Item = (&'m str, &'m str)>,
) -> BTreeMap<String, Value> {
    let each =
        models.map(|(media, name)| (media.to_owned(), json!({ "$ref": format!("#/{name}") })));
    each.collect()
}

fn pairs(models: &IndexMap<String, String>) -> impl Iterator<Item = (&str, &str)> {
    models.iter().map(|(media, name)| (media.as_str(), name.as_str()))
}

/// The integration with its responses by what selects them, since their order is told on its own.
pub(super) fn integration(value: Value) -> Value {
    let mut value = sorted(value);
    let Some(members) = value.as_object_mut() else { return value };
    if let Some(Value::Array(responses)) = members.get_mut("integrationResponses") {
        let responses = std::mem::take(responses);
        let mut order = Vec::new();
        let mut by_pattern = Map::new();
        for response in responses {
            let pattern = response.get("selectionPattern").and_then(Value::as_str);
            let name = pattern.map_or_else(|| "default".to_owned(), |own| format!("`{own}`"));
            order.push(Value::String(name.clone()));
            by_pattern.insert(name, response);
        }
        members.insert("integrationResponses".to_owned(), sorted(Value::Object(by_pattern)));
        members.insert("order of integrationResponses".to_owned(), Value::Array(order));
    }
    value
}

/// What stands before all methods. Nothing where the policy cannot be read: what it decides is then unknown.
fn api(config: &Config) -> Option<Api> {
    let api = &config.rest_api;
    let policy = match &api.policy {
        Some(policy) => Some(Document::from_value(policy, PolicyKind::Resource).ok()?),
        None => None,
    };
    let (region, account) = (config.region.as_deref(), config.account.as_deref());
    let named = ApiIdentity::new(region, account, &config.name, policy.as_ref());
    let identity = ApiIdentity { id: api.id.clone(), ..named };
    let is_private = api.endpoint.endpoint_type == EndpointType::Private.name();
    Some(Api::new(ApiParts { identity, is_private, policy, endpoint_policy: None }))
}
