//! How much of each published limit a definition uses.

use std::collections::BTreeSet;

use crate::ir::{Api, Authorizer, Definition, IntegrationType};
use crate::quota::{
    API_DEFINITION_BYTES, API_KEYS_PER_ACCOUNT, AUTHORIZER_TTL_SECONDS, AUTHORIZERS_PER_API,
    BASE_PATH_LENGTH, BASE_PATH_MAPPINGS_PER_DOMAIN, CACHE_TTL_SECONDS, CUSTOM_DOMAINS_PER_ACCOUNT,
    DOCUMENTATION_PARTS_PER_API, HTTP_ACCESS_LOG_TEMPLATE_BYTES, HTTP_INTEGRATION_TIMEOUT_MILLIS,
    HTTP_INTEGRATIONS_PER_API, HTTP_ROUTES_PER_API, JWT_AUDIENCES_PER_AUTHORIZER,
    JWT_SCOPES_PER_ROUTE, Limit, MAPPING_TEMPLATE_BYTES, METHOD_THROTTLES_PER_STAGE,
    MINIMUM_COMPRESSION_BYTES, RESOURCE_POLICY_CHARACTERS, RESOURCES_PER_API,
    REST_INTEGRATION_TIMEOUT_MILLIS, STAGE_NAME_LENGTH, STAGE_VARIABLE_KEY_LENGTH,
    STAGE_VARIABLE_VALUE_LENGTH, STAGE_VARIABLES_PER_STAGE, STAGES_PER_API, TAGS_PER_STAGE,
    USAGE_PLANS_PER_ACCOUNT, USAGE_PLANS_PER_API_KEY, VPC_LINKS_PER_ACCOUNT,
};
use crate::source::SpannedMap;

use super::Context;

/// How much of one limit is used.
#[derive(Clone, Debug)]
pub struct BudgetLine {
    /// The limit.
    pub limit: &'static Limit,
    /// How much is used, by what uses most.
    pub used: u64,
    /// What uses most; empty for the definition as a whole.
    pub by: String,
}

impl BudgetLine {
    /// The used share, in percent.
    pub fn percent(&self) -> u64 {
        self.used.saturating_mul(100) / self.limit.max.max(1)
    }
}

/// What a definition uses of each limit that can be read from it. What it does not use at all is left out.
pub fn budget(cx: &Context<'_>) -> Vec<BudgetLine> {
    let mut lines = Vec::new();
    let definition = cx.definition();
    whole(cx, definition, &mut lines);
    match &definition.api {
        Api::Rest(api) => {
            add(&mut lines, &RESOURCES_PER_API, count(api.resources.len()), "");
            add(&mut lines, &DOCUMENTATION_PARTS_PER_API, count(api.documentation.parts.len()), "");
            let compression = api.minimum_compression_size.as_ref().map_or(0, |size| **size);
            add(&mut lines, &MINIMUM_COMPRESSION_BYTES, compression, "");
            if let Some(policy) = &api.policy {
                let node = policy.document.node();
                let text = node.as_str().map_or_else(|| node.to_json().to_string(), str::to_owned);
                add(&mut lines, &RESOURCE_POLICY_CHARACTERS, count(text.chars().count()), "");
            }
            authorizers(&api.authorizers, &mut lines);
        }
        Api::Http(api) => {
            add(&mut lines, &HTTP_ROUTES_PER_API, count(api.routes.len()), "");
            add(&mut lines, &HTTP_INTEGRATIONS_PER_API, count(cx.integrations().len()), "");
            let scopes = api
                .routes
                .iter()
                .map(|(key, route)| (count(route.authorization.scopes.len()), key.to_string()));
            most(&mut lines, &JWT_SCOPES_PER_ROUTE, scopes);
            let audiences = api.authorizers.iter().filter_map(|(name, own)| {
                let jwt = own.jwt_configuration.as_ref()?;
                Some((count(jwt.audience.len()), name.to_string()))
            });
            most(&mut lines, &JWT_AUDIENCES_PER_AUTHORIZER, audiences);
            authorizers(&api.authorizers, &mut lines);
        }
    }
    integrations(cx, &mut lines);
    stages(definition, &mut lines);
    plans(definition, &mut lines);
    domains(definition, &mut lines);
    lines
}

fn whole(cx: &Context<'_>, definition: &Definition, lines: &mut Vec<BudgetLine>) {
    let file = cx.sources().get(definition.origin.span().file());
    let length = file.map_or(0, |file| file.text().len());
    add(lines, &API_DEFINITION_BYTES, count(length), "");
}

fn authorizers(all: &SpannedMap<Authorizer>, lines: &mut Vec<BudgetLine>) {
    add(lines, &AUTHORIZERS_PER_API, count(all.len()), "");
    let times = all
        .iter()
        .filter_map(|(name, own)| Some((own.result_ttl.as_ref()?.as_secs(), name.to_string())));
    most(lines, &AUTHORIZER_TTL_SECONDS, times);
}

fn integrations(cx: &Context<'_>, lines: &mut Vec<BudgetLine>) {
    let is_rest = cx.definition().rest().is_some();
    let limit =
        if is_rest { &REST_INTEGRATION_TIMEOUT_MILLIS } else { &HTTP_INTEGRATION_TIMEOUT_MILLIS };
    let times = cx.integrations().iter().filter_map(|at| {
        let millis = at.timeout.as_ref()?.as_millis();
        Some((u64::try_from(millis).unwrap_or(u64::MAX), at.owner.to_string()))
    });
    most(lines, limit, times);
    let templates = cx.integrations().iter().flat_map(|at| {
        let own = at.request_templates.values();
        let own = own.chain(at.responses.iter().flat_map(|own| own.response_templates.values()));
        own.map(|template| (count(template.text.text().len()), at.owner.to_string()))
    });
    most(lines, &MAPPING_TEMPLATE_BYTES, templates);
    let links: BTreeSet<&str> = cx
        .integrations()
        .iter()
        .filter(|at| *at.integration_type != IntegrationType::Mock)
        .filter_map(|at| at.connection_id.as_ref().map(|link| link.as_str()))
        .collect();
    add(lines, &VPC_LINKS_PER_ACCOUNT, count(links.len()), "");
}

fn stages(definition: &Definition, lines: &mut Vec<BudgetLine>) {
    let stages = &definition.stages;
    add(lines, &STAGES_PER_API, count(stages.len()), "");
    let names = stages.keys().map(|name| (count(name.chars().count()), name.to_string()));
    most(lines, &STAGE_NAME_LENGTH, names);
    let variables = stages.iter().map(|(name, own)| (count(own.variables.len()), name.to_string()));
    most(lines, &STAGE_VARIABLES_PER_STAGE, variables);
    let all = || stages.values().flat_map(|own| &own.variables);
    let keys = all().map(|(name, _)| (count(name.chars().count()), name.to_string()));
    most(lines, &STAGE_VARIABLE_KEY_LENGTH, keys);
    let values = all().map(|(name, value)| (count(value.chars().count()), name.to_string()));
    most(lines, &STAGE_VARIABLE_VALUE_LENGTH, values);
    let times = stages.iter().flat_map(|(name, own)| {
        let methods = own.methods.values().map(|own| own.cache.as_ref());
        let caches = std::iter::once(own.cache.as_ref()).chain(methods).flatten();
        caches.filter_map(|cache| Some((cache.ttl.as_ref()?.as_secs(), name.to_string())))
    });
    most(lines, &CACHE_TTL_SECONDS, times);
    let tags = match &definition.api {
        Api::Rest(api) => &api.tags,
        Api::Http(api) => &api.tags,
    };
    add(lines, &TAGS_PER_STAGE, count(tags.len()), "");
    if definition.http().is_some() {
        let formats = stages.iter().filter_map(|(name, own)| {
            Some((count(own.access_log.as_ref()?.format.len()), name.to_string()))
        });
        most(lines, &HTTP_ACCESS_LOG_TEMPLATE_BYTES, formats);
    }
}

fn plans(definition: &Definition, lines: &mut Vec<BudgetLine>) {
    let plans = &definition.usage_plans;
    add(lines, &USAGE_PLANS_PER_ACCOUNT, count(plans.len()), "");
    add(lines, &API_KEYS_PER_ACCOUNT, count(definition.api_keys.len()), "");
    let methods = plans.iter().map(|(name, own)| (count(own.methods.len()), name.to_string()));
    most(lines, &METHOD_THROTTLES_PER_STAGE, methods);
    let keys = definition.api_keys.keys().map(|key| {
        let having = plans.values().filter(|plan| plan.keys.iter().any(|own| own == key)).count();
        (count(having), key.to_string())
    });
    most(lines, &USAGE_PLANS_PER_API_KEY, keys);
}

fn domains(definition: &Definition, lines: &mut Vec<BudgetLine>) {
    add(lines, &CUSTOM_DOMAINS_PER_ACCOUNT, count(definition.domains.len()), "");
    let mappings =
        definition.domains.iter().map(|(name, own)| (count(own.mappings.len()), name.to_string()));
    most(lines, &BASE_PATH_MAPPINGS_PER_DOMAIN, mappings);
    let paths = definition.domains.values().flat_map(|own| own.mappings.keys());
    let paths = paths.map(|path| (count(path.chars().count()), path.to_string()));
    most(lines, &BASE_PATH_LENGTH, paths);
}

fn count(number: usize) -> u64 {
    u64::try_from(number).unwrap_or(u64::MAX)
}

fn add(lines: &mut Vec<BudgetLine>, limit: &'static Limit, used: u64, by: &str) {
    if used > 0 {
        lines.push(BudgetLine { limit, used, by: by.to_owned() });
    }
}

/// Adds what uses most of a limit that each of `all` has for itself.
fn most(
    lines: &mut Vec<BudgetLine>,
    limit: &'static Limit,
    all: impl Iterator<Item = (u64, String)>,
) {
    // Of equals the first counts, so that the order of the text decides.
    let largest = all.reduce(|before, next| if next.0 > before.0 { next } else { before });
    if let Some((used, by)) = largest {
        add(lines, limit, used, &by);
    }
}
