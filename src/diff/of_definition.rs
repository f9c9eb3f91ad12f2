//! An edition of a definition: what its configuration says, with the places, and with what only documents tell callers.

use serde_json::{Map, Value, json};

use crate::bundle::Config;
use crate::ir::{
    self, Api, Contract, Definition, EndpointConfiguration, HttpApi, Method, ParameterLocation,
    RequestParameter, RestApi,
};
use crate::source::{Sources, Span, Spanned, SpannedMap};

use super::change::{Place, Subject};
use super::edition::{
    Authorization, Edition, Model, Operation, Parameter, Response, Route, Validates,
};
use super::of_config::{integration, parameter_name, references};
use super::told::Told;

impl Edition {
    /// The edition that `definition` says. `config` is what runs it; an HTTP API has none.
    pub fn of_definition(
        definition: &Definition,
        sources: &Sources,
        config: Option<&Config>,
    ) -> Self {
        let mut own = config.map(Self::of_config).unwrap_or_default();
        let places = Places(sources);
        match &definition.api {
            Api::Rest(api) => own.add_rest(api, places),
            Api::Http(api) => own.add_http(api, places),
        }
        if definition.stages.is_empty() {
            own.forget_stages();
        }
        own.place_all(definition, places);
        own.told = Some(Told::of(definition, places));
        own
    }

    fn add_rest(&mut self, api: &RestApi, places: Places<'_>) {
        self.add_models(&api.models, places);
        for (resource, method) in api.resources.methods() {
            let verb = method.http_method.name();
            let mut operation = contract(&resource.path, method, places);
            let validator = method.request_validator.as_ref();
            let validator = validator.and_then(|name| api.request_validators.get(name.as_str()));
            if let Some(validator) = validator {
                operation.validates = Validates {
                    body: validator.validate_request_body,
                    parameters: validator.validate_request_parameters,
                };
            }
            let route = Route::new(verb, &resource.path);
            // What answers is in its normal form already.
            if let Some(known) = self.operations.remove(&route) {
                operation.integration = known.integration;
            }
            self.operations.insert(route, operation);
        }
    }

    fn add_models(&mut self, models: &SpannedMap<ir::Model>, places: Places<'_>) {
        for (name, model) in models {
            let model = Model {
                content_type: model.content_type.clone(),
                schema: model.schema.node().to_json(),
                anonymous: model.anonymous,
                place: places.of(name.span()),
            };
            self.models.insert(name.to_string(), model);
        }
    }

    fn add_http(&mut self, api: &HttpApi, places: Places<'_>) {
        if let Some(contract) = api.contract.get() {
            self.add_models(&contract.models, places);
        }
        for (key, route) in &api.routes {
            let (verb, path) = key.split_once(' ').unwrap_or(("", key.as_str()));
            let told = api.contract.get().and_then(|own| find(own, verb, path));
            let mut operation =
                told.map(|method| contract(path, method, places)).unwrap_or_default();
            key.as_str().clone_into(&mut operation.name);
            path.clone_into(&mut operation.path);
            operation.place = places.of(key.span());
            operation.id = text(route.operation_name.as_ref());
            operation.authorization = authorization(&route.authorization);
            operation.integration =
                route.integration.as_ref().map_or(Value::Null, http_integration);
            self.operations.insert(Route::new(verb, path), operation);
        }
        for (name, authorizer) in &api.authorizers {
            self.part(Subject::Authorizer(name.to_string()), http_authorizer(authorizer));
        }
        self.part(Subject::Api, http_members(api));
    }

    /// The stage that a definition without stages is served under is written nowhere.
    fn forget_stages(&mut self) {
        self.stages.clear();
        self.parts.retain(|subject, _| !matches!(subject, Subject::Stage(_)));
    }

    /// Gives the parts their places.
    fn place_all(&mut self, definition: &Definition, places: Places<'_>) {
        let mut put = |subject: Subject, span: Span| {
            if let Some(part) = self.parts.get_mut(&subject) {
                part.place = places.of(span);
            }
        };
        let (authorizers, api) = match &definition.api {
            Api::Rest(api) => {
                for (name, validator) in &api.request_validators {
                    put(Subject::RequestValidator(name.to_string()), validator.origin.span());
                }
                for (kind, response) in &api.gateway_responses {
                    put(Subject::GatewayResponse(kind.name().to_owned()), response.origin.span());
                }
                let span = api.policy.as_ref().map_or(api.name.span(), |own| own.origin.span());
                (&api.authorizers, span)
            }
            Api::Http(api) => (&api.authorizers, api.name.span()),
        };
        put(Subject::Api, api);
        for (name, _) in authorizers {
            put(Subject::Authorizer(name.to_string()), name.span());
        }
        for (name, _) in &definition.stages {
            put(Subject::Stage(name.to_string()), name.span());
        }
        for (name, _) in &definition.usage_plans {
            put(Subject::UsagePlan(name.to_string()), name.span());
        }
        for (name, _) in &definition.api_keys {
            put(Subject::ApiKey(name.to_string()), name.span());
        }
        for (name, _) in &definition.domains {
            put(Subject::Domain(name.to_string()), name.span());
        }
    }
}

/// Where things are written.
#[derive(Clone, Copy)]
pub(super) struct Places<'s>(&'s Sources);

impl Places<'_> {
    /// The place of `span`.
    pub(super) fn of(self, span: Span) -> Option<Place> {
        let file = self.0.get(span.file())?.name().to_owned();
        Some(Place { file, line: Some(self.0.position(span).line) })
    }
}

/// The method of a contract that a route is.
fn find<'c>(contract: &'c Contract, verb: &str, path: &str) -> Option<&'c Method> {
    let resource = contract.resources.get(contract.resources.find(path)?)?;
    resource.methods.values().find(|own| own.http_method.name() == verb)
}

/// What a method promises its callers.
fn contract(path: &str, method: &Method, places: Places<'_>) -> Operation {
    let callers = method.callers.get();
    let mut operation = Operation {
        name: format!("{} {path}", method.http_method.name()),
        path: path.to_owned(),
        place: places.of(method.origin.span()),
        id: text(method.operation_name.as_ref()),
        deprecated: Some(callers.is_some_and(|own| own.deprecated)),
        authorization: authorization(&method.authorization),
        api_key_required: *method.api_key_required,
        bodies: references(pairs(&method.request_models)),
        body_required: callers.and_then(|own| own.body_required),
        ..Operation::default()
    };
    for (key, own) in &method.request_parameters {
        let location = match key.location {
            ParameterLocation::Path => "path",
            ParameterLocation::QueryString => "querystring",
            ParameterLocation::Header => "header",
        };
        let name = parameter_name(path, location, &key.name);
        operation.parameters.insert(name, parameter(&key.name, own, places));
    }
    for (location, own) in callers.into_iter().flat_map(|own| {
        let cookies = own.cookies.iter().map(|own| ("cookie", own));
        cookies.chain(own.form.iter().map(|own| ("form", own)))
    }) {
        let (name, own) = own;
        let key = parameter_name(path, location, name);
        operation.parameters.insert(key, parameter(name, own, places));
    }
    for (status, own) in &method.responses {
        let response = Response {
            headers: own.headers.keys().map(|name| name.to_ascii_lowercase()).collect(),
            bodies: references(pairs(&own.models)),
            place: places.of(own.origin.span()),
        };
        operation.responses.insert(status.to_string(), response);
    }
    for (status, own) in callers.into_iter().flat_map(|own| &own.other_responses) {
        let schemas = own.schemas.iter();
        let response = Response {
            bodies: schemas.map(|(media, own)| (media.to_string(), own.node().to_json())).collect(),
            place: places.of(own.origin.span()),
            ..Response::default()
        };
        operation.responses.entry(status.to_string()).or_insert(response);
    }
    operation
}

fn parameter(name: &str, own: &RequestParameter, places: Places<'_>) -> Parameter {
    Parameter {
        name: name.to_owned(),
        required: own.required,
        schema: own.schema.get().map(|schema| schema.node().to_json()),
        place: places.of(own.origin.span()),
    }
}

fn authorization(own: &ir::Authorization) -> Authorization {
    Authorization {
        kind: own.authorization_type.name().to_owned(),
        authorizer: text(own.authorizer.as_ref()),
        scopes: own.scopes.iter().map(ToString::to_string).collect(),
    }
}

/// What an HTTP API says of itself.
fn http_members(api: &HttpApi) -> Value {
    let mut members = Map::new();
    members.insert("endpoint".to_owned(), endpoint(&api.endpoint));
    if let Some(cors) = &api.cors {
        let list = |own: &[Spanned<String>]| {
            let mut all: Vec<String> = own.iter().map(ToString::to_string).collect();
            all.sort();
            all
        };
        let cors = json!({
            "allowOrigins": list(&cors.allow_origins),
            "allowMethods": list(&cors.allow_methods),
            "allowHeaders": list(&cors.allow_headers),
            "exposeHeaders": list(&cors.expose_headers),
            "allowCredentials": cors.allow_credentials.as_deref().copied().unwrap_or_default(),
            "maxAge": cors.max_age.as_deref().map(std::time::Duration::as_secs),
        });
        members.insert("cors".to_owned(), cors);
    }
    Value::Object(members)
}

fn endpoint(own: &EndpointConfiguration) -> Value {
    json!({
        "type": own.endpoint_type.as_ref().map(|kind| kind.name()),
        "disableExecuteApiEndpoint": own.is_default_off(),
    })
}

fn http_authorizer(own: &ir::Authorizer) -> Value {
    let list = |own: &[Spanned<String>]| own.iter().map(ToString::to_string).collect::<Vec<_>>();
    let jwt = own.jwt_configuration.as_ref();
    json!({
        "type": own.authorizer_type.name(),
        "authorizerUri": text(own.authorizer_uri.as_ref()),
        "authorizerCredentials": text(own.authorizer_credentials.as_ref()),
        "identitySources": list(&own.identity_sources),
        "authorizerResultTtlInSeconds": own.result_ttl.as_ref().map(|ttl| ttl.as_secs()),
        "payloadFormatVersion": text(own.payload_format_version.as_ref()),
        "enableSimpleResponses": own.enable_simple_responses.as_deref().copied(),
        "issuer": jwt.and_then(|jwt| text(jwt.issuer.as_ref())),
        "audience": jwt.map(|jwt| list(&jwt.audience)),
    })
}

/// The integration of a route. HTTP APIs have a few members that REST APIs do not have, and few of theirs.
fn http_integration(own: &ir::Integration) -> Value {
    let texts = |own: &SpannedMap<Spanned<String>>| {
        let each = own.iter().map(|(key, value)| (key.to_string(), json!(value.as_str())));
        Value::Object(each.collect())
    };
    let responses = own.response_parameters.iter();
    let timeout = own.timeout.as_ref().map_or(30_000, |timeout| timeout.as_millis());
    integration(json!({
        "type": own.integration_type.name(),
        "httpMethod": text(own.http_method.as_ref()),
        "uri": text(own.uri.as_ref()),
        "connectionId": text(own.connection_id.as_ref()),
        "integrationTarget": text(own.integration_target.as_ref()),
        "credentials": text(own.credentials.as_ref()),
        "timeoutInMillis": u64::try_from(timeout).unwrap_or(u64::MAX),
        "requestParameters": texts(&own.request_parameters),
        "payloadFormatVersion": text(own.payload_format_version.as_ref()),
        "integrationSubtype": text(own.integration_subtype.as_ref()),
        "responseParameters": Value::Object(
            responses.map(|(status, own)| (status.to_string(), texts(own))).collect(),
        ),
        "serverNameToVerify": own
            .tls_config
            .as_ref()
            .and_then(|tls| text(tls.server_name_to_verify.as_ref())),
    }))
}

fn pairs(models: &SpannedMap<Spanned<String>>) -> impl Iterator<Item = (&str, &str)> {
    models.iter().map(|(media, name)| (media.as_str(), name.as_str()))
}

fn text(own: Option<&Spanned<String>>) -> Option<String> {
    own.map(ToString::to_string)
}
