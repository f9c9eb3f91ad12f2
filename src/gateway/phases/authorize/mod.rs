//! Who may call a method: one file for each authorization type that shows who the caller is; `access` decides. What
//! this version does not enforce is refused here, unless it was allowed to be missing when the plan was made.

mod aws_iam;
mod cognito_user_pools;
mod custom;

use std::sync::Arc;

use super::route::Routed;
use crate::access::{Credentials, Shown, Signature, TokenOutcome};
use crate::gateway::admission;
use crate::gateway::exchange::{Caller, Exchange};
use crate::gateway::fault::Fault;
use crate::gateway::method_plan::{Authorization, Route};
use crate::gateway::seen::{SeenCall, SeenPhase};
use crate::gateway::{FunctionCall, FunctionOutcome, Moment, UpstreamCall, UpstreamOutcome};

pub(in crate::gateway) use aws_iam::malformed;
pub(in crate::gateway) use cognito_user_pools::AskingForKeys;
pub(in crate::gateway) use custom::AskingAuthorizer;

/// A signature that nobody has looked at.
const UNSIGNED: Credentials<'static> =
    Credentials::Iam(Signature::Unknown("the signature is not verified yet"));
/// A token that nobody has looked at.
const UNVERIFIED: Credentials<'static> =
    Credentials::Cognito(TokenOutcome::Unknown("the token is not verified yet"));
/// A token that is good.
const VERIFIED: Credentials<'static> = Credentials::Cognito(TokenOutcome::Valid);

/// A request whose caller may call the method.
#[derive(Debug)]
pub(in crate::gateway) struct Authorized {
    pub(super) route: Arc<Route>,
}

/// What authorization leads to.
#[derive(Debug)]
pub(in crate::gateway) enum Authorizing {
    /// The caller may call.
    Authorized(Authorized),
    /// The keys of an issuer are to be asked for.
    AskingForKeys(Box<UpstreamCall>, AskingForKeys),
    /// The function of an authorizer is to be asked.
    AskingAuthorizer(Box<FunctionCall>, AskingAuthorizer),
}

/// Decides whether the caller may call the method. A test invocation is not asked.
pub(in crate::gateway) fn authorize(
    exchange: &mut Exchange,
    routed: Routed,
) -> Result<Authorizing, Fault> {
    let route = routed.route;
    if exchange.is_test {
        return Ok(Authorizing::Authorized(Authorized { route }));
    }
    if let Some(reason) = &route.method.refusal {
        return Err(Fault::unenforced(reason.clone()));
    }
    let is_authorized = !matches!(route.method.authorization, Authorization::None);
    if is_authorized && is_arn_too_long(exchange) {
        return Err(Fault::uri_too_long());
    }
    match &route.method.authorization {
        Authorization::None => {
            if !exchange.plan.access.is_open() {
                let admitted = admission::admit(exchange, Credentials::None);
                decided(exchange, admitted)?;
            }
        }
        Authorization::AwsIam => {
            let entering = admission::enter(exchange, UNSIGNED);
            entered(exchange, entering)?;
            let identity = aws_iam::authenticate(exchange);
            let identity = authenticated(exchange, exchange.now, identity)?;
            let signature = Signature::Verified(&identity.caller);
            let admitted = admission::admit(exchange, Credentials::Iam(signature));
            decided(exchange, admitted)?;
            exchange.caller = Some(Caller::Iam(identity));
        }
        Authorization::CognitoUserPools(plan) => {
            let entering = admission::enter(exchange, UNVERIFIED);
            entered(exchange, entering)?;
            let asking = cognito_user_pools::verify(exchange, &route, plan);
            if let Ok(Some((call, asking))) = asking {
                return Ok(Authorizing::AskingForKeys(call, asking));
            }
            authenticated(exchange, exchange.now, asking)?;
            let admitted = admission::admit(exchange, VERIFIED);
            decided(exchange, admitted)?;
        }
        Authorization::Custom(authorizer) => {
            if let Some((call, asking)) = custom::verify(exchange, &route, authorizer)? {
                return Ok(Authorizing::AskingAuthorizer(call, asking));
            }
        }
    }
    aws_iam::drop_signature(exchange);
    Ok(Authorizing::Authorized(Authorized { route }))
}

/// Whether the ARN of the method, which the path of the request is a part of, is longer than authorization takes.
fn is_arn_too_long(exchange: &Exchange) -> bool {
    const LONGEST: usize = 1600;
    // Of a short path it is not, whatever stands before it: a stage has 128 letters, and the rest fewer.
    if exchange.path().len() < LONGEST / 2 {
        return false;
    }
    let request = admission::request(exchange);
    let access = &exchange.plan.access;
    access.method_arn(request.stage, request.verb, request.path).len() > LONGEST
}

/// Notes what came of finding out who the caller is, since the moment `since`.
fn authenticated<T>(
    exchange: &mut Exchange,
    since: Moment,
    result: Result<T, Fault>,
) -> Result<T, Fault> {
    exchange.seen.authenticate = Some(SeenPhase::of(&result, since, exchange.now));
    result
}

/// Notes that a request is kept out before its caller is asked who it is.
fn entered(exchange: &mut Exchange, result: Result<(), Fault>) -> Result<(), Fault> {
    if result.is_err() { decided(exchange, result) } else { Ok(()) }
}

/// Notes what was decided about the caller.
fn decided(exchange: &mut Exchange, result: Result<(), Fault>) -> Result<(), Fault> {
    exchange.seen.authorize = Some(SeenPhase::of(&result, exchange.now, exchange.now));
    result
}

/// Goes on with what came of the call for keys.
pub(in crate::gateway) fn keys_answered(
    exchange: &mut Exchange,
    asking: AskingForKeys,
    outcome: UpstreamOutcome,
) -> Result<Authorized, Fault> {
    let since = exchange.seen.calling;
    exchange.seen.keys = Some(SeenCall::new(since, exchange.now));
    let answered = cognito_user_pools::answered(exchange, &asking, outcome);
    authenticated(exchange, since, answered)?;
    let admitted = admission::admit(exchange, VERIFIED);
    decided(exchange, admitted)?;
    Ok(Authorized { route: asking.route })
}

/// Goes on with what the function of an authorizer has answered.
pub(in crate::gateway) fn authorizer_answered(
    exchange: &mut Exchange,
    asking: AskingAuthorizer,
    outcome: FunctionOutcome,
) -> Result<Authorized, Fault> {
    custom::answered(exchange, &asking, outcome)?;
    Ok(Authorized { route: asking.route })
}

/// Who the caller shows to be, whatever is decided about it then.
pub(in crate::gateway) fn shown(exchange: &mut Exchange, routed: Routed) -> Result<Shown, Fault> {
    let route = routed.route;
    Ok(match &route.method.authorization {
        // Who the function of an authorizer would take it for is asked of whoever rehearses.
        Authorization::None | Authorization::Custom(_) => Shown::Nobody,
        Authorization::AwsIam => {
            let identity = aws_iam::authenticate(exchange)?;
            Shown::Identity(identity.caller.identity.arn().to_owned())
        }
        Authorization::CognitoUserPools(plan) => {
            match cognito_user_pools::verify(exchange, &route, plan)? {
                None => Shown::Token,
                Some(_) => Shown::Unknown("the keys of the user pool are not on this machine"),
            }
        }
    })
}

/// A request about whose caller is decided elsewhere, in a rehearsal, which calls nothing.
pub(in crate::gateway) fn rehearsed(routed: Routed) -> Authorized {
    Authorized { route: routed.route }
}
