//! What `access` is told of a request, and what becomes of its decision.

use crate::access::{Api, ApiIdentity, ApiParts, Call, Credentials, Decision, Fact, Request};
use crate::bundle::Config;
use crate::iam::{Document, PolicyError, PolicyKind};

use super::RequestHeaders;
use super::exchange::Exchange;
use super::fault::Fault;
use super::unenforced::Control;

/// A policy that lets everybody in: what a private API has whose own policy is not enforced.
const EVERYBODY: &str =
    r#"{"Statement": {"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"}}"#;

/// What stands before all methods, without the controls that may be missing. An error is what is wrong with the policy.
pub(super) fn api(config: &Config, allow: &[String]) -> Result<Api, PolicyError> {
    let own = &config.rest_api;
    let is_missing = |control: Control| allow.iter().any(|name| name == control.name());
    let policy = match &own.policy {
        Some(policy) => Some(Document::from_value(policy, PolicyKind::Resource)?),
        None => None,
    };
    let region = config.region.as_deref();
    let mut identity =
        ApiIdentity::new(region, config.account.as_deref(), &config.name, policy.as_ref());
    identity.id.clone_from(&own.id);
    let is_private =
        own.endpoint.endpoint_type == "PRIVATE" && !is_missing(Control::PrivateEndpoint);
    let policy = match policy {
        Some(_) if is_missing(Control::ResourcePolicy) && !is_private => None,
        Some(_) if is_missing(Control::ResourcePolicy) => {
            Some(Document::from_text(EVERYBODY, PolicyKind::Resource)?)
        }
        policy => policy,
    };
    Ok(Api::new(ApiParts { identity, is_private, policy, endpoint_policy: None }))
}

/// The request as `access` sees it. What the runtime does not know of a request does not exist, so nothing but the
/// caller's own identity is ever unknown.
pub(super) fn request(exchange: &Exchange) -> Request<'_> {
    let (stage, path) = exchange.place();
    let endpoint = exchange.vpc_endpoint.as_deref();
    Request {
        source_ip: Fact::Known(exchange.source_ip),
        vpc: endpoint.and_then(|own| own.vpc.as_deref()).into(),
        vpc_endpoint: endpoint.map(|own| own.id.as_str()).into(),
        referer: header(&exchange.headers, "referer"),
        user_agent: header(&exchange.headers, "user-agent"),
        time: Fact::Known(i64::try_from(exchange.received.wall.as_secs()).unwrap_or(i64::MAX)),
        ..Request::new(stage, exchange.verb.as_str(), path)
    }
}

fn header<'e>(headers: &'e RequestHeaders, name: &str) -> Fact<&'e str> {
    match headers.get(name).map(|value| std::str::from_utf8(value.as_bytes())) {
        Some(Ok(text)) => Fact::Known(text),
        Some(Err(_)) => Fact::Unknown("the header is not UTF-8"),
        None => Fact::Absent,
    }
}

/// Lets a request come so far that its caller is asked who it is: through the endpoint of the API, and where a Lambda
/// authorizer is to be called, past an explicit Deny and with everything that identifies the caller.
pub(super) fn enter(exchange: &Exchange, credentials: Credentials<'_>) -> Result<(), Fault> {
    let request = request(exchange);
    let call = Call::new(&exchange.plan.access, &request, credentials);
    match call.before_authorizer() {
        Some(decision) => Err(refused(&call, decision)),
        None => Ok(()),
    }
}

/// Lets a request in, or says why not.
pub(super) fn admit(exchange: &Exchange, credentials: Credentials<'_>) -> Result<(), Fault> {
    let api = &exchange.plan.access;
    if matches!(credentials, Credentials::None) && api.is_open() {
        return Ok(());
    }
    let request = request(exchange);
    let call = Call::new(api, &request, credentials);
    let decision = call.decide();
    if decision.is_allowed() { Ok(()) } else { Err(refused(&call, decision)) }
}

/// Whether the caller may have a cached answer made anew, or why not.
pub(super) fn may_invalidate_cache(
    exchange: &Exchange,
    credentials: Credentials<'_>,
) -> Result<(), String> {
    let request = request(exchange);
    let call = Call::new(&exchange.plan.access, &request, credentials);
    match call.of_invalidation() {
        Some(call) if call.decide().is_allowed() => Ok(()),
        Some(call) => Err(call.explain().reason()),
        None => Err("no caller of another account may".to_owned()),
    }
}

/// The fault that a decision is which does not let a request in. The log says which policy decided, and why.
pub(super) fn refused(call: &Call<'_>, decision: Decision) -> Fault {
    let reason = call.explain().reason();
    match decision.refusal {
        Some(refusal) => Fault::refused(refusal, reason),
        None => Fault::internal(reason),
    }
}
