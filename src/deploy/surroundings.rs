//! What stands around a stage and is no part of a deployment: usage plans, API keys and custom domain names.

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

use crate::bundle::{Config, DomainConfig, UsagePlanConfig};

/// What leads to a stage. It takes effect at once, so that it is kept only to tell what is changed.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Surroundings {
    /// The usage plans that cover the stage.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub usage_plans: IndexMap<String, UsagePlanConfig>,
    /// The API keys in these plans, and whether they are accepted. Their values are kept nowhere.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub api_keys: IndexMap<String, bool>,
    /// The custom domain names that lead to the stage.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub domains: IndexMap<String, DomainConfig>,
}

impl Surroundings {
    /// What `config` puts around `stage`.
    pub fn of(config: &Config, stage: &str) -> Self {
        let plans =
            config.usage_plans.iter().filter(|(_, own)| own.stages.iter().any(|own| own == stage));
        let usage_plans: IndexMap<String, UsagePlanConfig> =
            plans.map(|(name, own)| (name.clone(), own.clone())).collect();
        let is_used = |key: &String| usage_plans.values().any(|own| own.api_keys.contains(key));
        let keys = config.api_keys.iter().filter(|(name, _)| is_used(name));
        let leads = |own: &DomainConfig| own.base_path_mappings.values().any(|own| own == stage);
        let domains = config.domains.iter().filter(|(_, own)| leads(own)).map(|(name, own)| {
            // Files on this machine are no part of a domain.
            (name.clone(), DomainConfig { local: None, ..own.clone() })
        });
        Self {
            api_keys: keys.map(|(name, own)| (name.clone(), own.enabled)).collect(),
            domains: domains.collect(),
            usage_plans,
        }
    }

    /// `config` with this around its stages, and nothing else.
    pub(super) fn around(&self, config: Config) -> Config {
        let keys = self.api_keys.iter().map(|(name, enabled)| {
            let value = crate::bundle::Secret::default();
            (name.clone(), crate::bundle::ApiKeyConfig { enabled: *enabled, value })
        });
        Config {
            usage_plans: self.usage_plans.clone(),
            api_keys: keys.collect(),
            domains: self.domains.clone(),
            ..config
        }
    }
}
