//! What can be called: the methods of a REST API and the routes of an HTTP API in one form.

use std::collections::HashMap;

use crate::ir::{
    Api, Authorization, Definition, Documentation, HttpApi, HttpMethod, Integration,
    IntegrationType, Method, Model, ResourceTree,
};
use crate::source::{Spanned, SpannedMap};

/// One method or route.
#[derive(Clone, Copy, Debug)]
pub(super) struct Call<'a> {
    /// The path with its variables.
    pub(super) path: &'a str,
    /// The verb.
    pub(super) verb: HttpMethod,
    /// `operationId`.
    pub(super) operation_name: Option<&'a Spanned<String>>,
    /// What is sent and what comes back, where the document says that.
    pub(super) method: Option<&'a Method>,
    /// Who may call.
    pub(super) authorization: &'a Authorization,
    /// Whether an API key is needed.
    pub(super) api_key: bool,
    integration: Option<&'a Integration>,
}

/// What the document says about messages.
#[derive(Clone, Copy, Debug)]
pub(super) struct Messages<'a> {
    /// The models.
    pub(super) models: &'a SpannedMap<Model>,
    /// What is said about the parts.
    pub(super) documentation: &'a Documentation,
}

/// The messages of `definition`; none for an HTTP API whose document does not describe any.
pub(super) fn messages(definition: &Definition) -> Option<Messages<'_>> {
    match &definition.api {
        Api::Rest(api) => Some(Messages { models: &api.models, documentation: &api.documentation }),
        Api::Http(api) => api.contract.get().map(|contract| Messages {
            models: &contract.models,
            documentation: &contract.documentation,
        }),
    }
}

/// Everything that a client calls, in document order. The preflights of browsers are not among it.
pub(super) fn of(definition: &Definition) -> Vec<Call<'_>> {
    let all = match &definition.api {
        Api::Rest(api) => of_resources(&api.resources),
        Api::Http(api) => of_routes(api),
    };
    all.into_iter().filter(|call| !call.is_preflight()).collect()
}

fn of_resources(resources: &ResourceTree) -> Vec<Call<'_>> {
    resources
        .methods()
        .map(|(resource, method)| Call {
            path: &resource.path,
            verb: method.http_method,
            operation_name: method.operation_name.as_ref(),
            method: Some(method),
            authorization: &method.authorization,
            api_key: *method.api_key_required,
            integration: method.integration.as_ref(),
        })
        .collect()
}

fn of_routes(api: &HttpApi) -> Vec<Call<'_>> {
    let mut described: HashMap<(&str, HttpMethod), &Method> = HashMap::new();
    if let Some(contract) = api.contract.get() {
        for (resource, method) in contract.resources.methods() {
            described.insert((&resource.path, method.http_method), method);
        }
    }
    api.routes
        .iter()
        .map(|(key, route)| {
            let (verb, path) = key.split_once(' ').unwrap_or(("ANY", "/$default"));
            let verb = HttpMethod::parse(verb).unwrap_or(HttpMethod::Any);
            let trimmed = path.trim_end_matches('/');
            Call {
                path: if key.as_str() == "$default" { "/{path+}" } else { path },
                verb,
                operation_name: route.operation_name.as_ref(),
                method: described
                    .get(&(if trimmed.is_empty() { "/" } else { trimmed }, verb))
                    .copied(),
                authorization: &route.authorization,
                api_key: false,
                integration: route.integration.as_ref(),
            }
        })
        .collect()
}

impl Call<'_> {
    /// A browser asks for it by itself, before the request that a page makes.
    fn is_preflight(&self) -> bool {
        let is_mock = |own: &Integration| *own.integration_type == IntegrationType::Mock;
        self.verb == HttpMethod::Options && self.integration.is_some_and(is_mock)
    }
}
