//! What was deployed when, and what each stage points to.

use std::collections::BTreeMap;

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

use super::Surroundings;
use super::content::{deployment_id, snapshot};
use super::endpoint;
use crate::bundle::{CanaryConfig, Config, RestApiConfig, StageConfig};
use crate::diff::{self, Change, Edition};
use crate::ir::EndpointType;

/// Deployments, the stages that point to them, and what was done.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct History {
    /// Deployments by id. None of them is ever changed.
    pub deployments: BTreeMap<String, Deployment>,
    /// Stages by name.
    pub stages: BTreeMap<String, DeployedStage>,
    /// What was done, the oldest first.
    pub deeds: Vec<Deed>,
}

/// A deployment.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Deployment {
    /// When it was made, in seconds since 1970.
    pub created: u64,
    /// What its maker said of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// The API.
    pub rest_api: RestApiConfig,
}

/// A stage as it runs.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct DeployedStage {
    /// The deployment that it points to.
    pub deployment_id: String,
    /// The deployment of its canary; nothing where there is none, or it has been promoted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub canary_deployment_id: Option<String>,
    /// Whether the canary that the definition writes gets nothing, because it was promoted or taken back.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_canary_over: bool,
    /// Stage variables that a promotion has taken over from a canary. The next deployment forgets them.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub promoted_variables: IndexMap<String, String>,
    /// The settings as they were written when something was done with the stage last.
    pub settings: StageConfig,
    /// What stood around the stage then; nothing is known of stages that an older version has deployed to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub surroundings: Option<Surroundings>,
}

/// Something that was done.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Deed {
    /// When, in seconds since 1970.
    pub at: u64,
    /// What.
    pub kind: DeedKind,
    /// With which stage.
    pub stage: String,
    /// What it points to since then, or its canary does.
    pub deployment_id: String,
    /// What it pointed to before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<String>,
}

/// What can be done.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum DeedKind {
    /// A stage was deployed to.
    Deploy,
    /// A canary was deployed to.
    DeployCanary,
    /// A stage was pointed back.
    Rollback,
    /// A canary was taken back.
    RollbackCanary,
    /// A canary became the stage, or what another stage runs.
    Promote,
}

impl DeedKind {
    /// What it is called.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Deploy => "deploy",
            Self::DeployCanary => "deploy canary",
            Self::Rollback => "rollback",
            Self::RollbackCanary => "rollback canary",
            Self::Promote => "promote",
        }
    }
}

/// Why something is not done. Where the service has words for it, they are the service's.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Refusal {
    /// The definition has no such stage.
    #[error("there is no stage `{0}` in the definition")]
    UnknownStage(String),
    /// The stage was never deployed to.
    #[error("the stage `{0}` was never deployed to")]
    NotDeployed(String),
    /// There is nothing to call.
    #[error("The REST API doesn't contain any methods")]
    NoMethods,
    /// Nobody could call it.
    #[error("Private REST API doesn't have a resource policy attached to it")]
    NoPolicy,
    /// There is nothing that a canary could be beside.
    #[error("Stage {0} must already be created before making a canary release deployment")]
    CanaryWithoutStage(String),
    /// The service does not change the endpoint type like that.
    #[error("an API of the type {} cannot become {}", from.name(), to.name())]
    EndpointType {
        /// What is deployed.
        from: EndpointType,
        /// What is written.
        to: EndpointType,
        /// The legal way.
        steps: Vec<String>,
    },
    /// Callers from outside would be kept out.
    #[error("the resource policy keeps everybody out of a {} API: it has conditions that only callers from a VPC meet", to.name())]
    PolicyOfPrivate {
        /// What is written.
        to: EndpointType,
    },
    /// There is no such deployment.
    #[error("Deployment id does not exist")]
    UnknownDeployment,
    /// The stage has run nothing else.
    #[error("the stage `{0}` has run no other deployment before")]
    NothingBefore(String),
    /// There is nothing to promote.
    #[error("Promotion not available. Canary does not exist.")]
    NoCanary,
}

impl Refusal {
    /// What to do about it.
    pub fn help(&self) -> Option<String> {
        Some(match self {
            Self::UnknownStage(_) => "stages are written in the manifest, under `stages`".to_owned(),
            Self::NotDeployed(stage) => format!("`portcullis deploy --stage {stage}` does it"),
            Self::NoMethods => "write a method that an integration answers".to_owned(),
            Self::NoPolicy => {
                "write a `policy`; without one, nobody can call a private API".to_owned()
            }
            Self::CanaryWithoutStage(stage) => format!(
                "deploy `{stage}` without its `canary` first: a canary gets a share of what a stage gets"
            ),
            Self::EndpointType { steps, .. } => {
                let mut text = "this way is legal:".to_owned();
                for (number, step) in (1..).zip(steps) {
                    text.push_str("\n  ");
                    text.push_str(&u8::to_string(&number));
                    text.push_str(". ");
                    text.push_str(step);
                }
                text
            }
            Self::PolicyOfPrivate { .. } => {
                "remove the conditions on `aws:SourceVpc`, `aws:SourceVpce` and `aws:VpcSourceIp` before the type changes"
                    .to_owned()
            }
            Self::UnknownDeployment => "`portcullis deployments` lists them".to_owned(),
            Self::NothingBefore(_) => {
                "`--to ID` names any deployment; `portcullis deployments` lists them".to_owned()
            }
            Self::NoCanary => {
                "write `canary` at the stage and deploy, or name a stage to take over with `--from`".to_owned()
            }
        })
    }
}

/// What is to be done about a stage.
#[derive(Clone, Debug, PartialEq)]
pub struct StagePlan {
    /// The stage.
    pub stage: String,
    /// The deployment that it points to; nothing for one that was never deployed to.
    pub deployed: Option<String>,
    /// What is written, as a deployment.
    pub written: String,
    /// The deployment of its canary.
    pub canary: Option<String>,
    /// What is different.
    pub changes: Vec<Change>,
    /// Why it could not be deployed.
    pub refusal: Option<Refusal>,
}

impl StagePlan {
    /// Whether something written takes effect with a deployment alone.
    pub fn needs_deployment(&self) -> bool {
        self.deployed.as_ref() != Some(&self.written)
    }
}

impl History {
    /// Deploys what `config` has to a stage: to its canary, where one is written. Gives what was done.
    pub fn deploy(
        &mut self,
        config: &Config,
        stage: &str,
        description: Option<&str>,
        at: u64,
    ) -> Result<Deed, Refusal> {
        let settings = self.deployable(config, stage)?;
        let surroundings = Some(Surroundings::of(config, stage));
        let is_canary = settings.canary_settings.is_some();
        let id = deployment_id(&config.rest_api);
        self.deployments.entry(id.clone()).or_insert_with(|| Deployment {
            created: at,
            description: description.map(str::to_owned),
            rest_api: snapshot(&config.rest_api),
        });
        let before = self.stages.get(stage);
        let pointed = before.map(|own| own.deployment_id.clone());
        let (kind, own) = match before {
            Some(own) if is_canary => {
                let canary = Some(id.clone());
                let own = DeployedStage {
                    canary_deployment_id: canary,
                    is_canary_over: false,
                    settings,
                    surroundings,
                    ..own.clone()
                };
                (DeedKind::DeployCanary, own)
            }
            _ => {
                let own = DeployedStage {
                    deployment_id: id.clone(),
                    canary_deployment_id: None,
                    is_canary_over: false,
                    promoted_variables: IndexMap::new(),
                    settings,
                    surroundings,
                };
                (DeedKind::Deploy, own)
            }
        };
        self.stages.insert(stage.to_owned(), own);
        Ok(self.done(at, kind, stage, id, pointed))
    }

    /// The settings of a stage that can be deployed to, or why it cannot.
    fn deployable(&self, config: &Config, stage: &str) -> Result<StageConfig, Refusal> {
        let settings =
            config.stages.get(stage).ok_or_else(|| Refusal::UnknownStage(stage.to_owned()))?;
        let api = &config.rest_api;
        if api.resources.iter().all(|own| own.methods.is_empty()) {
            return Err(Refusal::NoMethods);
        }
        let is_private = api.endpoint.endpoint_type == EndpointType::Private.name();
        if is_private && api.policy.is_none() {
            return Err(Refusal::NoPolicy);
        }
        let before = self.stages.get(stage);
        if settings.canary_settings.is_some() && before.is_none() {
            return Err(Refusal::CanaryWithoutStage(stage.to_owned()));
        }
        // The type is that of the API, whichever of its stages shows it.
        let newest =
            self.deeds.iter().rev().find_map(|deed| self.deployments.get(&deed.deployment_id));
        let before = before.and_then(|own| self.deployments.get(&own.deployment_id)).or(newest);
        if let Some(before) = before {
            endpoint::check(&before.rest_api, api)?;
        }
        Ok(settings.clone())
    }

    /// Points a stage back: to the deployment `to`, else takes its canary back, else to what it ran before.
    pub fn rollback(&mut self, stage: &str, to: Option<&str>, at: u64) -> Result<Deed, Refusal> {
        let own =
            self.stages.get(stage).ok_or_else(|| Refusal::NotDeployed(stage.to_owned()))?.clone();
        if to.is_none() && own.canary_deployment_id.is_some() {
            let id = own.deployment_id.clone();
            let before = own.canary_deployment_id.clone();
            let own = DeployedStage { canary_deployment_id: None, is_canary_over: true, ..own };
            self.stages.insert(stage.to_owned(), own);
            return Ok(self.done(at, DeedKind::RollbackCanary, stage, id, before));
        }
        let id = match to {
            Some(id) if self.deployments.contains_key(id) => id.to_owned(),
            Some(_) => return Err(Refusal::UnknownDeployment),
            None => self
                .before(stage, &own.deployment_id)
                .ok_or_else(|| Refusal::NothingBefore(stage.to_owned()))?,
        };
        let before = Some(own.deployment_id.clone());
        self.stages.insert(stage.to_owned(), DeployedStage { deployment_id: id.clone(), ..own });
        Ok(self.done(at, DeedKind::Rollback, stage, id, before))
    }

    /// What a stage ran before it came to `now`.
    fn before(&self, stage: &str, now: &str) -> Option<String> {
        let own = self.deeds.iter().rev().filter(|deed| deed.stage == stage);
        let pointing = own.filter(|deed| {
            matches!(deed.kind, DeedKind::Deploy | DeedKind::Rollback | DeedKind::Promote)
        });
        // The last step that led to what is there now says from where.
        let step = pointing.filter(|deed| deed.deployment_id == now);
        step.filter_map(|deed| deed.before.clone()).find(|before| before != now)
    }

    /// Makes a stage's canary the stage: its deployment, and its variables beside those of the stage. With `from`, the
    /// stage takes over what that stage runs.
    pub fn promote(&mut self, stage: &str, from: Option<&str>, at: u64) -> Result<Deed, Refusal> {
        let known = |name: &str| {
            self.stages.get(name).ok_or_else(|| Refusal::NotDeployed(name.to_owned())).cloned()
        };
        if let Some(from) = from {
            let id = known(from)?.deployment_id;
            let before = self.stages.get(stage).map(|own| own.deployment_id.clone());
            let own = match self.stages.get(stage) {
                Some(own) => DeployedStage { deployment_id: id.clone(), ..own.clone() },
                None => DeployedStage {
                    deployment_id: id.clone(),
                    canary_deployment_id: None,
                    is_canary_over: false,
                    promoted_variables: IndexMap::new(),
                    settings: StageConfig::default(),
                    surroundings: None,
                },
            };
            self.stages.insert(stage.to_owned(), own);
            return Ok(self.done(at, DeedKind::Promote, stage, id, before));
        }
        let mut own = known(stage)?;
        let (Some(id), Some(canary)) =
            (own.canary_deployment_id.take(), &own.settings.canary_settings)
        else {
            return Err(Refusal::NoCanary);
        };
        let variables = canary.stage_variable_overrides.clone();
        own.promoted_variables.extend(variables);
        let before = Some(std::mem::replace(&mut own.deployment_id, id.clone()));
        // The canary stays attached, and gets nothing.
        own.is_canary_over = true;
        self.stages.insert(stage.to_owned(), own);
        Ok(self.done(at, DeedKind::Promote, stage, id, before))
    }

    fn done(
        &mut self,
        at: u64,
        kind: DeedKind,
        stage: &str,
        deployment_id: String,
        before: Option<String>,
    ) -> Deed {
        let deed = Deed { at, kind, stage: stage.to_owned(), deployment_id, before };
        self.deeds.push(deed.clone());
        deed
    }

    /// What is to be done about each stage of `config`, or about one of them.
    pub fn plan(&self, config: &Config, stage: Option<&str>) -> Result<Vec<StagePlan>, Refusal> {
        if let Some(stage) = stage.filter(|own| !config.stages.contains_key(*own)) {
            return Err(Refusal::UnknownStage(stage.to_owned()));
        }
        let written = deployment_id(&config.rest_api);
        let stages = config.stages.iter().filter(|(name, _)| stage.is_none_or(|own| own == *name));
        let plans = stages.map(|(name, settings)| {
            let own = self.stages.get(name);
            // A canary that is written and runs is what the next deployment is compared with.
            let running =
                own.map(|own| own.canary_deployment_id.as_ref().unwrap_or(&own.deployment_id));
            let deployment = running.and_then(|id| self.deployments.get(id));
            let changes = match (own, deployment) {
                (Some(own), Some(deployment)) => {
                    changes(own, &deployment.rest_api, config, (name, settings))
                }
                _ => Vec::new(),
            };
            StagePlan {
                stage: name.clone(),
                deployed: running.cloned(),
                written: written.clone(),
                canary: own.and_then(|own| own.canary_deployment_id.clone()),
                changes,
                refusal: self.deployable(config, name).err(),
            }
        });
        Ok(plans.collect())
    }

    /// What runs: the stages that were deployed to, each with what it points to and with the settings that `config` has
    /// now, which take effect at once. A stage that the definition no longer has keeps those that it had.
    pub fn running(&self, config: &Config) -> Config {
        let mut running = config.clone();
        running.stages.clear();
        for (name, own) in &self.stages {
            let mut stage = config.stages.get(name).unwrap_or(&own.settings).clone();
            stage.deployment_id = Some(own.deployment_id.clone());
            for (variable, value) in &own.promoted_variables {
                stage.variables.insert(variable.clone(), value.clone());
            }
            if let Some(canary) = stage.canary_settings.take() {
                stage.canary_settings = Some(CanaryConfig {
                    deployment_id: own.canary_deployment_id.clone(),
                    percent_traffic: if own.is_canary_over { 0.0 } else { canary.percent_traffic },
                    ..canary
                });
            }
            running.stages.insert(name.clone(), stage);
        }
        let used = self
            .stages
            .values()
            .flat_map(|own| std::iter::once(&own.deployment_id).chain(&own.canary_deployment_id));
        for id in used {
            if let Some(deployment) = self.deployments.get(id) {
                running.deployments.insert(id.clone(), deployment.rest_api.clone());
            }
        }
        running
    }
}

/// What is different between a stage as it runs and as it is written. The account's own limits are kept nowhere.
fn changes(
    own: &DeployedStage,
    deployed: &RestApiConfig,
    config: &Config,
    (name, settings): (&str, &StageConfig),
) -> Vec<Change> {
    let now = Surroundings::of(config, name);
    let edition = |api: &RestApiConfig, settings: &StageConfig, around: &Surroundings| {
        let stages = IndexMap::from([(name.to_owned(), settings.clone())]);
        let config = Config {
            rest_api: api.clone(),
            stages,
            deployments: IndexMap::new(),
            account_throttle: None,
            ..config.clone()
        };
        Edition::of_config(&around.around(config))
    };
    let old = edition(deployed, &own.settings, own.surroundings.as_ref().unwrap_or(&now));
    diff::compare(&old, &edition(&config.rest_api, settings, &now))
}
