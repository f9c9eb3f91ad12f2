//! `AWS_IAM`: the signature of a request (reference `access-control`, section 8).

use std::sync::Arc;
use std::time::Duration;

use crate::gateway::exchange::Exchange;
use crate::gateway::fault::Fault;
use crate::gateway::identities::SigningIdentity;
use crate::sigv4::{Expected, Header, Request, is_signature, verify};

/// The name of the service in scopes.
const SERVICE: &str = "execute-api";

/// How far clocks may be apart, as the service's own messages say.
const SKEW: Duration = Duration::from_mins(5);

/// Verifies the signature, and finds out whose it is.
pub(super) fn authenticate(exchange: &Exchange) -> Result<Arc<SigningIdentity>, Fault> {
    let plan = &exchange.plan;
    let expected = Expected { region: plan.region(), service: SERVICE, skew: SKEW, explain: true };
    let mut signer = None;
    with_request(exchange, |request| {
        verify(request, &expected, exchange.now.wall, |access_key_id, scope| {
            signer = plan.identities.get(access_key_id);
            signer.map(|identity| identity.verification_key(scope))
        })
    })
    .map_err(|fault| Fault::signature(&fault))?;
    signer.map(Arc::clone).ok_or_else(|| Fault::internal("Execution failed: nobody signed"))
}

/// What is wrong with the `Authorization` header of a request that no method is found for. The service looks at it all
/// the same (reference `access-control`, section 8.4).
pub(in crate::gateway) fn malformed(exchange: &Exchange) -> Option<Fault> {
    exchange.headers.get("authorization")?;
    let fault = with_request(exchange, crate::sigv4::malformed)?;
    Some(Fault::signature(&fault))
}

/// Backends do not get to see a signature that was not made for them.
pub(super) fn drop_signature(exchange: &mut Exchange) {
    let own = exchange.headers.get("authorization").and_then(|value| value.to_str().ok());
    if own.is_some_and(is_signature) {
        exchange.headers.remove("authorization");
    }
}

fn with_request<T>(exchange: &Exchange, run: impl FnOnce(&Request<'_>) -> T) -> T {
    let mut headers: Vec<Header<'_>> =
        exchange.headers.iter().map(|(name, value)| (name, value.as_bytes())).collect();
    if exchange.headers.get("host").is_none() {
        headers.push(("host", exchange.host().as_bytes()));
    }
    if let Some(value) = &exchange.wire.content_encoding {
        headers.push(("content-encoding", value.as_bytes()));
    }
    run(&Request {
        method: exchange.wire.method.as_str(),
        path: exchange.target.path(),
        query: exchange.target.query().unwrap_or(""),
        headers: &headers,
        body: &exchange.wire.body,
    })
}
