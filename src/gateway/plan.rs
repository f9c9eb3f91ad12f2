//! What an engine works by: a configuration with everything prepared that can be.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use http::HeaderValue;

use crate::access::Api;
use crate::bundle::{Config, MethodConfig, Secret, StageConfig};
use crate::ir::EndpointType;
use crate::limits::{ANY_VERBS, MethodName};
use crate::mapping::{BinaryMediaTypes, RouteMatch, Router};
use crate::sigv4::Credentials;

use super::CountedKey;
use super::admission;
use super::authorizers::Authorizers;
use super::base_paths::BasePaths;
use super::cache_plan::CachePlan;
use super::compression::Compression;
use super::destinations::{CalledService, Destinations};
use super::domain::Entrances;
use super::gateway_responses::GatewayResponses;
use super::identities::Identities;
use super::integration_plan::IntegrationKind;
use super::limit_plan::{LimitPlan, RouteLimits};
use super::meter::{MeteredMethod, metered_name};
use super::method_plan::{Access, KeyPlan, MethodPlan, Route, StagePlan};
use super::observed::{ObservedSettings, StageObservers};
use super::target::Target;
use super::unenforced::{self, Control, Unenforced, Unserved};
use super::variants::Variants;

/// A configuration, prepared.
#[derive(Debug)]
pub struct Plan {
    pub(super) api_id: String,
    /// The id as a header has it.
    pub(super) api_id_header: HeaderValue,
    /// The service's own `User-Agent`.
    pub(super) user_agent: HeaderValue,
    pub(super) account: String,
    /// Who may sign requests.
    pub(super) identities: Identities,
    pub(super) deployment_id: String,
    /// Tells the API from every other that a stage has run: what is cached of one is not an answer of another.
    pub(super) deployment: u64,
    pub(super) binary: BinaryMediaTypes,
    pub(super) compression: Option<Compression>,
    /// How long the path and the query of a request may be together.
    pub(super) longest_target: usize,
    /// What stands before all methods.
    pub(super) access: Api,
    /// The ways that lead to the API.
    pub(super) entrances: Entrances,
    /// Whether API keys are what authorizers return, not what callers send.
    pub(super) takes_key_from_authorizer: bool,
    pub(super) responses: GatewayResponses,
    pub(super) stage_plans: Vec<Arc<StagePlan>>,
    /// The names of the token buckets that requests take from, by number.
    pub(super) buckets: Vec<String>,
    /// The keys whose requests are counted, by number.
    pub(super) counters: Vec<CountedKey>,
    /// The methods that have metrics of their own, by number.
    pub(super) meters: Vec<MeteredMethod>,
    /// The name of the API, as metrics have it.
    pub(super) metered_name: String,
    /// The names of the usage plans.
    pub(super) usage_plans: Vec<String>,
    stages: BTreeMap<String, Router<Resource>>,
    /// Whether requests to its stages are those of canaries; nothing where the stages have none.
    pub(super) is_canary: Option<bool>,
    /// Where custom domain names lead.
    pub(super) base_paths: BasePaths,
    pub(super) canary_seed: u64,
    /// The plans of what other stages and canaries run.
    pub(super) others: Vec<OtherPlan>,
    unenforced: Vec<Unenforced>,
    unserved: Vec<Unserved>,
    called_services: BTreeSet<CalledService>,
}

/// The methods of one path in one stage, by verb.
#[derive(Debug)]
struct Resource {
    methods: Vec<(String, Arc<Route>)>,
}

impl Resource {
    /// The method for `verb`: its own, else `ANY`, which stands for seven verbs (reference `pipeline`, section 2).
    fn method(&self, verb: &str) -> Option<&Arc<Route>> {
        let get = |wanted: &str| self.methods.iter().find(|(own, _)| own == wanted);
        let found = get(verb).or_else(|| if ANY_VERBS.contains(&verb) { get("ANY") } else { None });
        found.map(|(_, route)| route)
    }
}

/// How long a URL may be, which depends on who takes it first (reference `throttling-quotas`, section 7.2). Its host and
/// scheme are not counted: they are others at the service.
fn longest_target(endpoint_type: &str) -> usize {
    if endpoint_type == EndpointType::Regional.name() { 10_240 } else { 8192 }
}

/// What one stage runs instead of what the others do, or what its canary runs.
#[derive(Debug)]
pub(super) struct OtherPlan {
    pub(super) stage: String,
    /// How many of a hundred requests it gets; nothing where it is the stage itself.
    pub(super) percent: Option<f64>,
    pub(super) plan: Arc<Plan>,
}

/// How a plan is made.
#[derive(Clone, Default)]
pub struct PlanOptions {
    /// The controls that may be missing, by [`Control::name`]. Methods behind a control that this version does not
    /// enforce are refused, unless it is named here.
    pub allow: Vec<String>,
    /// The values of the environment variables that secrets of the configuration refer to, and of those in
    /// [`PlanOptions::CREDENTIALS`].
    pub environment: BTreeMap<String, String>,
    /// What it depends on which requests canaries get. The same requests in the same order get the same with the same
    /// seed.
    pub canary_seed: u64,
}

impl PlanOptions {
    /// The variables of the environment that hold the credentials for calls of AWS itself, as its own clients read
    /// them: the access key, its secret, and the token of a session.
    pub const CREDENTIALS: [&'static str; 3] =
        ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"];

    /// The credentials for calls of AWS itself, where the environment has any.
    pub(super) fn credentials(&self) -> Option<Credentials> {
        let set = |name: &str| self.environment.get(name).filter(|own| !own.is_empty()).cloned();
        let [id, secret, token] = Self::CREDENTIALS;
        let (access_key_id, secret_access_key) = set(id).zip(set(secret))?;
        Some(Credentials { access_key_id, secret_access_key, session_token: set(token) })
    }

    /// The value of a secret: its own, or that of the variable that it refers to.
    pub(super) fn secret(&self, secret: &Secret) -> Option<String> {
        let named = || self.environment.get(secret.variable()?).cloned();
        secret.value().map(str::to_owned).or_else(named)
    }
}

/// Without the environment, which holds secrets.
impl std::fmt::Debug for PlanOptions {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PlanOptions").field("allow", &self.allow).finish_non_exhaustive()
    }
}

/// Why no plan can be made.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PlanError {
    /// A control is to be allowed to be missing that is none.
    #[error("`{0}` is no control; the controls are {list}", list = Control::list())]
    UnknownControl(String),
    /// Something in the configuration cannot be prepared.
    #[error("{place}: {message}")]
    Invalid {
        /// Where it was written.
        place: String,
        /// What is wrong.
        message: String,
    },
}

impl Plan {
    /// Prepares `config`: what most stages run, and apart from it what single stages and canaries do.
    pub fn new(config: &Config, options: &PlanOptions) -> Result<Self, PlanError> {
        let variants = Variants::of(config)
            .map_err(|(place, message)| PlanError::Invalid { place, message })?;
        let mut plan = Self::of_one(&variants.most, options)?;
        for variant in &variants.others {
            let mut other = Self::of_one(&variant.config, options)?;
            other.is_canary = variant.is_canary;
            if variant.shares_cache {
                other.deployment = plan.deployment_of(&variant.stage);
            }
            // Stages that are alike say it once.
            for own in &other.unserved {
                if !plan.unserved.contains(own) {
                    plan.unserved.push(own.clone());
                }
            }
            for own in &other.unenforced {
                if !plan.unenforced.contains(own) {
                    plan.unenforced.push(own.clone());
                }
            }
            let (stage, percent) = (variant.stage.clone(), variant.percent);
            plan.others.push(OtherPlan { stage, percent, plan: Arc::new(other) });
        }
        plan.canary_seed = options.canary_seed;
        Ok(plan)
    }

    /// The number of what a stage itself runs.
    fn deployment_of(&self, stage: &str) -> u64 {
        let own = self.others.iter().find(|own| own.stage == stage && own.percent.is_none());
        own.map_or(self.deployment, |own| own.plan.deployment)
    }

    /// Prepares a configuration whose stages all run its one API.
    fn of_one(config: &Config, options: &PlanOptions) -> Result<Self, PlanError> {
        let unknown = options.allow.iter().find(|name| Control::parse(name).is_none());
        if let Some(unknown) = unknown {
            return Err(PlanError::UnknownControl(unknown.clone()));
        }
        let invalid =
            |place: &str, message: String| PlanError::Invalid { place: place.to_owned(), message };
        let api = &config.rest_api;
        let access = admission::api(config, &options.allow)
            .map_err(|error| invalid("policy", error.to_string()))?;
        let mut unserved = Vec::new();
        let identities = Identities::new(config, &access, options, &mut unserved)
            .map_err(|message| invalid("identities", message))?;
        let mut plan = Self {
            api_id: api.id.clone(),
            api_id_header: HeaderValue::from_str(&api.id)
                .map_err(|_| invalid("id", format!("`{}` is no id of an API", api.id)))?,
            user_agent: HeaderValue::try_from(format!("AmazonAPIGateway_{}", api.id))
                .map_err(|_| invalid("id", format!("`{}` is no id of an API", api.id)))?,
            account: access.identity().account.clone(),
            identities,
            // A stage runs what it was started with: one deployment.
            deployment: deployment(config),
            deployment_id: deployment_id(config),
            binary: BinaryMediaTypes::new(api.binary_media_types.iter().map(String::as_str)),
            compression: api.minimum_compression_size.map(Compression::new),
            longest_target: longest_target(&api.endpoint.endpoint_type),
            access,
            entrances: Entrances::new(config, &options.allow),
            responses: GatewayResponses::new(&api.gateway_responses)
                .map_err(|message| invalid("gatewayResponses", message))?,
            stage_plans: Vec::with_capacity(config.stages.len()),
            buckets: Vec::new(),
            counters: Vec::new(),
            meters: Vec::new(),
            metered_name: metered_name(&config.name, &api.id),
            takes_key_from_authorizer: api.api_key_source == "AUTHORIZER",
            usage_plans: config.usage_plans.keys().cloned().collect(),
            stages: BTreeMap::new(),
            is_canary: None,
            base_paths: BasePaths::new(config),
            canary_seed: 0,
            others: Vec::new(),
            unenforced: unenforced::of_api(config, &options.allow),
            unserved,
            called_services: BTreeSet::new(),
        };
        let api_refusal = plan.refusal();
        let authorizers = Authorizers::new(config, plan.access.identity())
            .map_err(|message| invalid("authorizers", message))?;
        plan.unserved.extend(authorizers.unserved().chain(authorizers.unserved_functions(config)));
        let mut resources = Vec::with_capacity(api.resources.len());
        for resource in &api.resources {
            let mut methods = Vec::with_capacity(resource.methods.len());
            for (verb, method) in &resource.methods {
                let subject = format!("{verb} {}", resource.path);
                let place = method.origin.as_deref().unwrap_or(&subject);
                let unenforced =
                    unenforced::of_method(config, method, &subject, place, &options.allow);
                let refusal = unenforced.iter().find(|own| own.refused).map(ToString::to_string);
                let does_without_key =
                    unenforced.iter().any(|own| own.control == Control::ApiKeyOfAuthorizer);
                plan.unenforced.extend(unenforced);
                let refusal = api_refusal.clone().or(refusal);
                let prepared = authorizers
                    .authorization(method, &options.allow)
                    .map(|authorization| Access { refusal, authorization, does_without_key })
                    .and_then(|access| MethodPlan::new(api, &resource.path, method, access))
                    .map_err(|message| invalid(place, format!("`{subject}`: {message}")))?;
                if let IntegrationKind::Unserved(reason) = &prepared.integration.kind {
                    let (method, place) = (subject.clone(), place.to_owned());
                    plan.unserved.push(Unserved { method, place, reason: reason.clone() });
                }
                methods.push((verb.as_str(), Arc::new(prepared), method));
            }
            resources.push((resource.path.as_str(), methods));
        }
        plan.prepare_stages(config, &resources, options)?;
        Ok(plan)
    }

    /// Prepares the stages with their methods.
    fn prepare_stages(
        &mut self,
        config: &Config,
        resources: &[Prepared<'_>],
        options: &PlanOptions,
    ) -> Result<(), PlanError> {
        let invalid =
            |place: &str, message: String| PlanError::Invalid { place: place.to_owned(), message };
        let destinations = Destinations::new(config, &self.identities, options);
        let mut limits = LimitPlan::new(config).map_err(|message| invalid("limits", message))?;
        for (name, own) in &config.stages {
            let stage = Arc::new(self.prepare_stage(config, name, own, &limits, options));
            self.stage_plans.push(Arc::clone(&stage));
            self.note_targets(config, resources, &stage, &destinations);
            let observed = ObservedSettings::new(own).map_err(|message| invalid(name, message))?;
            let mut settings = Settings { limits: &mut limits, observed, meters: &mut self.meters };
            let router = router(resources, &stage, &mut settings, &destinations)
                .map_err(|message| invalid(name, message))?;
            self.stages.insert(name.clone(), router);
        }
        (self.buckets, self.counters) = (limits.buckets, limits.counters);
        Ok(())
    }

    /// The keys whose requests are counted, because their usage plans have quotas.
    pub fn counted_keys(&self) -> &[CountedKey] {
        &self.counters
    }

    /// The names of the stages.
    pub fn stages(&self) -> impl Iterator<Item = &str> {
        let others = self.others.iter().filter(|own| own.percent.is_none());
        let own = self.stages.keys().map(String::as_str);
        own.chain(others.map(|own| own.stage.as_str()))
    }

    /// The controls that the configuration declares and this version does not enforce. Whoever serves the plan must
    /// say so.
    pub fn unenforced(&self) -> &[Unenforced] {
        &self.unenforced
    }

    /// What this version cannot answer, with the reason.
    pub fn unserved(&self) -> &[Unserved] {
        &self.unserved
    }

    /// The services that are called at AWS itself. Whoever serves the plan must say so.
    pub fn called_services(&self) -> impl Iterator<Item = &CalledService> {
        self.called_services.iter()
    }

    /// The region of the API.
    pub(super) fn region(&self) -> &str {
        &self.access.identity().region
    }

    /// The stage of that name.
    pub(super) fn stage(&self, name: &str) -> Option<&StagePlan> {
        self.stage_plans.iter().find(|stage| stage.name == name).map(|stage| &**stage)
    }

    /// The stage of that name, to be held on to.
    pub(super) fn stage_named(&self, name: &str) -> Option<&Arc<StagePlan>> {
        self.stage_plans.iter().find(|stage| stage.name == name)
    }

    /// Whether there is a stage of that name.
    pub(super) fn has_stage(&self, name: &str) -> bool {
        self.stages.contains_key(name)
    }

    /// The method for `path` of a stage, with the path parameters.
    pub(super) fn route<'p>(
        &'p self,
        stage: &str,
        path: &'p str,
        verb: &str,
    ) -> Option<RouteMatch<'p, 'p, &'p Arc<Route>>> {
        self.stages.get(stage)?.find(path, |resource| resource.method(verb))
    }

    /// Notes the methods that lead nowhere here, and the services that are called at AWS itself.
    fn note_targets(
        &mut self,
        config: &Config,
        resources: &[Prepared<'_>],
        stage: &StagePlan,
        destinations: &Destinations<'_>,
    ) {
        let methods = resources.iter().flat_map(|(path, methods)| {
            methods.iter().map(move |(verb, prepared, method)| (path, verb, prepared, method))
        });
        for (path, verb, prepared, method) in methods {
            let reason = match destinations.of(prepared, method, stage) {
                Target::Function(function) => {
                    let is_known = |name: &str| config.functions.contains_key(name);
                    if is_known(&function.name) || is_known(&function.to_string()) {
                        continue;
                    }
                    format!(
                        "nothing stands in for the function `{function}`; name it in `local.functions`"
                    )
                }
                Target::Service(service) => {
                    self.called_services.extend(CalledService::of(&service));
                    continue;
                }
                Target::Unserved(reason) => reason,
                Target::None | Target::Fixed(_) | Target::Template(_) | Target::Invalid => continue,
            };
            let subject = format!("{verb} {path}");
            let place = method.origin.clone().unwrap_or_else(|| subject.clone());
            let unserved = Unserved { place, method: subject, reason };
            // Stages that lead to the same say it once.
            if !self.unserved.contains(&unserved) {
                self.unserved.push(unserved);
            }
        }
    }

    fn refusal(&self) -> Option<String> {
        self.unenforced.iter().find(|own| own.refused).map(ToString::to_string)
    }

    fn prepare_stage(
        &mut self,
        config: &Config,
        name: &str,
        stage: &StageConfig,
        limits: &LimitPlan<'_>,
        options: &PlanOptions,
    ) -> StagePlan {
        let mut api_keys = BTreeMap::new();
        for (plan, usage) in &config.usage_plans {
            if !usage.stages.iter().any(|own| own == name) {
                continue;
            }
            for (place, key) in usage.api_keys.iter().enumerate() {
                let Some(limits) = limits.key(plan, place) else { continue };
                let Some(api_key) = config.api_keys.get(key) else { continue };
                let variable = api_key.value.variable();
                match options.secret(&api_key.value) {
                    Some(value) => {
                        let entry = KeyPlan { name: key.clone(), enabled: api_key.enabled, limits };
                        api_keys.insert(value, entry);
                    }
                    None => self.unserved.push(Unserved {
                        method: format!("API key {key}"),
                        place: format!("usage plan {plan}"),
                        reason: match variable {
                            Some(variable) => {
                                format!("the environment variable `{variable}` is not set")
                            }
                            None => "its value is not in the configuration".to_owned(),
                        },
                    }),
                }
            }
        }
        let variables = stage.variables.iter();
        StagePlan {
            number: self.stage_plans.len(),
            cluster_bytes: limits.cluster_bytes(name),
            name: name.to_owned(),
            state_name: match stage.canary_settings.as_ref().map(|own| own.use_stage_cache) {
                // A stage that is being prepared for its canary has nothing left but the canary's settings.
                Some(false) => format!("{name}/canary"),
                Some(true) | None => name.to_owned(),
            },
            variables: variables
                .map(|(name, value)| (Cow::Owned(name.clone()), Cow::Owned(value.clone())))
                .collect(),
            api_keys,
            observers: StageObservers::new(stage),
        }
    }
}

/// The id of the deployment that the stages point to; one that is made of the API's id where there is none.
fn deployment_id(config: &Config) -> String {
    let pointed = config.stages.values().find_map(|stage| stage.deployment_id.clone());
    pointed.unwrap_or_else(|| config.rest_api.id.chars().rev().take(6).collect())
}

/// A number for the API as it is deployed.
fn deployment(config: &Config) -> u64 {
    // A configuration that was read can be written.
    let text = serde_json::to_vec(&config.rest_api).unwrap_or_default();
    text.into_iter().fold(0xcbf2_9ce4_8422_2325, |hash: u64, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}

/// A resource's path with its methods, by verb.
type Prepared<'c> = (&'c str, Vec<(&'c str, Arc<MethodPlan>, &'c MethodConfig)>);

/// What a stage sets for its methods.
struct Settings<'s, 'c> {
    limits: &'s mut LimitPlan<'c>,
    observed: ObservedSettings,
    meters: &'s mut Vec<MeteredMethod>,
}

impl Settings<'_, '_> {
    /// The number of the metrics of a method, where it has its own.
    fn meter(&mut self, stage: &StagePlan, name: MethodName<'_>, is_kept: bool) -> Option<usize> {
        is_kept.then(|| {
            self.meters.push(MeteredMethod {
                stage: stage.name.clone(),
                method: name.verb.to_owned(),
                resource: name.path.to_owned(),
            });
            self.meters.len() - 1
        })
    }
}

/// The methods of all resources as they are in one stage.
fn router(
    resources: &[Prepared<'_>],
    stage: &Arc<StagePlan>,
    settings: &mut Settings<'_, '_>,
    destinations: &Destinations<'_>,
) -> Result<Router<Resource>, String> {
    let mut router = Router::new();
    for (path, methods) in resources {
        let mut routes = Vec::with_capacity(methods.len());
        for (verb, prepared, method) in methods {
            let is_free = |verb: &str| methods.iter().all(|(own, ..)| *own != verb);
            for (verb, limits) in verbs(settings, &stage.name, path, verb, is_free) {
                let name = MethodName { verb, path };
                let observed = settings.observed.of(name);
                let meter = settings.meter(stage, name, observed.detailed);
                let target = destinations.of(prepared, method, stage);
                // What is passed on as it comes is not there to be kept.
                let cache = limits.cache.filter(|_| !method.integration.stream);
                let cache = cache
                    .map(|own| CachePlan::new(own, method, &prepared.resource_id))
                    .transpose()?;
                let (stage, method) = (Arc::clone(stage), Arc::clone(prepared));
                routes.push((
                    verb.to_owned(),
                    Arc::new(Route { stage, method, target, limits, cache, observed, meter }),
                ));
            }
        }
        router.insert(path, Resource { methods: routes });
    }
    Ok(router)
}

/// The verbs that a method answers, with the limits of each. One that answers any verb stands once for every verb that
/// has settings of its own, and then for all.
fn verbs<'v>(
    settings: &mut Settings<'_, '_>,
    stage: &str,
    path: &str,
    own: &'v str,
    is_free: impl Fn(&str) -> bool,
) -> Vec<(&'v str, RouteLimits)> {
    let all = MethodName { verb: own, path };
    let observed = settings.observed.of(all);
    let all = settings.limits.route(stage, all, own);
    let mut found = Vec::with_capacity(1);
    if own == "ANY" {
        for verb in ANY_VERBS.into_iter().filter(|verb| is_free(verb)) {
            let name = MethodName { verb, path };
            let single = settings.limits.route(stage, name, own);
            if single != all || settings.observed.of(name) != observed {
                found.push((verb, single));
            }
        }
    }
    found.push((own, all));
    found
}
