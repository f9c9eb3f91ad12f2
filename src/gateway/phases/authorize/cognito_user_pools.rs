//! `COGNITO_USER_POOLS`: the token of a user pool (reference `access-control`, section 10).

use std::sync::Arc;
use std::time::Duration;

use crate::gateway::exchange::{Caller, Exchange};
use crate::gateway::fault::Fault;
use crate::gateway::key_sets::{FetchedKeys, KeySource, Published};
use crate::gateway::method_plan::{Route, UserPoolsPlan};
use crate::gateway::user_pools::PoolPlan;
use crate::gateway::{UpstreamCall, UpstreamOutcome};
use crate::jwt::{Fault as TokenFault, Token, UserPool, strip_bearer, verify_user_pool};

/// A request that waits for keys.
#[derive(Debug)]
pub(in crate::gateway) struct AskingForKeys {
    pub(super) route: Arc<Route>,
    plan: Arc<UserPoolsPlan>,
    /// The number of the pool.
    pool: usize,
}

/// Verifies the token of a request, or gives the call for the keys that it needs.
pub(super) fn verify(
    exchange: &mut Exchange,
    route: &Arc<Route>,
    plan: &Arc<UserPoolsPlan>,
) -> Result<Option<(Box<UpstreamCall>, AskingForKeys)>, Fault> {
    let token = token(exchange, plan)?;
    let now = exchange.now.monotonic;
    if let Some((pool, published, kid)) = asked_for(&token, plan)
        && is_to_be_asked(known(exchange, published).as_deref(), kid.as_deref(), now)
    {
        let (route, plan) = (Arc::clone(route), Arc::clone(plan));
        return Ok(Some((published.call(), AskingForKeys { route, plan, pool })));
    }
    finish(exchange, plan, &token)?;
    Ok(None)
}

/// Goes on with what came of the call for keys.
pub(super) fn answered(
    exchange: &mut Exchange,
    asking: &AskingForKeys,
    outcome: UpstreamOutcome,
) -> Result<(), Fault> {
    let pool = asking.plan.authorizer.pools.get(asking.pool);
    if let Some(PoolPlan { keys: KeySource::Published(published), .. }) = pool {
        published.keep(exchange.handles.key_sets(), outcome, exchange.now);
    }
    let token = token(exchange, &asking.plan)?;
    finish(exchange, &asking.plan, &token)
}

/// The token, without the word that may stand in front of it.
fn token(exchange: &Exchange, plan: &UserPoolsPlan) -> Result<String, Fault> {
    let value = exchange.http_header(&plan.authorizer.header).unwrap_or_default();
    let token = strip_bearer(value.trim());
    if token.is_empty() {
        let header = &plan.authorizer.header;
        return Err(Fault::unauthorized(&format!("the request has no header `{header}`")));
    }
    Ok(token.to_owned())
}

/// The pool that a token names, where its issuer publishes its keys, and the key.
fn asked_for<'p>(
    token: &str,
    plan: &'p UserPoolsPlan,
) -> Option<(usize, &'p Published, Option<String>)> {
    let token = Token::parse(token).ok()?;
    let issuer = token.unverified_claims().text("iss").ok()?;
    let mut pools = plan.authorizer.pools.iter().enumerate();
    let (number, pool) = pools.find(|(_, pool)| pool.issuer == issuer)?;
    match &pool.keys {
        KeySource::Published(own) => Some((number, own, token.kid().map(str::to_owned))),
        KeySource::File(_) | KeySource::Missing(_) => None,
    }
}

fn known(exchange: &Exchange, published: &Published) -> Option<Arc<FetchedKeys>> {
    published.known(exchange.handles.key_sets(), exchange.now.monotonic)
}

/// Keys are asked for when there are none, and when a token is signed with one that is not among them.
fn is_to_be_asked(known: Option<&FetchedKeys>, kid: Option<&str>, now: Duration) -> bool {
    let Some(known) = known else { return true };
    match (known.keys(), kid) {
        (Ok(keys), Some(kid)) => known.may_ask_again(now) && !keys.ids().any(|own| own == kid),
        // That there are none is remembered for a short time only.
        (Ok(_) | Err(_), _) => false,
    }
}

/// Verifies the token with the keys that are known.
fn finish(exchange: &mut Exchange, plan: &UserPoolsPlan, token: &str) -> Result<(), Fault> {
    let pools = &plan.authorizer.pools;
    let published: Vec<Option<Arc<FetchedKeys>>> = pools
        .iter()
        .map(|pool| match &pool.keys {
            KeySource::Published(own) => known(exchange, own),
            KeySource::File(_) | KeySource::Missing(_) => None,
        })
        .collect();
    let pools = pools.iter().zip(&published).map(|(pool, published)| UserPool {
        issuer: &pool.issuer,
        keys: match (&pool.keys, published) {
            (KeySource::File(keys), _) => Ok(keys),
            (KeySource::Missing(why), _) => Err(why.as_str()),
            (KeySource::Published(_), Some(published)) => published.keys(),
            (KeySource::Published(_), None) => Err("they were not asked for in time"),
        },
    });
    let pools: Vec<UserPool<'_>> = pools.collect();
    let expression = plan.authorizer.expression.as_ref();
    // An expression that takes too long on an audience does not match it.
    let matches = |text: &str| expression.is_none_or(|own| own.is_full_match(text) == Ok(true));
    let matches: Option<&dyn Fn(&str) -> bool> =
        if expression.is_some() { Some(&matches) } else { None };
    let claims = verify_user_pool(token, &pools, &plan.scopes, matches, exchange.now.wall);
    exchange.caller = Some(Caller::UserPool(claims.map_err(|fault| refusal(&fault))?));
    Ok(())
}

fn refusal(fault: &TokenFault) -> Fault {
    match fault {
        TokenFault::Expired { .. } => Fault::expired_token(&fault.to_string()),
        _ => Fault::unauthorized(&fault.to_string()),
    }
}
