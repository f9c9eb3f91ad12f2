//! The API of a case as it runs in a stage.

use std::path::Path;

use indexmap::IndexMap;
use portcullis::bundle::{
    ApiKeyConfig, CanaryConfig, Config, Secret, StageConfig, UsagePlanConfig,
};
use portcullis::check::{Checked, Settings};
use portcullis::diag::{Format, Report, Sink};
use portcullis::emit;
use portcullis::frontend::{ApiKind, BasePathMode, ImportOptions, compile};
use portcullis::gateway::{Engine, Plan, PlanOptions};
use portcullis::source::Sources;
use serde_json::Value;

use super::exchange;
use crate::frontends::compile::Files;

/// An API in a stage.
pub(super) struct Deployment {
    pub(super) engine: Engine,
    pub(super) stage: String,
    pub(super) backends: Value,
}

impl Deployment {
    /// Deploys the API of `case`, or says what is wrong with it.
    pub(super) fn of(case: &Value) -> Result<Self, String> {
        let environment = &case["environment"];
        let stage = environment["stage"].as_str().unwrap_or("dev").to_owned();
        let mut config = config(case)?;
        let canary = &environment["canary"];
        let canary_settings = if canary.is_null() {
            None
        } else {
            let deployed = config_of(&canary["api"], environment)?.rest_api;
            config.deployments.insert("canary".to_owned(), deployed);
            Some(CanaryConfig {
                deployment_id: Some("canary".to_owned()),
                percent_traffic: canary["percentTraffic"].as_f64().unwrap(),
                stage_variable_overrides: texts(&canary["stageVariableOverrides"]),
                use_stage_cache: false,
            })
        };
        config.stages = IndexMap::from([(
            stage.clone(),
            StageConfig {
                variables: texts(&environment["stageVariables"]),
                canary_settings,
                ..StageConfig::default()
            },
        )]);
        for key in environment["apiKeys"].as_array().into_iter().flatten() {
            let entry = ApiKeyConfig {
                enabled: key["enabled"].as_bool().unwrap(),
                value: Secret::new(key["value"].as_str().unwrap()),
            };
            config.api_keys.insert(key["id"].as_str().unwrap().to_owned(), entry);
        }
        for plan in environment["usagePlans"].as_array().into_iter().flatten() {
            let entry = UsagePlanConfig {
                stages: list(&plan["apiStages"]),
                api_keys: list(&plan["keys"]),
                throttle: serde_json::from_value(plan["throttle"].clone()).unwrap(),
                quota: serde_json::from_value(plan["quota"].clone()).unwrap(),
                methods: IndexMap::new(),
            };
            config.usage_plans.insert(plan["id"].as_str().unwrap().to_owned(), entry);
        }
        let plan =
            Plan::new(&config, &PlanOptions::default()).map_err(|error| error.to_string())?;
        let backends = case.get("backends").cloned().unwrap_or_default();
        Ok(Self { engine: Engine::new(plan), stage, backends })
    }

    /// What is not as the case expects.
    pub(super) fn faults(&self, case: &Value) -> Vec<String> {
        let is_test = case["mode"] == "test-invoke";
        let requests = case["requests"].as_array().unwrap().iter();
        requests
            .filter_map(|request| {
                let done = exchange::run(self, request, is_test);
                let fault = exchange::fault(request, &done)?;
                Some(format!("{} {}: {fault}", case["id"], request["name"]))
            })
            .collect()
    }
}

/// Rules on what some cases do on purpose, to see what the service answers then.
const BROKEN_ON_PURPOSE: [&str; 4] = [
    "forbidden-mapped-header",
    "lambda-invoked-without-post",
    "mock-without-status-code",
    "undeclared-method-response",
];

fn config(case: &Value) -> Result<Config, String> {
    config_of(&case["api"], &case["environment"])
}

fn config_of(api: &Value, environment: &Value) -> Result<Config, String> {
    let files = Files::new(&[("api.json", &api.to_string())]);
    let base_path = match environment.pointer("/import/basepath").and_then(Value::as_str) {
        Some("prepend") => BasePathMode::Prepend,
        Some("split") => BasePathMode::Split,
        Some("ignore") => BasePathMode::Ignore,
        Some(other) => panic!("{other}"),
        None => BasePathMode::default(),
    };
    let api_kind = Some(ApiKind::Rest);
    let options = ImportOptions { api_kind, base_path, ..ImportOptions::default() };
    let (mut sources, mut sink) = (Sources::default(), Sink::default());
    let definition = compile(&files, Path::new("api.json"), &options, &mut sources, &mut sink);
    let ignore = BROKEN_ON_PURPOSE.map(str::to_owned).to_vec();
    let settings = Settings { ignore, ..Settings::default() };
    let checked = definition.and_then(|own| Checked::new(own, &sources, &settings, &mut sink));
    let config = checked.and_then(|checked| emit::bundle(&checked, &sources, &mut sink));
    config.ok_or_else(|| findings(&sources, &sink))
}

fn texts(value: &Value) -> IndexMap<String, String> {
    let members = value.as_object().into_iter().flatten();
    members.map(|(name, value)| (name.clone(), value.as_str().unwrap().to_owned())).collect()
}

fn list(value: &Value) -> Vec<String> {
    value.as_array().unwrap().iter().map(|own| own.as_str().unwrap().to_owned()).collect()
}

fn findings(sources: &Sources, sink: &Sink) -> String {
    let mut out = Vec::new();
    let report = Report::new(sink.diagnostics(), sources, &[]);
    (Format::find("concise").unwrap().write)(&mut out, &report).unwrap();
    String::from_utf8(out).unwrap()
}
