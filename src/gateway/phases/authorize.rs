//! Who may call a method. What this version does not enforce is refused here, unless it was allowed to be missing
//! when the plan was made.

use std::sync::Arc;

use super::route::Routed;
use crate::gateway::exchange::Exchange;
use crate::gateway::fault::Fault;
use crate::gateway::method_plan::Route;

/// A request whose caller may call the method.
#[derive(Debug)]
pub(in crate::gateway) struct Authorized {
    pub(super) route: Arc<Route>,
}

/// Decides whether the caller may call the method. A test invocation is not asked.
pub(in crate::gateway) fn authorize(
    exchange: &Exchange,
    routed: Routed,
) -> Result<Authorized, Fault> {
    let route = routed.route;
    match &route.method.refusal {
        Some(reason) if !exchange.is_test => Err(Fault::unenforced(reason.clone())),
        _ => Ok(Authorized { route }),
    }
}
