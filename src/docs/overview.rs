//! The page that everything begins with.

use super::groups::Group;
use super::in_force::quota;
use super::view::{Address, Counts, GroupLine, Overview, Plan, Sample, Throttle};
use crate::check::Context;
use crate::ir::{self, Api, DEFAULT_STAGE, Definition, EndpointType};
use crate::sdk::{Operation, Surface};

/// The page.
pub(super) fn page(
    cx: &Context<'_>,
    surface: &Surface,
    stages: &[String],
    groups: &[Group],
    samples: Vec<Sample>,
    setups: Vec<Sample>,
) -> Overview {
    let definition = cx.definition();
    let account = cx.in_force().account();
    Overview {
        description: surface.description.clone(),
        version: surface.version.clone(),
        kind: match definition.api {
            Api::Rest(_) => "REST API",
            Api::Http(_) => "HTTP API",
        },
        addresses: stages.iter().map(|stage| address(definition, surface, stage)).collect(),
        closed_default: definition.endpoint().is_default_off(),
        private: definition.endpoint().endpoint_type.as_deref() == Some(&EndpointType::Private),
        counts: Counts {
            operations: surface.operations.len(),
            models: surface.models.iter().filter(|model| model.wire.is_some()).count(),
        },
        samples,
        setups,
        plans: definition.usage_plans.iter().map(|(name, plan)| of_plan(name, plan)).collect(),
        account: Throttle {
            rate: Some(account.rate.to_string()),
            burst: Some(account.burst.to_string()),
        },
        groups: groups.iter().map(line).collect(),
    }
}

/// The names of the stages that are documented: of those that are asked for, or all.
pub(super) fn stages(definition: &Definition, asked: &[String]) -> Vec<String> {
    let all: Vec<String> = definition.stages.keys().map(ToString::to_string).collect();
    let all = if all.is_empty() { vec![DEFAULT_STAGE.to_owned()] } else { all };
    all.into_iter().filter(|own| asked.is_empty() || asked.contains(own)).collect()
}

/// The address that examples call: the first that the definition knows in full, or that of a local run.
pub(super) fn base(surface: &Surface, stages: &[String]) -> String {
    let of_stage = |name: &String| {
        surface.stages.iter().find(|own| own.wire == *name).and_then(|own| own.url.clone())
    };
    let known = stages.iter().find_map(of_stage).or_else(|| surface.server.clone());
    known.unwrap_or_else(|| match stages.first() {
        Some(stage) => format!("http://127.0.0.1:8080/{stage}"),
        None => "http://127.0.0.1:8080".to_owned(),
    })
}

/// An operation that shows how to call, with its index: one without much to give.
pub(super) fn shown(surface: &Surface) -> Option<(usize, &Operation)> {
    let cost = |own: &Operation| {
        let required = own.parameters.iter().filter(|own| own.required).count();
        (
            own.method.is_none(),
            own.deprecated,
            required + 2 * usize::from(own.body.as_ref().is_some_and(|body| body.required)),
            own.method != Some("GET"),
        )
    };
    surface.operations.iter().enumerate().min_by_key(|(_, own)| cost(own))
}

fn address(definition: &Definition, surface: &Surface, stage: &str) -> Address {
    let mut urls = Vec::new();
    for (domain, own) in &definition.domains {
        for (base, _) in own.mappings.iter().filter(|(_, target)| target.as_str() == stage) {
            let base = base.trim_matches('/');
            let path = if base.is_empty() || base == "(none)" {
                String::new()
            } else {
                format!("/{base}")
            };
            urls.push(format!("https://{domain}{path}"));
        }
    }
    if !definition.endpoint().is_default_off() {
        let region = surface.region.as_deref().unwrap_or("REGION");
        let is_root = matches!(definition.api, Api::Http(_)) && stage == "$default";
        let path = if is_root { String::new() } else { format!("/{stage}") };
        urls.push(format!("https://API-ID.execute-api.{region}.amazonaws.com{path}"));
    }
    let own = definition.stages.get(stage);
    Address {
        stage: stage.to_owned(),
        description: own.and_then(|own| own.description.as_ref()).map(ToString::to_string),
        urls,
        local: format!("http://127.0.0.1:8080/{stage}"),
    }
}

fn of_plan(name: &str, plan: &ir::UsagePlan) -> Plan {
    Plan {
        name: name.to_owned(),
        stages: plan.stages.iter().map(ToString::to_string).collect(),
        throttle: Throttle {
            rate: plan.throttle.rate.as_deref().map(ToString::to_string),
            burst: plan.throttle.burst.as_deref().map(ToString::to_string),
        },
        quota: plan.quota.as_ref().map(|own| {
            let period = match *own.period {
                ir::QuotaPeriod::Day => "day",
                ir::QuotaPeriod::Week => "week",
                ir::QuotaPeriod::Month => "month",
            };
            quota(*own.limit, period)
        }),
    }
}

fn line(group: &Group) -> GroupLine {
    GroupLine {
        label: group.label.clone(),
        href: group.href.clone(),
        description: group.description.clone(),
        count: group.operations.len(),
    }
}
