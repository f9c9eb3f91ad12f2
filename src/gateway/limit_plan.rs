//! The limits of a configuration, resolved: which token buckets and which counts a request meets, by number.

use std::collections::BTreeMap;

use crate::bundle::{CacheConfig, Config, StageConfig, ThrottleConfig, UsagePlanConfig};
use crate::limits::{
    Cache, CacheSetting, Chain, Closeness, Layer, Link, MethodName, MethodSetting, PlanSettings,
    Quota, QuotaPeriod, Rate, StageSettings, Throttle, ThrottleSetting, UnauthorizedStrategy,
};
use crate::quota::account_throttle;

use super::CountedKey;
use super::cache_plan::CacheSettings;

/// A token bucket by its number, with what it is and holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Gate {
    pub(super) bucket: usize,
    pub(super) layer: Layer,
    pub(super) throttle: Throttle,
}

/// What a request to a method in a stage meets, whoever sends it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct RouteLimits {
    /// The limits for all callers together, in order.
    pub(super) shared: Vec<Gate>,
    /// The limits that plans set for each of their keys at this method.
    clients: Vec<ClientLimit>,
    /// The settings of its cache, where responses are kept.
    pub(super) cache: Option<CacheSettings>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct ClientLimit {
    plan: usize,
    throttle: Throttle,
    /// The bucket of the plan's first key; those of the others follow.
    first: usize,
}

/// What a key of a usage plan meets, whatever it calls.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct KeyLimits {
    plan: usize,
    /// The place of the key among those of the plan.
    place: usize,
    /// The name of the plan.
    pub(super) plan_name: String,
    pub(super) client: Option<Gate>,
    /// The number of its count, and the quota.
    pub(super) quota: Option<(usize, Quota)>,
}

impl RouteLimits {
    /// The buckets that a request meets, in order.
    pub(super) fn gates<'l>(&'l self, key: Option<&'l KeyLimits>) -> impl Iterator<Item = Gate> {
        let client_method = key.and_then(|key| {
            let own = self.clients.iter().find(|own| own.plan == key.plan)?;
            let bucket = own.first + key.place;
            Some(Gate { bucket, layer: Layer::ClientMethod, throttle: own.throttle })
        });
        let client = key.and_then(|key| key.client);
        client_method.into_iter().chain(client).chain(self.shared.iter().copied())
    }
}

/// Collects what a plan needs of its state, and gives numbers for it.
#[derive(Debug)]
pub(super) struct LimitPlan<'c> {
    config: &'c Config,
    account: Throttle,
    stages: BTreeMap<&'c str, StageSettings>,
    plans: Vec<UsagePlan<'c>>,
    numbers: BTreeMap<String, usize>,
    /// The names of all buckets, by number.
    pub(super) buckets: Vec<String>,
    /// What is counted, by number.
    pub(super) counters: Vec<CountedKey>,
}

#[derive(Debug)]
struct UsagePlan<'c> {
    name: &'c str,
    config: &'c UsagePlanConfig,
    settings: PlanSettings,
    /// The number of the bucket and of the count of the first key.
    client: Option<(usize, Throttle)>,
    counter: Option<(usize, Quota)>,
}

impl<'c> LimitPlan<'c> {
    /// Reads the limits of `config`, or says what is wrong with them.
    pub(super) fn new(config: &'c Config) -> Result<Self, String> {
        let mut own = Self {
            config,
            account: account(config),
            stages: BTreeMap::new(),
            plans: Vec::with_capacity(config.usage_plans.len()),
            numbers: BTreeMap::new(),
            buckets: Vec::new(),
            counters: Vec::new(),
        };
        for (name, stage) in &config.stages {
            let settings =
                stage_settings(stage).map_err(|fault| format!("stage `{name}`: {fault}"))?;
            own.stages.insert(name, settings);
        }
        for (name, plan) in &config.usage_plans {
            let settings =
                plan_settings(plan).map_err(|fault| format!("usage plan `{name}`: {fault}"))?;
            own.add_plan(name, plan, settings);
        }
        Ok(own)
    }

    fn add_plan(&mut self, name: &'c str, config: &'c UsagePlanConfig, settings: PlanSettings) {
        // The account stands in for what is left out, and no method is meant.
        let stage = StageSettings::default();
        let method = MethodName { verb: "", path: "" };
        let chain = Chain::new(self.account, &stage, Some(&settings), method);
        let client = chain.links().iter().find(|link| link.layer == Layer::Client);
        let client = client.map(Link::throttle).map(|throttle| {
            let first = self.buckets.len();
            for key in &config.api_keys {
                self.buckets.push(format!("client\n{name}\n{key}"));
            }
            (first, throttle)
        });
        let counter = settings.quota.map(|quota| {
            let first = self.counters.len();
            let counted = config.api_keys.iter().map(|key| CountedKey {
                plan: name.to_owned(),
                key: key.clone(),
                quota,
            });
            self.counters.extend(counted);
            (first, quota)
        });
        self.plans.push(UsagePlan { name, config, settings, client, counter });
    }

    /// What a key meets that is the `place`th of the plan `name`.
    pub(super) fn key(&self, name: &str, place: usize) -> Option<KeyLimits> {
        let plan = self.plans.iter().position(|plan| plan.name == name)?;
        let own = self.plans.get(plan)?;
        let client = own.client.map(|(first, throttle)| Gate {
            bucket: first + place,
            layer: Layer::Client,
            throttle,
        });
        let quota = own.counter.map(|(first, quota)| (first + place, quota));
        Some(KeyLimits { plan, place, plan_name: name.to_owned(), client, quota })
    }

    /// What requests with `verb` to a method meet in a stage. The method's own verb may be `ANY`.
    pub(super) fn route(
        &mut self,
        stage: &str,
        method: MethodName<'_>,
        own_verb: &str,
    ) -> RouteLimits {
        let Some(settings) = self.stages.get(stage) else { return RouteLimits::default() };
        let chain = Chain::new(self.account, settings, None, method);
        let links: Vec<(Layer, Closeness, Throttle)> = chain
            .links()
            .iter()
            .map(|link| (link.layer, link.closeness, link.throttle()))
            .collect();
        let cache = Cache::new(settings, method).ok().map(CacheSettings::from);
        let mut limits = RouteLimits { cache, ..RouteLimits::default() };
        for (layer, closeness, throttle) in links {
            let name = match layer {
                Layer::Account => self.account_name(),
                Layer::Method | Layer::Client | Layer::ClientMethod => {
                    let name = bucket_name(method, own_verb, closeness);
                    format!("method\n{}\n{stage}\n{name}", self.config.rest_api.id)
                }
            };
            let bucket = self.number(name);
            limits.shared.push(Gate { bucket, layer, throttle });
        }
        for plan in 0..self.plans.len() {
            limits.clients.extend(self.client(plan, stage, method, own_verb));
        }
        limits
    }

    /// What `plan` sets for each of its keys at a method.
    fn client(
        &mut self,
        number: usize,
        stage: &str,
        method: MethodName<'_>,
        own_verb: &str,
    ) -> Option<ClientLimit> {
        let plan = self.plans.get(number)?;
        if !plan.config.stages.iter().any(|own| own == stage) {
            return None;
        }
        let chain = Chain::new(self.account, self.stages.get(stage)?, Some(&plan.settings), method);
        let link = *chain.links().iter().find(|link| link.layer == Layer::ClientMethod)?;
        let name = bucket_name(method, own_verb, link.closeness);
        let name = format!("client-method\n{}\n{stage}\n{name}", plan.name);
        let (throttle, keys) = (link.throttle(), &plan.config.api_keys);
        let first = self.numbers.get(&name).copied().unwrap_or_else(|| {
            let first = self.buckets.len();
            self.buckets.extend(keys.iter().map(|key| format!("{name}\n{key}")));
            self.numbers.insert(name, first);
            first
        });
        Some(ClientLimit { plan: number, throttle, first })
    }

    /// How many bytes the cluster of a stage holds.
    pub(super) fn cluster_bytes(&self, stage: &str) -> Option<u64> {
        self.stages.get(stage)?.cluster_bytes()
    }

    fn account_name(&self) -> String {
        let account = self.config.account.as_deref().unwrap_or("");
        format!("account\n{account}\n{}", self.config.region.as_deref().unwrap_or(""))
    }

    fn number(&mut self, name: String) -> usize {
        if let Some(number) = self.numbers.get(&name) {
            return *number;
        }
        let number = self.buckets.len();
        self.buckets.push(name.clone());
        self.numbers.insert(name, number);
        number
    }
}

/// The method that a bucket is for: a setting for one verb of a method for any makes a bucket of its own.
fn bucket_name(method: MethodName<'_>, own_verb: &str, closeness: Closeness) -> String {
    let verb = if closeness == Closeness::Method { method.verb } else { own_verb };
    format!("{verb} {}", method.path)
}

/// The account's limit: what AWS has granted it, or what it grants everybody in the region.
fn account(config: &Config) -> Throttle {
    let usual = account_throttle(config.region.as_deref());
    let own = setting(config.account_throttle.unwrap_or_default());
    Throttle {
        rate: own.rate.unwrap_or(Rate::new(usual.rate)),
        burst: own.burst.unwrap_or(usual.burst),
    }
}

fn stage_settings(stage: &StageConfig) -> Result<StageSettings, String> {
    let mut methods = Vec::with_capacity(stage.method_settings.len());
    for (key, own) in &stage.method_settings {
        let throttle = throttle(own.throttling_rate_limit, own.throttling_burst_limit);
        let cache = own.cache.as_ref().map(cache).transpose()?;
        methods.push((key.clone(), MethodSetting { throttle, cache }));
    }
    Ok(StageSettings {
        throttle: throttle(stage.throttling_rate_limit, stage.throttling_burst_limit),
        cache: stage.cache.as_ref().map(cache).transpose()?,
        methods,
    })
}

fn plan_settings(plan: &UsagePlanConfig) -> Result<PlanSettings, String> {
    let quota = match &plan.quota {
        None => None,
        Some(quota) => {
            let Some(period) = QuotaPeriod::parse(&quota.period) else {
                return Err(format!("`{}` is no period of a quota", quota.period));
            };
            Some(Quota { limit: quota.limit, period, offset: quota.offset })
        }
    };
    let methods = plan.methods.iter().map(|(key, own)| (key.clone(), setting(*own)));
    Ok(PlanSettings {
        throttle: setting(plan.throttle.unwrap_or_default()),
        methods: methods.collect(),
        quota,
    })
}

fn cache(cache: &CacheConfig) -> Result<CacheSetting, String> {
    let unauthorized = match cache.unauthorized_cache_control_header_strategy.as_deref() {
        None => None,
        Some(name) => match UnauthorizedStrategy::parse(name) {
            Some(strategy) => Some(strategy),
            None => return Err(format!("`{name}` is no strategy for unauthorized callers")),
        },
    };
    Ok(CacheSetting {
        size: cache.cache_cluster_size,
        enabled: cache.caching_enabled,
        ttl: cache.cache_ttl_in_seconds,
        encrypted: cache.cache_data_encrypted,
        require_authorization: cache.require_authorization_for_cache_control,
        unauthorized,
    })
}

fn setting(own: ThrottleConfig) -> ThrottleSetting {
    throttle(own.rate_limit, own.burst_limit)
}

fn throttle(rate: Option<f64>, burst: Option<u64>) -> ThrottleSetting {
    ThrottleSetting { rate: rate.map(Rate::new), burst }
}
