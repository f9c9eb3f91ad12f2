//! Runs the rules and applies settings and allowances.

use std::collections::BTreeSet;

use crate::diag::{ALLOWANCE_CODES, Code, Severity, Sink, suppress};
use crate::ir::{Api, Definition};
use crate::source::{Sources, SpannedMap};

use super::{Context, Hook, Named, RULES, Settings, catalog};

/// Runs every rule that `settings` want over `definition`, and applies settings and allowances to all findings in
/// `sink`, those of the reading included.
pub fn check(definition: &Definition, sources: &Sources, settings: &Settings, sink: &mut Sink) {
    let cx = Context::new(definition, sources);
    for rule in RULES {
        if settings.wants(&rule.code) {
            run(&cx, rule.hook, sink);
        }
    }
    sink.extend(cx.policy_findings().iter().cloned());
    let mut found = std::mem::take(sink).into_diagnostics();
    found.retain(|finding| !adjustable(finding.code) || settings.wants(finding.code));
    for finding in &mut found {
        if let Some(severity) = settings.severity(finding.code).filter(|_| adjustable(finding.code))
        {
            finding.severity = severity;
        }
    }
    let silent: BTreeSet<&str> =
        catalog().iter().filter(|code| !settings.wants(code)).map(|code| code.name).collect();
    let allowable =
        |code: &Code| adjustable(code) && !ALLOWANCE_CODES.iter().any(|own| own.name == code.name);
    sink.extend(suppress(found, sources, catalog(), allowable, &silent));
}

/// Whether settings can change what becomes of a finding: it is of a rule, or not an error. What is wrong with the
/// text itself stays an error, because what could not be read was not checked either.
fn adjustable(code: &Code) -> bool {
    code.severity != Severity::Error || RULES.iter().any(|rule| rule.code.name == code.name)
}

fn run(cx: &Context<'_>, hook: Hook, sink: &mut Sink) {
    let definition = cx.definition();
    let rest = definition.rest();
    match hook {
        Hook::Definition(check) => check(cx, definition, sink),
        Hook::RestApi(check) => {
            if let Some(api) = rest {
                check(cx, api, sink);
            }
        }
        Hook::Resource(check) => cx.resources().for_each(|at| check(cx, at, sink)),
        Hook::Method(check) => cx.methods().iter().for_each(|at| check(cx, *at, sink)),
        Hook::Cached(check) => cx.cached().iter().for_each(|at| check(cx, *at, sink)),
        Hook::Integration(check) => cx.integrations().iter().for_each(|at| check(cx, *at, sink)),
        Hook::IntegrationResponse(check) => {
            cx.integration_responses().iter().for_each(|at| check(cx, *at, sink));
        }
        Hook::Authorizer(check) => {
            let authorizers = match &definition.api {
                Api::Rest(api) => &api.authorizers,
                Api::Http(api) => &api.authorizers,
            };
            each(authorizers, |named| check(cx, named, sink));
        }
        Hook::Model(check) => {
            if let Some(api) = rest {
                each(&api.models, |named| check(cx, named, sink));
            }
        }
        Hook::GatewayResponse(check) => {
            let responses = rest.into_iter().flat_map(|api| api.gateway_responses.values());
            responses.for_each(|response| check(cx, response, sink));
        }
        Hook::Stage(check) => each(&definition.stages, |named| check(cx, named, sink)),
        Hook::UsagePlan(check) => each(&definition.usage_plans, |named| check(cx, named, sink)),
        Hook::ApiKey(check) => each(&definition.api_keys, |named| check(cx, named, sink)),
        Hook::HttpApi(check) => {
            if let Some(api) = definition.http() {
                check(cx, api, sink);
            }
        }
        Hook::Route(check) => cx.routes().for_each(|at| check(cx, at, sink)),
    }
}

fn each<'a, T>(map: &'a SpannedMap<T>, mut check: impl FnMut(Named<'a, T>)) {
    for (name, value) in map {
        check(Named { name, value });
    }
}
