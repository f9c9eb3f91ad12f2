//! The API key of a request, the quota of its usage plan, and the limits in their order
//! (reference `pipeline`, section 6, and `throttling-quotas`, section 2).

use std::sync::Arc;

use super::authorize::Authorized;
use crate::access::{ApiKeyOutcome, ApiKeyPlace};
use crate::gateway::Counted;
use crate::gateway::exchange::{Caller, Exchange};
use crate::gateway::fault::Fault;
use crate::gateway::limit_plan::Gate;
use crate::gateway::mask;
use crate::gateway::method_plan::{KeyPlan, Route};
use crate::limits::{Layer, Quota};

/// A request that no key and no limit keeps out.
#[derive(Debug)]
pub(in crate::gateway) struct Admitted {
    pub(super) route: Arc<Route>,
}

/// Checks the API key where the method requires one, then the quota and the limits. A test invocation needs no key and
/// meets no limit.
///
/// A request takes a token of every bucket or of none, and counts against its quota only when it has them all: what
/// is refused costs nothing.
pub(in crate::gateway) fn admit(
    exchange: &mut Exchange,
    authorized: Authorized,
) -> Result<Admitted, Fault> {
    let route = authorized.route;
    if exchange.is_test {
        return Ok(Admitted { route });
    }
    let key = if route.method.api_key_required {
        Some(key(exchange, &route)?)
    } else {
        exchange.log(|own| {
            let path = &route.method.resource_path;
            format!(
                "API Key  authorized because method '{} {path}' does not require API Key. Request will not \
                 contribute to throttle or quota limits",
                own.verb
            )
        });
        None
    };
    if let Some((key, (number, quota))) = key.and_then(|key| Some((key, key.limits.quota?))) {
        if !exchange.handles.keeps_counts() {
            return Err(Fault::usage_not_kept());
        }
        let counter = exchange.handles.counter(number);
        if !counter.is_some_and(|own| own.has_left(&quota, exchange.now.wall)) {
            return Err(exhausted(exchange, &route, key, &quota));
        }
    }
    take(exchange, &route, key)?;
    if let Some((key, (number, quota))) = key.and_then(|key| Some((key, key.limits.quota?))) {
        count(exchange, &route, key, number, &quota)?;
    }
    if key.is_some() {
        exchange.log(|own| {
            let (stage, api) = (&route.stage.name, &own.plan.api_id);
            format!(
                "Usage Plan check succeeded for API Key {} and API Stage {api}/{stage}",
                masked(own)
            )
        });
    }
    Ok(Admitted { route })
}

/// The key of the request, if a usage plan of the stage knows it.
fn key<'r>(exchange: &mut Exchange, route: &'r Route) -> Result<&'r KeyPlan, Fault> {
    let value = if exchange.plan.takes_key_from_authorizer {
        returned_key(exchange).ok_or(ApiKeyPlace::Authorizer)
    } else {
        sent_key(exchange).ok_or(ApiKeyPlace::Header)
    };
    let value =
        value.map_err(|place| Fault::invalid_api_key(ApiKeyOutcome::Missing(place).reason()))?;
    let Some(key) = route.stage.api_keys.get(&value) else {
        return Err(Fault::invalid_api_key("no usage plan of the stage has that key"));
    };
    if !key.enabled {
        return Err(Fault::invalid_api_key("the key is disabled"));
    }
    exchange.api_key = Some((key.name.clone(), value));
    Ok(key)
}

/// The key that the caller has sent.
fn sent_key(exchange: &Exchange) -> Option<String> {
    let sent = exchange.headers.get("x-api-key").and_then(|value| value.to_str().ok());
    sent.filter(|value| !value.is_empty()).map(str::to_owned)
}

/// The key that the function of the authorizer has returned.
fn returned_key(exchange: &Exchange) -> Option<String> {
    let Some(Caller::Authorizer { result, .. }) = &exchange.caller else { return None };
    result.answer.usage_identifier_key.clone().filter(|value| !value.is_empty())
}

/// Takes a token of every bucket, in order. The first that has none answers, and the others get theirs back.
fn take(exchange: &Exchange, route: &Route, key: Option<&KeyPlan>) -> Result<(), Fault> {
    let now = exchange.now.monotonic;
    let limits = || route.limits.gates(key.map(|key| &key.limits));
    for (place, gate) in limits().enumerate() {
        if exchange.handles.take(gate, now) {
            continue;
        }
        for taken in limits().take(place) {
            exchange.handles.give_back(taken);
        }
        return Err(Fault::throttled(throttled(exchange, route, key, gate)));
    }
    Ok(())
}

fn count(
    exchange: &mut Exchange,
    route: &Route,
    key: &KeyPlan,
    number: usize,
    quota: &Quota,
) -> Result<(), Fault> {
    let wall = exchange.now.wall;
    match exchange.handles.counter(number).map(|own| own.count(quota, wall)) {
        Some(Counted::Counted { .. }) => {
            exchange.ticket = exchange.handles.keep(number);
            Ok(())
        }
        // Another request of the same key was faster.
        Some(Counted::Exhausted) | None => {
            for taken in route.limits.gates(Some(&key.limits)) {
                exchange.handles.give_back(taken);
            }
            Err(exhausted(exchange, route, key, quota))
        }
    }
}

/// The service's words for a quota that is used up (reference `throttling-quotas`, section 3).
fn exhausted(exchange: &Exchange, route: &Route, key: &KeyPlan, quota: &Quota) -> Fault {
    Fault::quota_exceeded(format!(
        "API Key {} exceeded quota limit for API Stage {}/{}: Key quota exhausted for Usage Plan ID {}. Limit: {} \
         Period: {}",
        masked(exchange),
        exchange.plan.api_id,
        route.stage.name,
        key.limits.plan_name,
        quota.limit,
        quota.period.name()
    ))
}

/// The service's words for a key's limit, and words in the same manner for the other layers.
fn throttled(exchange: &Exchange, route: &Route, key: Option<&KeyPlan>, gate: Gate) -> String {
    let (api, stage, method) = (&exchange.plan.api_id, &route.stage.name, &route.method);
    let limit = gate.throttle.rate;
    let limit = format!("Limit: {limit} Burst: {}", gate.throttle.burst);
    let resource = &method.resource_id;
    let verb = &exchange.verb;
    match (gate.layer, key) {
        (Layer::ClientMethod | Layer::Client, Some(key)) => format!(
            "API Key {} exceeded throttle limit for API Stage {api}/{stage}: Key throttle limit exceeded for Usage \
             Plan ID {}, RestApi {api}, Stage {stage}, Resource {resource}, HttpMethod {verb}. {limit}",
            masked(exchange),
            key.limits.plan_name,
        ),
        (Layer::Account, _) => format!(
            "Execution failed due to throttling: account {} is at its limit. {limit}",
            exchange.plan.account
        ),
        (Layer::Method | Layer::ClientMethod | Layer::Client, _) => format!(
            "Execution failed due to throttling: RestApi {api}, Stage {stage}, Resource {resource}, HttpMethod \
             {verb} is at its limit. {limit}"
        ),
    }
}

/// The API key as the service writes it.
fn masked(exchange: &Exchange) -> String {
    mask::masked(exchange.api_key.as_ref().map_or("", |(_, value)| value.as_str()))
}
