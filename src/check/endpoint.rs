//! How an API is reached, as far as its definition says.

use crate::ir::{EndpointType, RestApi};

/// From where an API is reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reach {
    /// From the internet.
    Public,
    /// From VPCs alone.
    Private,
    /// A document cannot say it; only a manifest does.
    Unknown,
}

impl Reach {
    pub(super) fn of(api: &RestApi) -> Self {
        match api.endpoint.endpoint_type.as_deref() {
            Some(EndpointType::Edge | EndpointType::Regional) => Self::Public,
            Some(EndpointType::Private) => Self::Private,
            // Endpoints of VPCs make an API private.
            None if !api.endpoint.vpc_endpoint_ids.is_empty() => Self::Private,
            None => Self::Unknown,
        }
    }
}
