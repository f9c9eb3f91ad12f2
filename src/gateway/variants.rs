//! What stages and canaries run, where that is not the same for all of them.

use std::collections::BTreeMap;

use crate::bundle::{CanaryConfig, Config, StageConfig};

/// A configuration taken apart: each part has one API, which all of its stages run.
#[derive(Debug)]
pub(super) struct Variants {
    /// What the stages run that point to no deployment and have no canary; the only one of most configurations.
    pub(super) most: Config,
    pub(super) others: Vec<Variant>,
}

/// What one stage runs, or its canary.
#[derive(Debug)]
pub(super) struct Variant {
    pub(super) stage: String,
    /// How many of a hundred requests it gets; nothing for the stage itself.
    pub(super) percent: Option<f64>,
    /// What templates see as `$context.isCanaryRequest`; nothing where there is no canary.
    pub(super) is_canary: Option<bool>,
    /// Whether a canary finds what is cached for its stage.
    pub(super) shares_cache: bool,
    pub(super) config: Config,
}

impl Variants {
    /// Takes `config` apart, or says where what is wrong with it.
    pub(super) fn of(config: &Config) -> Result<Self, (String, String)> {
        let mut most = config.clone();
        most.deployments.clear();
        let mut others = Vec::new();
        for (name, stage) in &config.stages {
            if stage.deployment_id.is_none() && stage.canary_settings.is_none() {
                continue;
            }
            most.stages.shift_remove(name);
            let mut own = stage.clone();
            let canary = own.canary_settings.take();
            others.push(Variant {
                stage: name.clone(),
                percent: None,
                is_canary: canary.as_ref().map(|_| false),
                shares_cache: false,
                config: part(config, name, own)?,
            });
            if let Some(canary) = canary {
                others.push(Variant {
                    stage: name.clone(),
                    percent: Some(canary.percent_traffic),
                    is_canary: Some(true),
                    shares_cache: canary.use_stage_cache,
                    config: part(config, name, of_canary(stage, canary))?,
                });
            }
        }
        Ok(Self { most, others })
    }
}

/// The settings of a stage as its canary has them: variables of both, logs beside those of the stage, and what tells
/// the caches apart (reference `endpoints-domains-stages`, section 7).
fn of_canary(stage: &StageConfig, canary: CanaryConfig) -> StageConfig {
    let mut own = stage.clone();
    let overrides = &canary.stage_variable_overrides;
    own.variables.extend(overrides.iter().map(|(name, value)| (name.clone(), value.clone())));
    if let Some(log) = &mut own.access_log_settings {
        log.destination = of_canaries(&log.destination);
    }
    if let Some(log) = &mut own.execution_log {
        log.destination = of_canaries(&log.destination);
    }
    own.deployment_id = canary.deployment_id.clone().or(own.deployment_id);
    own.canary_settings = Some(canary);
    own
}

/// Where the log of a canary goes. The service writes into groups with `/Canary` behind their name; a file cannot be
/// below a file.
fn of_canaries(destination: &str) -> String {
    match destination {
        "stdout" | "stderr" => destination.to_owned(),
        file => format!("{file}.canary"),
    }
}

/// A configuration with one stage and the API that it runs.
fn part(config: &Config, name: &str, stage: StageConfig) -> Result<Config, (String, String)> {
    let mut part = config.clone();
    if let Some(id) = &stage.deployment_id {
        let deployed = config.deployments.get(id);
        let missing = || (name.to_owned(), format!("there is no deployment `{id}`"));
        part.rest_api = deployed.ok_or_else(missing)?.clone();
    }
    part.deployments.clear();
    part.stages = BTreeMap::from([(name.to_owned(), stage)]).into_iter().collect();
    Ok(part)
}
