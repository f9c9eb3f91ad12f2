//! The API key of a request (reference `pipeline`, section 6). Limits are listed as not enforced by the plan.

use std::sync::Arc;

use super::authorize::Authorized;
use crate::gateway::exchange::Exchange;
use crate::gateway::fault::Fault;
use crate::gateway::method_plan::Route;

/// A request that no key and no limit keeps out.
#[derive(Debug)]
pub(in crate::gateway) struct Admitted {
    pub(super) route: Arc<Route>,
}

/// Checks the API key, where the method requires one. A test invocation needs none.
pub(in crate::gateway) fn admit(
    exchange: &mut Exchange,
    authorized: Authorized,
) -> Result<Admitted, Fault> {
    let route = authorized.route;
    if !route.method.api_key_required || exchange.is_test {
        return Ok(Admitted { route });
    }
    let sent = exchange.headers.get("x-api-key").and_then(|value| value.to_str().ok());
    let Some(value) = sent.filter(|value| !value.is_empty()) else {
        return Err(Fault::invalid_api_key("the request has no `x-api-key` header"));
    };
    let Some(key) = route.stage.api_keys.get(value) else {
        return Err(Fault::invalid_api_key("no usage plan of the stage has that key"));
    };
    if !key.enabled {
        return Err(Fault::invalid_api_key("the key is disabled"));
    }
    let known = (key.name.clone(), value.to_owned());
    exchange.api_key = Some(known);
    Ok(Admitted { route })
}
