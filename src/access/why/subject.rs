//! The API that is asked about, with all that stands between a request and its integration.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::access::{Api, Caller};
use crate::bundle::{AuthorizerConfig, Config, MethodConfig, ResourceConfig};
use crate::iam::Identity;
use crate::ir::{Definition, HttpMethod, Method};
use crate::limits::ANY_VERBS;
use crate::mapping::Router;
use crate::source::{Sources, Span};

use super::{KnownCaller, Question};

/// An API as it is asked about.
#[derive(Debug)]
pub struct Subject<'s> {
    pub(super) config: &'s Config,
    pub(super) api: Api,
    /// What the configuration was made of, for places; there is none of one that was read from a file.
    pub(super) definition: Option<&'s Definition>,
    pub(super) sources: &'s Sources,
    /// The identities that the definition knows.
    pub(super) callers: Vec<(String, KnownCaller)>,
    /// The text of the policy of the VPC endpoint.
    pub(super) endpoint_document: Option<Value>,
    /// The names of API keys by their values.
    pub(super) keys: BTreeMap<String, String>,
    router: Router<usize>,
}

/// What a subject is made of.
#[derive(Debug)]
pub struct SubjectParts<'s> {
    /// What the runtime would run.
    pub config: &'s Config,
    /// What stands before all methods.
    pub api: Api,
    /// What the configuration was made of.
    pub definition: Option<&'s Definition>,
    /// The files that it was read from.
    pub sources: &'s Sources,
    /// The identities that are known, by name.
    pub callers: Vec<(String, KnownCaller)>,
    /// The text of the policy of the VPC endpoint.
    pub endpoint_document: Option<Value>,
    /// The names of API keys by their values.
    pub keys: BTreeMap<String, String>,
}

/// The method that a request is for.
#[derive(Clone, Copy, Debug)]
pub(super) struct Found<'s> {
    pub(super) resource: &'s ResourceConfig,
    /// The verb of the method, which can be `ANY`.
    pub(super) verb: &'s str,
    pub(super) method: &'s MethodConfig,
}

impl<'s> Subject<'s> {
    /// Prepares an API to be asked about.
    pub fn new(parts: SubjectParts<'s>) -> Self {
        let SubjectParts { config, api, definition, sources, callers, endpoint_document, keys } =
            parts;
        let mut router = Router::new();
        for (place, resource) in config.rest_api.resources.iter().enumerate() {
            router.insert(&resource.path, place);
        }
        Self { config, api, definition, sources, callers, endpoint_document, keys, router }
    }

    /// What stands before all methods.
    pub const fn api(&self) -> &Api {
        &self.api
    }

    /// The names of the stages.
    pub fn stages(&self) -> impl Iterator<Item = &'s str> {
        self.config.stages.keys().map(String::as_str)
    }

    /// The method for a request.
    pub(super) fn find(&self, verb: &str, path: &str) -> Option<Found<'s>> {
        let found = self.router.find(path, |place| {
            let resource = self.config.rest_api.resources.get(*place)?;
            let (verb, method) = method(resource, verb)?;
            Some(Found { resource, verb, method })
        });
        found.map(|found| found.value)
    }

    /// All methods.
    pub(super) fn methods(&self) -> impl Iterator<Item = Found<'s>> {
        self.config.rest_api.resources.iter().flat_map(|resource| {
            resource.methods.iter().map(move |(verb, method)| Found { resource, verb, method })
        })
    }

    /// The authorizer of a method.
    pub(super) fn authorizer(
        &self,
        method: &MethodConfig,
    ) -> Option<(&'s str, &'s AuthorizerConfig)> {
        let name = method.authorizer.as_deref()?;
        let found = self.config.rest_api.authorizers.get_key_value(name);
        found.map(|(name, authorizer)| (name.as_str(), authorizer))
    }

    /// An identity: one that the definition knows by that name or ARN, else one of which only its ARN is known.
    pub fn caller(&self, name: &str) -> Option<KnownCaller> {
        let is_it =
            |own: &str, known: &KnownCaller| own == name || known.caller.identity.arn() == name;
        if let Some((_, known)) = self.callers.iter().find(|(own, known)| is_it(own, known)) {
            return Some(known.clone());
        }
        let caller = Caller::new(Identity::parse(name).ok()?);
        Some(KnownCaller { caller, documents: Vec::new() })
    }

    /// The value of the API key of that name.
    pub fn key_value(&self, name: &str) -> Option<&str> {
        self.keys.iter().find(|(_, own)| *own == name).map(|(value, _)| value.as_str())
    }

    /// The authorizer and the scopes of a method whose callers show a token of a user pool.
    pub fn user_pool(&self, question: &Question) -> Option<(&'s AuthorizerConfig, &'s [String])> {
        let found = self.find(question.counting_verb(), &question.path)?;
        let is_of_pool = found.method.authorization_type == "COGNITO_USER_POOLS";
        let (_, authorizer) = self.authorizer(found.method).filter(|_| is_of_pool)?;
        Some((authorizer, &found.method.authorization_scopes))
    }

    /// Where a method was written.
    pub(super) fn place_of(&self, found: &Found<'_>) -> Option<Span> {
        Some(self.method_of(found)?.origin.span())
    }

    /// Where an authorizer was written.
    pub(super) fn place_of_authorizer(&self, name: &str) -> Option<Span> {
        let authorizers = &self.definition?.rest()?.authorizers;
        authorizers.iter().find(|(own, _)| own.as_str() == name).map(|(own, _)| own.span())
    }

    /// Where a usage plan was written.
    pub(super) fn place_of_plan(&self, name: &str) -> Option<Span> {
        let plans = &self.definition?.usage_plans;
        plans.iter().find(|(own, _)| own.as_str() == name).map(|(own, _)| own.span())
    }

    /// Where an API key was written.
    pub(super) fn place_of_key(&self, name: &str) -> Option<Span> {
        let keys = &self.definition?.api_keys;
        keys.iter().find(|(own, _)| own.as_str() == name).map(|(own, _)| own.span())
    }

    /// The place as people name it: `openapi.yaml:12:3`.
    pub(super) fn named(&self, span: Span) -> Option<String> {
        let file = self.sources.get(span.file())?;
        let position = self.sources.position(span);
        Some(format!("{}:{}:{}", file.name(), position.line, position.column))
    }

    fn method_of(&self, found: &Found<'_>) -> Option<&'s Method> {
        let tree = &self.definition?.rest()?.resources;
        let resource = tree.get(tree.find(&found.resource.path)?)?;
        resource.methods.get(&HttpMethod::parse(found.verb)?)
    }
}

impl Found<'_> {
    /// As in `GET /pets/{petId}`.
    pub(super) fn name(&self) -> String {
        format!("{} {}", self.verb, self.resource.path)
    }
}

/// The method of a resource for `verb`: its own, else `ANY`, which stands for seven verbs (reference `pipeline`,
/// section 2).
fn method<'r>(resource: &'r ResourceConfig, verb: &str) -> Option<(&'r str, &'r MethodConfig)> {
    let get = |wanted: &str| resource.methods.get_key_value(wanted);
    let found = get(verb).or_else(|| if ANY_VERBS.contains(&verb) { get("ANY") } else { None });
    found.map(|(verb, method)| (verb.as_str(), method))
}
