//! The answers that the gateway itself gives: which of them an operation can give and why, and what callers get
//! (reference `pipeline`, section 12; reference `http-and-websocket` for HTTP APIs).

use std::collections::BTreeMap;

use super::in_force::InForce;
use super::view::{Answer, ErrorLine, Errors};
use crate::check::{Cached, PolicySays};
use crate::ir::{
    Api, Authorization, AuthorizationType, Definition, GatewayResponse, Integration,
    IntegrationType, Method, ParameterLocation, PassthroughBehavior, ResponseType, RestApi,
};
use crate::mapping::{GatewayTemplate, GatewayVariable};
use crate::sdk::{GatewayError, Operation, Surface};

/// So many reasons are told of one answer.
const REASONS: usize = 8;

/// What the definition says about an operation, besides what callers are told.
#[derive(Clone, Copy)]
pub(super) struct Behind<'a> {
    pub(super) authorization: Option<&'a Authorization>,
    pub(super) method: Option<&'a Method>,
    pub(super) integration: Option<&'a Integration>,
}

/// An answer that an operation can give.
struct Arising {
    kind: ResponseType,
    message: Option<String>,
    why: &'static str,
}

/// Finds answers.
pub(super) struct Answers<'a> {
    definition: &'a Definition,
    surface: &'a Surface,
    in_force: &'a InForce,
    /// Reasons and operations by answer.
    seen: BTreeMap<ResponseType, Seen>,
}

#[derive(Default)]
struct Seen {
    messages: Vec<Option<String>>,
    why: Vec<&'static str>,
    operations: usize,
}

const DENIED: &str = "User is not authorized to access this resource";
const DENIED_BY_POLICY: &str =
    "User: … is not authorized to perform: execute-api:Invoke on resource: …";
const INTERNAL: &str = "Internal server error";

impl<'a> Answers<'a> {
    pub(super) fn new(
        definition: &'a Definition,
        surface: &'a Surface,
        in_force: &'a InForce,
    ) -> Self {
        Self { definition, surface, in_force, seen: BTreeMap::new() }
    }

    /// The answers of one operation, which count for the page of all answers too.
    pub(super) fn of(&mut self, operation: &Operation, behind: Behind<'_>) -> Vec<ErrorLine> {
        let mut found: Vec<Arising> = match &self.definition.api {
            Api::Rest(api) => self.of_method(api, operation, behind),
            Api::Http(_) => of_route(operation, behind),
        };
        found.sort_by_key(|own| (self.status(own.kind), own.kind));
        let mut lines: Vec<ErrorLine> = Vec::new();
        for own in found {
            let seen = self.seen.entry(own.kind).or_default();
            if !seen.messages.contains(&own.message) && seen.messages.len() < REASONS {
                seen.messages.push(own.message.clone());
            }
            if !seen.why.contains(&own.why) {
                seen.why.push(own.why);
            }
            let name = own.kind.name();
            if let Some(line) = lines.iter_mut().find(|line| line.name == name) {
                line.why.push_str("; ");
                line.why.push_str(own.why);
                continue;
            }
            seen.operations += 1;
            lines.push(ErrorLine {
                status: self.status(own.kind),
                name,
                anchor: anchor(name),
                message: own.message,
                why: own.why.to_owned(),
                retry: self.fact(own.kind).is_some_and(|fact| fact.retry),
            });
        }
        lines
    }

    /// The page of all answers that were found, and of those that no operation gives but the API itself.
    pub(super) fn page(&mut self) -> Errors {
        let is_rest = matches!(self.definition.api, Api::Rest(_));
        let (kind, message, why) = if is_rest {
            let why = "the API has no such path, or the path has no such method";
            (ResponseType::MissingAuthenticationToken, "Missing Authentication Token", why)
        } else {
            (ResponseType::ResourceNotFound, "Not Found", "no route is for the path and the method")
        };
        let has_default = self.surface.operations.iter().any(|own| own.path == "/{path+}");
        if is_rest || !has_default {
            let seen = self.seen.entry(kind).or_default();
            if !seen.messages.iter().any(|own| own.as_deref() == Some(message)) {
                seen.messages.push(Some(message.to_owned()));
            }
            seen.why.push(why);
        }
        let seen = std::mem::take(&mut self.seen);
        let mut answers: Vec<Answer> =
            seen.into_iter().map(|(kind, seen)| self.answer(kind, &seen)).collect();
        answers.sort_by_key(|own| (own.status, own.name));
        Errors { is_rest, answers }
    }

    fn answer(&self, kind: ResponseType, seen: &Seen) -> Answer {
        let fact = self.fact(kind);
        let mut headers: Vec<(String, String)> = Vec::new();
        let custom = self.custom(kind);
        let error_type = fact.filter(|_| self.definition.rest().is_some());
        if let Some(name) = error_type.and_then(|fact| fact.exceptions.first()) {
            headers.push(("x-amzn-ErrorType".to_owned(), (*name).to_owned()));
        }
        for (key, source) in custom.into_iter().flat_map(|own| &own.response_parameters) {
            let Some(name) = key.strip_prefix("gatewayresponse.header.") else { continue };
            let text = source.trim();
            let fixed = text.strip_prefix('\'').and_then(|own| own.strip_suffix('\''));
            headers.push((name.to_owned(), fixed.unwrap_or(text).to_owned()));
        }
        let bodies = seen.messages.iter().flat_map(|own| self.bodies(kind, own.as_deref()));
        let mut distinct: Vec<(String, String)> = Vec::new();
        for body in bodies {
            if !distinct.contains(&body) {
                distinct.push(body);
            }
        }
        let total = self.surface.operations.len();
        let what = match kind {
            ResponseType::Default5xx => {
                "The function behind the operation failed, or its answer cannot be used."
            }
            _ => fact.map_or("", |fact| fact.description),
        };
        Answer {
            status: self.status(kind),
            name: kind.name(),
            anchor: anchor(kind.name()),
            what: what.to_owned(),
            why: seen.why.iter().map(|own| (*own).to_owned()).collect(),
            retry: fact.is_some_and(|fact| fact.retry),
            headers,
            bodies: distinct,
            operations: seen.operations,
            all: seen.operations == total && total > 0,
        }
    }

    fn fact(&self, kind: ResponseType) -> Option<&'a GatewayError> {
        self.surface.gateway_errors.iter().find(|own| own.response_type == kind.name())
    }

    /// What the definition says instead of the service.
    fn custom(&self, kind: ResponseType) -> Option<&'a GatewayResponse> {
        let api = self.definition.rest()?;
        // The service does not let this type be customised.
        if kind == ResponseType::RequestTooLarge {
            return None;
        }
        let is_client = self.own_status(kind) < 500;
        let class = if is_client { ResponseType::Default4xx } else { ResponseType::Default5xx };
        api.gateway_responses.get(&kind).or_else(|| api.gateway_responses.get(&class))
    }

    /// The status of the service. One is told otherwise than it is: calls that the network does not carry end with 500.
    fn own_status(&self, kind: ResponseType) -> u16 {
        let is_rest = matches!(self.definition.api, Api::Rest(_));
        match kind {
            ResponseType::IntegrationFailure | ResponseType::AuthorizerFailure => 500,
            ResponseType::Default5xx => 502,
            ResponseType::IntegrationTimeout if !is_rest => 503,
            _ => self.fact(kind).map_or(500, |fact| fact.status),
        }
    }

    fn status(&self, kind: ResponseType) -> u16 {
        let stated = self.custom(kind).and_then(|own| own.status_code.as_ref()?.parse().ok());
        stated.unwrap_or_else(|| self.own_status(kind))
    }

    /// What callers get, by media type.
    fn bodies(&self, kind: ResponseType, message: Option<&str>) -> Vec<(String, String)> {
        let usual = "{\"message\":$context.error.messageString}";
        let templates = self.custom(kind).map(|own| &own.response_templates);
        let stated = templates.into_iter().flatten();
        let mut templates: Vec<(&str, &str)> =
            stated.map(|(media_type, text)| (media_type.as_str(), text.as_str())).collect();
        if templates.is_empty() {
            templates.push(("application/json", usual));
        }
        let is_own = self.definition.rest().is_some_and(|api| {
            kind == ResponseType::AccessDenied && !api.gateway_responses.contains_key(&kind)
        });
        let made = templates.into_iter().map(|(media_type, text)| {
            let mut body = rendered(text, kind, message);
            if is_own {
                // The service writes this one with a capital letter.
                body = body.replacen("{\"message\":", "{\"Message\":", 1);
            }
            (media_type.to_owned(), body)
        });
        made.collect()
    }

    /// The answers of a method of a REST API.
    fn of_method(&self, api: &RestApi, operation: &Operation, behind: Behind<'_>) -> Vec<Arising> {
        let mut found = Found::default();
        found.add(
            ResponseType::Throttled,
            "Too Many Requests",
            "requests come faster than a limit allows",
        );
        let limits = self.in_force.limits(operation);
        if limits.iter().any(|(row, _)| row.quota.is_some()) {
            found.add(
                ResponseType::QuotaExceeded,
                "Limit Exceeded",
                "the quota of the key is used up",
            );
        }
        if operation.auth.api_key && behind.method.is_none_or(|own| *own.api_key_required) {
            found.add(
                ResponseType::InvalidApiKey,
                "Forbidden",
                "the API key is missing, or no usage plan of the stage has it",
            );
        }
        found.of_authorization(behind.authorization);
        for (row, _) in self.in_force.access(operation) {
            if row.policy.is_some_and(|says| says != PolicySays::Allows) {
                found.add(
                    ResponseType::AccessDenied,
                    DENIED_BY_POLICY,
                    "the resource policy does not let the caller in",
                );
            }
        }
        let caches = self.in_force.caches(operation);
        let refuses = |own: &Cached| own.invalidation == "FAIL_WITH_403";
        if caches.iter().any(|(row, _)| row.cache.as_ref().is_ok_and(refuses)) {
            found.add(
                ResponseType::AccessDenied,
                DENIED,
                "a fresh answer is asked for without the permission",
            );
        }
        if let Some(method) = behind.method {
            found.of_validation(api, method);
        }
        if operation.body.is_some() {
            found.add(
                ResponseType::RequestTooLarge,
                "Request Too Long",
                "the request is larger than 10 MB",
            );
        }
        if let Some(integration) = behind.integration {
            found.of_integration(integration);
        }
        found.all
    }
}

#[derive(Default)]
struct Found {
    all: Vec<Arising>,
}

impl Found {
    fn add(&mut self, kind: ResponseType, message: &str, why: &'static str) {
        self.push(kind, Some(message.to_owned()), why);
    }

    fn push(&mut self, kind: ResponseType, message: Option<String>, why: &'static str) {
        if !self.all.iter().any(|own| own.kind == kind && own.why == why) {
            self.all.push(Arising { kind, message, why });
        }
    }

    fn of_authorization(&mut self, authorization: Option<&Authorization>) {
        match authorization.map_or(AuthorizationType::None, |own| own.authorization_type) {
            AuthorizationType::None => {}
            AuthorizationType::AwsIam => {
                self.add(
                    ResponseType::MissingAuthenticationToken,
                    "Missing Authentication Token",
                    "the request is not signed",
                );
                self.add(ResponseType::InvalidSignature, "The request signature we calculated does not match the signature you provided. …", "the signature does not match the request");
                self.add(
                    ResponseType::ExpiredToken,
                    "The security token included in the request is expired",
                    "the session of the credentials has ended",
                );
                self.add(
                    ResponseType::AccessDenied,
                    DENIED_BY_POLICY,
                    "no policy allows the signer the call",
                );
            }
            AuthorizationType::Custom => {
                self.add(
                    ResponseType::Unauthorized,
                    "Unauthorized",
                    "what the authorizer looks at is missing, or it does not accept it",
                );
                self.add(
                    ResponseType::AccessDenied,
                    DENIED,
                    "the authorizer's answer does not allow the call",
                );
                self.push(
                    ResponseType::AuthorizerFailure,
                    None,
                    "the authorizer cannot be reached, or fails",
                );
                self.push(
                    ResponseType::AuthorizerConfigurationError,
                    None,
                    "the authorizer answers with what is no policy",
                );
            }
            AuthorizationType::CognitoUserPools | AuthorizationType::Jwt => {
                self.add(
                    ResponseType::Unauthorized,
                    "Unauthorized",
                    "the token is missing, not valid, or without a scope that is asked for",
                );
                self.add(
                    ResponseType::Unauthorized,
                    "The incoming token has expired",
                    "the token has expired",
                );
            }
        }
    }

    fn of_validation(&mut self, api: &RestApi, method: &Method) {
        let validator = method.request_validator.as_ref();
        let Some(validator) = validator.and_then(|name| api.request_validators.get(name.as_str()))
        else {
            return;
        };
        let required = method
            .request_parameters
            .iter()
            .filter(|(key, own)| own.required && key.location != ParameterLocation::Path);
        let names: Vec<&str> = required.map(|(key, _)| key.name.as_str()).collect();
        if validator.validate_request_parameters && !names.is_empty() {
            let message = format!("Missing required request parameters: [{}]", names.join(", "));
            self.push(
                ResponseType::BadRequestParameters,
                Some(message),
                "a required parameter is missing",
            );
        }
        if validator.validate_request_body && !method.request_models.is_empty() {
            self.add(
                ResponseType::BadRequestBody,
                "Invalid request body",
                "the body is not as its model says",
            );
        }
    }

    fn of_integration(&mut self, integration: &Integration) {
        let kind = *integration.integration_type;
        let is_strict = match integration.passthrough_behavior.as_deref() {
            Some(PassthroughBehavior::Never) => true,
            Some(PassthroughBehavior::WhenNoTemplates) => !integration.request_templates.is_empty(),
            Some(PassthroughBehavior::WhenNoMatch) | None => false,
        };
        let takes_all = integration.request_templates.contains_key("$default");
        if is_strict && !takes_all && !kind.is_proxy() {
            self.add(
                ResponseType::UnsupportedMediaType,
                "Unsupported Media Type",
                "the operation takes no body of that media type",
            );
        }
        if kind == IntegrationType::AwsProxy {
            self.add(
                ResponseType::Default5xx,
                INTERNAL,
                "the function behind it fails, or gives what is no answer",
            );
        }
        if kind != IntegrationType::Mock {
            let message = match kind {
                IntegrationType::Http | IntegrationType::HttpProxy => {
                    "Network error communicating with endpoint"
                }
                IntegrationType::Aws | IntegrationType::AwsProxy | IntegrationType::Mock => {
                    INTERNAL
                }
            };
            self.add(
                ResponseType::IntegrationFailure,
                message,
                "what is behind it cannot be reached",
            );
            self.add(
                ResponseType::IntegrationTimeout,
                "Endpoint request timed out",
                "what is behind it does not answer in time",
            );
        }
        if kind.is_proxy() {
            return;
        }
        if !integration.responses.iter().any(|own| own.selection_pattern.is_none()) {
            self.add(
                ResponseType::ApiConfigurationError,
                INTERNAL,
                "what is behind it answers with a status that the API does not know",
            );
        }
        let templates = integration.responses.iter().any(|own| !own.response_templates.is_empty());
        if templates && kind != IntegrationType::Mock {
            self.add(
                ResponseType::ApiConfigurationError,
                INTERNAL,
                "the answer of what is behind it cannot be transformed",
            );
        }
    }
}

/// The answers of a route of an HTTP API.
fn of_route(operation: &Operation, behind: Behind<'_>) -> Vec<Arising> {
    let mut found = Found::default();
    found.add(
        ResponseType::Throttled,
        "Too Many Requests",
        "requests come faster than a limit allows",
    );
    match behind.authorization.map_or(AuthorizationType::None, |own| own.authorization_type) {
        AuthorizationType::None => {}
        AuthorizationType::AwsIam => {
            found.add(ResponseType::AccessDenied, "Forbidden", "the request is not signed as it has to be, or no policy allows the signer the call");
        }
        AuthorizationType::Jwt | AuthorizationType::CognitoUserPools => {
            found.add(
                ResponseType::Unauthorized,
                "Unauthorized",
                "the token is missing or not valid",
            );
            if behind.authorization.is_some_and(|own| !own.scopes.is_empty()) {
                found.add(
                    ResponseType::AccessDenied,
                    "Forbidden",
                    "the token has none of the scopes",
                );
            }
        }
        AuthorizationType::Custom => {
            found.add(
                ResponseType::Unauthorized,
                "Unauthorized",
                "what the authorizer looks at is missing",
            );
            found.add(
                ResponseType::AccessDenied,
                "Forbidden",
                "the authorizer does not allow the call",
            );
            found.add(
                ResponseType::AuthorizerFailure,
                "Internal Server Error",
                "the authorizer fails",
            );
        }
    }
    if operation.body.is_some() {
        found.add(
            ResponseType::RequestTooLarge,
            "Request Entity Too Large",
            "the request is larger than 10 MB",
        );
    }
    if behind.integration.is_some() {
        found.add(
            ResponseType::IntegrationFailure,
            "Internal Server Error",
            "what is behind it fails",
        );
        found.add(
            ResponseType::IntegrationTimeout,
            "Service Unavailable",
            "what is behind it cannot be reached, or does not answer in time",
        );
    }
    found.all
}

/// The body that a template makes, with what only a request knows by its name.
fn rendered(text: &str, kind: ResponseType, message: Option<&str>) -> String {
    GatewayTemplate::parse(text).render(|variable, out| match variable {
        GatewayVariable::Context(path) => match path.as_str() {
            "error.message" => out.push_str(message.unwrap_or("null")),
            "error.messageString" => {
                out.push_str(&serde_json::Value::from(message).to_string());
            }
            "error.responseType" => out.push_str(kind.name()),
            other => {
                out.push_str("$context.");
                out.push_str(other);
            }
        },
        GatewayVariable::StageVariable(name) => {
            out.push_str("$stageVariables.");
            out.push_str(name);
        }
        GatewayVariable::Request(place, name) => {
            for part in ["$method.request.", place, ".", name] {
                out.push_str(part);
            }
        }
    })
}

/// The place of an answer on its page.
pub(super) fn anchor(name: &str) -> String {
    name.to_ascii_lowercase().replace('_', "-")
}
