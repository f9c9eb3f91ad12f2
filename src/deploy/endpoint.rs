//! Changes of the endpoint type on the way to a stage (reference `endpoints-domains-stages`, section 1.1).

use super::Refusal;
use crate::bundle::RestApiConfig;
use crate::diff::{Transition, names_vpc, transition};
use crate::ir::EndpointType;

/// Refuses a change of the endpoint type that the service does not make, with the way through.
pub(super) fn check(deployed: &RestApiConfig, written: &RestApiConfig) -> Result<(), Refusal> {
    let parse = |api: &RestApiConfig| EndpointType::parse(&api.endpoint.endpoint_type);
    let (Some(from), Some(to)) = (parse(deployed), parse(written)) else { return Ok(()) };
    match transition(from, to, written.policy.as_ref()) {
        Transition::Illegal { from, to, steps } => Err(Refusal::EndpointType { from, to, steps }),
        Transition::Legal { from: EndpointType::Private, to }
            if names_vpc(written.policy.as_ref()) =>
        {
            Err(Refusal::PolicyOfPrivate { to })
        }
        Transition::None | Transition::Legal { .. } => Ok(()),
    }
}
