//! The response cache: looked into behind all that keeps a request out, and before the integration
//! (reference `caching`).

use std::sync::Arc;

use http::HeaderValue;

use super::map;
use super::validate::Validated;
use crate::access::{Credentials, Signature};
use crate::gateway::admission;
use crate::gateway::context;
use crate::gateway::exchange::{Caller, Exchange};
use crate::gateway::fault::Fault;
use crate::gateway::method_plan::Route;
use crate::gateway::{CacheUse, StoredResponse};
use crate::limits::UnauthorizedStrategy;
use crate::mapping::Expression;
use crate::vtl::Variables;

/// The largest response that is kept, in bytes.
const LARGEST: usize = 1_048_576;

/// A request whose answer is not in the cache.
#[derive(Debug)]
pub(in crate::gateway) struct Missed {
    pub(super) route: Arc<Route>,
}

/// What the cache has for a request.
#[derive(Debug)]
pub(in crate::gateway) enum LookedUp {
    /// The answer.
    Hit(Arc<StoredResponse>),
    /// Nothing: the integration is asked.
    Missed(Missed),
}

/// What is known of a request to a cached method.
#[derive(Debug)]
pub(in crate::gateway) struct Caching {
    /// What the answer is kept under.
    key: Vec<u8>,
    use_: CacheUse,
    /// Whether the caller is told that its wish for a fresh answer was ignored.
    warns: bool,
}

/// Looks the answer up. A test invocation goes to the integration.
pub(in crate::gateway) fn look_up(
    exchange: &mut Exchange,
    validated: Validated,
) -> Result<LookedUp, Fault> {
    let route = validated.route;
    let Some(cache) = route.cache.as_ref().filter(|_| !exchange.is_test) else {
        return Ok(LookedUp::Missed(Missed { route }));
    };
    let key = key(exchange, &route)?;
    let mut caching = Caching { key, use_: CacheUse::Miss, warns: false };
    if wants_fresh(exchange) {
        let permission =
            if cache.settings.require_authorization { may_invalidate(exchange) } else { Ok(()) };
        let Err(reason) = permission else {
            exchange.caching = Some(caching);
            return Ok(LookedUp::Missed(Missed { route }));
        };
        match cache.settings.unauthorized {
            UnauthorizedStrategy::Fail => return Err(Fault::invalidation_denied(reason)),
            UnauthorizedStrategy::Warn => caching.warns = true,
            UnauthorizedStrategy::Ignore => {}
        }
        exchange.log(|_| format!("The wish for a fresh response is ignored: {reason}"));
    }
    let now = exchange.now.monotonic;
    let found = exchange.handles.responses(&route.stage).and_then(|own| own.get(&caching.key, now));
    let looked_up = match found {
        Some((stored, left)) => {
            caching.use_ = CacheUse::Hit { left };
            LookedUp::Hit(stored)
        }
        None => LookedUp::Missed(Missed { route }),
    };
    exchange.caching = Some(caching);
    Ok(looked_up)
}

/// Keeps an answer under the key of its request, if it is to be kept and not too large. Any status is kept that an
/// integration response has.
pub(super) fn keep(exchange: &Exchange, route: &Route, response: &StoredResponse) {
    let (Some(caching), Some(cache)) = (&exchange.caching, &route.cache) else { return };
    let size = response.size();
    let is_answered_by_cache = matches!(caching.use_, CacheUse::Hit { .. });
    if is_answered_by_cache || size > LARGEST {
        return;
    }
    let (settings, now) = (cache.settings, exchange.now);
    exchange.handles.keep_response(&route.stage, &caching.key, response, size, settings, now);
}

/// What the cache did for a request to a cached method.
pub(super) fn cache_use(exchange: &Exchange) -> Option<CacheUse> {
    exchange.caching.as_ref().map(|caching| caching.use_)
}

/// What a caller is told whose wish for a fresh answer was ignored.
pub(super) fn warning(exchange: &Exchange) -> Option<HeaderValue> {
    const TEXT: &str =
        "199 Cache-control headers were ignored because the caller was unauthorized.";
    let warns = exchange.caching.as_ref().is_some_and(|caching| caching.warns);
    warns.then(|| HeaderValue::from_static(TEXT))
}

/// Whether the caller asks for a fresh answer: `Cache-Control: max-age=0`. Other directives have no effect.
fn wants_fresh(exchange: &Exchange) -> bool {
    let Some(control) = exchange.http_header("cache-control") else { return false };
    control.split(',').any(|directive| {
        let directive: String = directive.chars().filter(|c| !c.is_whitespace()).collect();
        directive.eq_ignore_ascii_case("max-age=0")
    })
}

/// Whether the caller has the permission `execute-api:InvalidateCache` for the method, or why not. The service takes the
/// word of a signature alone, neither that of a Lambda authorizer nor a token's.
fn may_invalidate(exchange: &Exchange) -> Result<(), String> {
    match &exchange.caller {
        Some(Caller::Iam(identity)) => {
            let signature = Signature::Verified(&identity.caller);
            admission::may_invalidate_cache(exchange, Credentials::Iam(signature))
        }
        Some(Caller::UserPool(_) | Caller::Authorizer { .. }) | None => {
            Err("only a signed request to a method with `AWS_IAM` shows that it may".to_owned())
        }
    }
}

/// The deployment, the namespace, the verb, and the values of the parameters that the definition names: each with its
/// length, so that no two requests share a key that differ in one of them. An absent value differs from an empty one.
fn key(exchange: &Exchange, route: &Route) -> Result<Vec<u8>, Fault> {
    let mut key = Vec::with_capacity(128);
    key.extend_from_slice(&exchange.plan.deployment.to_le_bytes());
    let Some(cache) = &route.cache else { return Ok(key) };
    push(&mut key, cache.namespace.as_bytes());
    push(&mut key, exchange.verb.as_str().as_bytes());
    let needs_context = cache.key.iter().flatten().any(|own| matches!(own, Expression::Context(_)));
    let variables =
        if needs_context { context::variables(exchange, Some(route)) } else { Variables::new() };
    let mut document = None;
    for source in &cache.key {
        let values = match source {
            Some(source) => map::values(source, exchange, route, &variables, &mut document)?,
            None => Vec::new(),
        };
        push_length(&mut key, values.len());
        for value in values {
            push(&mut key, value.as_bytes());
        }
    }
    Ok(key)
}

fn push(key: &mut Vec<u8>, bytes: &[u8]) {
    push_length(key, bytes.len());
    key.extend_from_slice(bytes);
}

fn push_length(key: &mut Vec<u8>, length: usize) {
    key.extend_from_slice(&u32::try_from(length).unwrap_or(u32::MAX).to_le_bytes());
}
