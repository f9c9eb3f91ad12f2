//! What is different between what is deployed and what is written, and whether it needs a deployment.
//!
//! The service's matrix: resources, methods, integrations, authorizers, models, validators, gateway responses and the
//! API itself take effect with a deployment; stages, usage plans and domain names at once
//! (AWS docs, "Updating a REST API").

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::content::snapshot;
use crate::bundle::{RestApiConfig, StageConfig};

/// When a change takes effect.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Effect {
    /// With the next deployment.
    Deployment,
    /// At once.
    Immediate,
}

impl Effect {
    /// What it is called.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Deployment => "deployment",
            Self::Immediate => "immediate",
        }
    }
}

/// One change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// When it takes effect.
    pub effect: Effect,
    /// What is changed: `method GET /pets`, `model Pet`, `stage variables`.
    pub subject: String,
    /// What becomes of it: `new`, `gone`, or the members that differ.
    pub what: String,
}

/// What is different in an API, and in the settings of a stage that runs it.
pub fn changes(
    deployed: (&RestApiConfig, &StageConfig),
    written: (&RestApiConfig, &StageConfig),
) -> Vec<Change> {
    let mut found = Vec::new();
    let (old, new) = (value(&snapshot(deployed.0)), value(&snapshot(written.0)));
    let (old_methods, new_methods) = (methods(&old), methods(&new));
    compare(&mut found, Effect::Deployment, "method", &old_methods, &new_methods);
    for (member, kind) in [
        ("models", "model"),
        ("requestValidators", "request validator"),
        ("authorizers", "authorizer"),
        ("gatewayResponses", "gateway response"),
    ] {
        compare(&mut found, Effect::Deployment, kind, &object(&old, member), &object(&new, member));
    }
    // What is left are members of the API itself.
    let own = |api: &Value| {
        let mut own = api.as_object().cloned().unwrap_or_default();
        for member in
            ["resources", "models", "requestValidators", "authorizers", "gatewayResponses", "id"]
        {
            own.remove(member);
        }
        own
    };
    compare(&mut found, Effect::Deployment, "API:", &own(&old), &own(&new));
    let (old, new) = (value(deployed.1), value(written.1));
    let stage = |own: &Value| {
        let mut own = own.as_object().cloned().unwrap_or_default();
        own.remove("deploymentId");
        own
    };
    compare(&mut found, Effect::Immediate, "stage:", &stage(&old), &stage(&new));
    found
}

/// What was read can be written.
fn value(of: &impl serde::Serialize) -> Value {
    serde_json::to_value(of).unwrap_or_default()
}

fn object(value: &Value, member: &str) -> Map<String, Value> {
    value.get(member).and_then(Value::as_object).cloned().unwrap_or_default()
}

/// The methods of an API by verb and path.
fn methods(api: &Value) -> Map<String, Value> {
    let resources = api.get("resources").and_then(Value::as_array).into_iter().flatten();
    let mut all = Map::new();
    for resource in resources {
        let path = resource.get("path").and_then(Value::as_str).unwrap_or("");
        for (verb, method) in object(resource, "methods") {
            all.insert(format!("{verb} {path}"), method);
        }
    }
    all
}

fn compare(
    found: &mut Vec<Change>,
    effect: Effect,
    kind: &str,
    old: &Map<String, Value>,
    new: &Map<String, Value>,
) {
    let names: BTreeSet<&String> = old.keys().chain(new.keys()).collect();
    for name in names {
        let what = match (old.get(name), new.get(name)) {
            (None, Some(_)) => "new".to_owned(),
            (Some(_), None) => "gone".to_owned(),
            (Some(old), Some(new)) if old != new => different(old, new).join(", "),
            _ => continue,
        };
        found.push(Change { effect, subject: format!("{kind} {name}"), what });
    }
}

/// The members that differ, one level into the integration of a method, which is where most of it happens.
fn different(old: &Value, new: &Value) -> Vec<String> {
    let (Some(old), Some(new)) = (old.as_object(), new.as_object()) else {
        return vec![format!("{} becomes {}", short(old), short(new))];
    };
    let names: BTreeSet<&String> = old.keys().chain(new.keys()).collect();
    let mut all = Vec::new();
    for name in names {
        match (old.get(name), new.get(name)) {
            (old, new) if old == new => {}
            (Some(old), Some(new)) if name == "integration" => {
                all.extend(different(old, new).into_iter().map(|own| format!("{name}.{own}")));
            }
            (Some(_), None) => all.push(format!("{name} is gone")),
            (None, Some(_)) => all.push(format!("{name} is new")),
            _ => all.push(name.clone()),
        }
    }
    all
}

/// A value that can be shown in a line.
fn short(value: &Value) -> String {
    const LONGEST: usize = 40;
    let text = value.to_string();
    if text.chars().count() <= LONGEST {
        return text;
    }
    let kept: String = text.chars().take(LONGEST).collect();
    format!("{kept}…")
}
