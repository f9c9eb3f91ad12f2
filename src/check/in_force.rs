//! What is in force in a definition: limits and caches of methods, with the layer that decides.
//!
//! The answers come from `limits`, where the runtime has its own from. Rules ask here, and so does whoever wants to see.

use std::collections::BTreeSet;
use std::fmt;
use std::time::Duration;

use crate::ir::{
    CacheSettings, DEFAULT_STAGE, Definition, Quota, QuotaPeriod, Stage, Throttle as Throttled,
    UsagePlan,
};
use crate::limits::{
    self, Cache, CacheSetting, CacheSource, Chain, Layer, Link, MethodName, MethodSetting,
    PlanSettings, Rate, Source, StageSettings, Throttle, ThrottleSetting, Uncached,
};
use crate::quota::account_throttle;

use super::Context;

/// The settings of a definition, as `limits` takes them.
#[derive(Clone, Debug)]
pub struct InForce<'a> {
    account: Throttle,
    stages: Vec<(&'a str, StageSettings)>,
    plans: Vec<PlanInForce<'a>>,
}

/// A usage plan with its settings.
#[derive(Clone, Debug)]
struct PlanInForce<'a> {
    name: &'a str,
    plan: &'a UsagePlan,
    settings: PlanSettings,
}

/// The limits of one method in one stage, for one kind of caller.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LimitsInForce {
    /// The stage.
    pub stage: String,
    /// The method, as `GET /pets`.
    pub method: String,
    /// Who calls.
    pub caller: Caller,
    /// Requests per second, for long.
    pub rate: Rate,
    /// Who says so.
    pub rate_by: String,
    /// Requests at once.
    pub burst: u64,
    /// Who says so.
    pub burst_by: String,
    /// Requests in a period, where there is a quota.
    pub quota: Option<limits::Quota>,
    /// All limits that a request meets, in order, with the names of their layers.
    pub chain: Vec<(String, Throttle)>,
}

/// Who calls, as far as limits tell callers apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Caller {
    /// Anyone: the method needs no API key.
    Anyone,
    /// Whoever has a key of that usage plan.
    KeyOf(String),
    /// Nobody: the method needs a key, and no usage plan covers the stage.
    Nobody,
}

impl fmt::Display for Caller {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Anyone => f.write_str("anyone"),
            Self::KeyOf(plan) => write!(f, "a key of `{plan}`"),
            Self::Nobody => f.write_str("nobody: no usage plan covers the stage"),
        }
    }
}

/// The cache of one method in one stage.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CacheInForce {
    /// The stage.
    pub stage: String,
    /// The method, as `GET /pets`.
    pub method: String,
    /// The cache, or why there is none.
    pub cache: Result<Cached, String>,
}

/// A method whose responses are kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cached {
    /// Who has turned the cache on.
    pub enabled_by: String,
    /// For how long.
    pub ttl: Duration,
    /// Who says so.
    pub ttl_by: String,
    /// The parameters that tell one response from another; the namespace is the resource's own unless one is written.
    pub key: Vec<String>,
    /// The namespace that is written.
    pub namespace: Option<String>,
    /// Whether responses are encrypted where they are kept.
    pub encrypted: bool,
    /// What becomes of a caller that asks for a fresh response, in the service's words.
    pub invalidation: &'static str,
}

impl<'a> InForce<'a> {
    /// Collects the settings of `definition`. One without stages is served as one of the usual name.
    pub fn new(definition: &'a Definition) -> Self {
        let usual = account_throttle(definition.region.as_deref().map(String::as_str));
        let own = throttle(&definition.account_throttle);
        let mut stages: Vec<(&'a str, StageSettings)> =
            definition.stages.iter().map(|(name, own)| (name.as_str(), stage(own))).collect();
        if stages.is_empty() {
            stages.push((DEFAULT_STAGE, StageSettings::default()));
        }
        let plans = definition.usage_plans.iter().map(|(name, plan)| PlanInForce {
            name,
            plan,
            settings: plan_settings(plan),
        });
        Self {
            account: Throttle {
                rate: own.rate.unwrap_or(Rate::new(usual.rate)),
                burst: own.burst.unwrap_or(usual.burst),
            },
            stages,
            plans: plans.collect(),
        }
    }

    /// The account's limit in the region.
    pub const fn account(&self) -> Throttle {
        self.account
    }

    /// The settings of the stage `name`.
    pub fn stage(&self, name: &str) -> Option<&StageSettings> {
        self.stages.iter().find(|(own, _)| *own == name).map(|(_, settings)| settings)
    }

    /// The limits of a method for a key of `plan`, or for everyone.
    pub fn chain(
        &self,
        stage: &str,
        plan: Option<&str>,
        method: MethodName<'_>,
    ) -> Option<Chain<'_>> {
        let plan = match plan {
            None => None,
            Some(name) => Some(&self.plans.iter().find(|own| own.name == name)?.settings),
        };
        Some(Chain::new(self.account, self.stage(stage)?, plan, method))
    }

    /// The cache of a method in a stage; nothing where there is no such stage.
    pub fn cache(
        &self,
        stage: &str,
        method: MethodName<'_>,
    ) -> Option<Result<Cache<'_>, Uncached<'_>>> {
        Some(Cache::new(self.stage(stage)?, method))
    }

    /// The limits of all methods in all stages, for every kind of caller.
    pub fn limits(&self, cx: &Context<'_>) -> Vec<LimitsInForce> {
        let methods = methods(cx);
        let taken = taken(&methods);
        let mut rows = Vec::new();
        for (stage, settings) in &self.stages {
            for (verb, path, needs_key) in methods.iter().copied() {
                let own = MethodName { verb, path };
                let all = self.rows(stage, settings, own, needs_key);
                for verb in verbs(&taken, own) {
                    let single = MethodName { verb, path };
                    let found = self.rows(stage, settings, single, needs_key);
                    let differs = !found.iter().zip(&all).all(|(one, other)| same(one, other));
                    if differs {
                        rows.extend(found);
                    }
                }
                rows.extend(all);
            }
        }
        rows
    }

    fn rows(
        &self,
        stage: &str,
        settings: &StageSettings,
        method: MethodName<'_>,
        needs_key: bool,
    ) -> Vec<LimitsInForce> {
        let row = |caller: Caller, plan: Option<&PlanInForce<'_>>| {
            let plan_settings = plan.map(|plan| &plan.settings);
            let chain = Chain::new(self.account, settings, plan_settings, method);
            let name = plan.map_or("", |plan| plan.name);
            let (rate, burst) = (chain.rate()?, chain.burst()?);
            Some(LimitsInForce {
                stage: stage.to_owned(),
                method: method.to_string(),
                caller,
                rate: rate.rate.value,
                rate_by: by(rate, rate.rate.source, name),
                burst: burst.burst.value,
                burst_by: by(burst, burst.burst.source, name),
                quota: plan.and_then(|plan| plan.settings.quota),
                chain: chain
                    .links()
                    .iter()
                    .map(|link| (layer(link, name), link.throttle()))
                    .collect(),
            })
        };
        if !needs_key {
            return row(Caller::Anyone, None).into_iter().collect();
        }
        let covering = self
            .plans
            .iter()
            .filter(|plan| plan.plan.stages.iter().any(|own| own.as_str() == stage));
        let rows: Vec<LimitsInForce> = covering
            .filter_map(|plan| row(Caller::KeyOf(plan.name.to_owned()), Some(plan)))
            .collect();
        if rows.is_empty() { row(Caller::Nobody, None).into_iter().collect() } else { rows }
    }

    /// The caches of all methods in all stages.
    pub fn caches(&self, cx: &Context<'_>) -> Vec<CacheInForce> {
        let methods = methods(cx);
        let taken = taken(&methods);
        let mut rows = Vec::new();
        for (stage, settings) in &self.stages {
            for at in cx.methods() {
                let path = at.resource.path.as_str();
                let own = MethodName { verb: at.http_method.name(), path };
                let all = Cache::new(settings, own);
                let row = |method: MethodName<'_>, cache: Result<Cache<'_>, Uncached<'_>>| {
                    let (stage, method) = ((*stage).to_owned(), method.to_string());
                    let integration = at.integration.as_ref();
                    let cache = cache.map_err(|why| uncached(why)).map(|cache| Cached {
                        enabled_by: cache_source(cache.enabled_by),
                        ttl: Duration::from_secs(cache.ttl),
                        ttl_by: cache_source(cache.ttl_by),
                        key: integration.map_or_else(Vec::new, |own| {
                            own.cache_key_parameters.iter().map(ToString::to_string).collect()
                        }),
                        namespace: integration
                            .and_then(|own| own.cache_namespace.as_ref())
                            .map(ToString::to_string),
                        encrypted: cache.encrypted,
                        invalidation: invalidation(&cache),
                    });
                    CacheInForce { stage, method, cache }
                };
                for verb in verbs(&taken, own) {
                    let single = MethodName { verb, path };
                    let cache = Cache::new(settings, single);
                    if cache != all {
                        rows.push(row(single, cache));
                    }
                }
                rows.push(row(own, all));
            }
        }
        rows
    }
}

/// Whether two rows differ in no more than the method that they are for.
fn same(one: &LimitsInForce, other: &LimitsInForce) -> bool {
    one.chain == other.chain && one.rate_by == other.rate_by && one.burst_by == other.burst_by
}

/// All methods and routes: verb, path, and whether a key is needed.
fn methods<'a>(cx: &Context<'a>) -> Vec<(&'a str, &'a str, bool)> {
    let methods = cx.methods().iter().map(|at| {
        (at.method.http_method.name(), at.resource.path.as_str(), *at.method.api_key_required)
    });
    let routes = cx.routes().map(|at| {
        let (verb, path) = at.key.split_once(' ').unwrap_or(("", at.key.as_str()));
        (verb, path, false)
    });
    methods.chain(routes).collect()
}

/// The methods by verb and path.
fn taken<'a>(methods: &[(&'a str, &'a str, bool)]) -> BTreeSet<(&'a str, &'a str)> {
    methods.iter().map(|(verb, path, _)| (*verb, *path)).collect()
}

/// The single verbs that a method for any verb answers.
fn verbs(taken: &BTreeSet<(&str, &str)>, method: MethodName<'_>) -> Vec<&'static str> {
    if method.verb != "ANY" {
        return Vec::new();
    }
    let is_free = |verb: &&'static str| !taken.contains(&(*verb, method.path));
    limits::ANY_VERBS.into_iter().filter(is_free).collect()
}

fn by(link: &Link<'_>, source: Source<'_>, plan: &str) -> String {
    match (source, link.layer) {
        (Source::Account, _) | (_, Layer::Account) => "account".to_owned(),
        (Source::Key(key), Layer::ClientMethod | Layer::Client) => {
            format!("usage plan `{plan}`, `{key}`")
        }
        (Source::Default, Layer::ClientMethod | Layer::Client) => format!("usage plan `{plan}`"),
        (Source::Key(key), Layer::Method) => format!("stage, `{key}`"),
        (Source::Default, Layer::Method) => "stage".to_owned(),
    }
}

fn layer(link: &Link<'_>, plan: &str) -> String {
    match link.layer {
        Layer::ClientMethod => format!("usage plan `{plan}`, per method"),
        Layer::Client => format!("usage plan `{plan}`"),
        Layer::Method => "stage".to_owned(),
        Layer::Account => "account".to_owned(),
    }
}

fn cache_source(source: CacheSource<'_>) -> String {
    match source {
        CacheSource::Key(key) => format!("stage, `{key}`"),
        CacheSource::Stage => "stage".to_owned(),
        CacheSource::Service => "service".to_owned(),
    }
}

fn uncached(why: Uncached<'_>) -> String {
    match why {
        Uncached::NoCluster => "the stage has no cache".to_owned(),
        Uncached::Off(source) => format!("turned off by {}", cache_source(source)),
        Uncached::NotGet => "a stage caches `GET` alone".to_owned(),
        Uncached::NoTime(source) => format!("kept for 0 seconds by {}", cache_source(source)),
    }
}

/// What becomes of `Cache-Control: max-age=0`.
const fn invalidation(cache: &Cache<'_>) -> &'static str {
    if cache.require_authorization { cache.unauthorized.name() } else { "anyone" }
}

fn stage(stage: &Stage) -> StageSettings {
    let methods = stage.methods.iter().map(|(key, own)| {
        let setting = MethodSetting {
            throttle: throttle(&own.throttle),
            cache: own.cache.as_ref().map(cache),
        };
        (key.to_string(), setting)
    });
    StageSettings {
        throttle: throttle(&stage.throttle),
        cache: stage.cache.as_ref().map(cache),
        methods: methods.collect(),
    }
}

fn plan_settings(plan: &UsagePlan) -> PlanSettings {
    let methods = plan.methods.iter().map(|(key, own)| (key.to_string(), throttle(own)));
    PlanSettings {
        throttle: throttle(&plan.throttle),
        methods: methods.collect(),
        quota: plan.quota.as_ref().map(quota),
    }
}

/// A quota as numbers.
pub(super) fn quota(quota: &Quota) -> limits::Quota {
    limits::Quota {
        limit: *quota.limit,
        period: match *quota.period {
            QuotaPeriod::Day => limits::QuotaPeriod::Day,
            QuotaPeriod::Week => limits::QuotaPeriod::Week,
            QuotaPeriod::Month => limits::QuotaPeriod::Month,
        },
        offset: quota.offset.as_deref().copied().unwrap_or(0),
    }
}

/// All throttles that a definition writes, with whose they are.
pub(super) fn throttles(definition: &Definition) -> Vec<(String, &Throttled)> {
    let mut all = vec![("the account's bucket".to_owned(), &definition.account_throttle)];
    for (name, stage) in &definition.stages {
        all.push((format!("the bucket of a method of `{name}`"), &stage.throttle));
        for (key, own) in &stage.methods {
            all.push((format!("the bucket of `{key}` in `{name}`"), &own.throttle));
        }
    }
    for (name, plan) in &definition.usage_plans {
        all.push((format!("the bucket of a key of `{name}`"), &plan.throttle));
        for (key, own) in &plan.methods {
            all.push((format!("the bucket of a key of `{name}` at `{key}`"), own));
        }
    }
    all
}

fn throttle(throttle: &Throttled) -> ThrottleSetting {
    ThrottleSetting {
        rate: throttle.rate.as_deref().map(|rate| Rate::new(*rate)),
        burst: throttle.burst.as_deref().copied(),
    }
}

fn cache(cache: &CacheSettings) -> CacheSetting {
    CacheSetting {
        size: cache.size.as_deref().copied(),
        enabled: cache.enabled.as_deref().copied(),
        ttl: cache.ttl.as_deref().map(Duration::as_secs),
        encrypted: cache.encrypted.as_deref().copied(),
        require_authorization: cache.require_authorization.as_deref().copied(),
        unauthorized: cache.unauthorized.as_deref().copied(),
    }
}
