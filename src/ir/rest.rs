//! A REST API.

use crate::source::{Fragment, Origin, Spanned, SpannedMap};

use super::{Authorizer, Documentation, GatewayResponse, Model, ResourceTree, ResponseType};

/// A REST API (version 1).
#[derive(Clone, Debug, PartialEq)]
pub struct RestApi {
    /// `info.title`.
    pub name: Spanned<String>,
    /// `info.version`.
    pub version: Option<Spanned<String>>,
    /// `info.description`.
    pub description: Option<Spanned<String>>,
    /// Where the API key of a request is. The service's default is `HEADER`.
    pub api_key_source: Option<Spanned<ApiKeySource>>,
    /// Media types whose payloads are binary, as in `image/png` or `*/*`.
    pub binary_media_types: Vec<Spanned<String>>,
    /// The smallest payload that is compressed, in bytes; none is compressed when absent.
    pub minimum_compression_size: Option<Spanned<u64>>,
    /// How the API is reached.
    pub endpoint: EndpointConfiguration,
    /// The resource policy.
    pub policy: Option<ResourcePolicy>,
    /// The resources with their methods.
    pub resources: ResourceTree,
    /// Models by name, without the service's own `Empty` and `Error` unless the document defines them.
    pub models: SpannedMap<Model>,
    /// Request validators by name.
    pub request_validators: SpannedMap<RequestValidator>,
    /// Authorizers by name.
    pub authorizers: SpannedMap<Authorizer>,
    /// Gateway responses that the document changes.
    pub gateway_responses: indexmap::IndexMap<ResponseType, GatewayResponse>,
    /// Documentation parts, from the extension and from the document's own descriptions.
    pub documentation: Documentation,
    /// Tags of the API.
    pub tags: SpannedMap<Spanned<String>>,
    /// The whole document.
    pub origin: Origin,
}

/// Where the API key of a request is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ApiKeySource {
    /// In the header `X-API-Key`.
    Header,
    /// In the answer of a Lambda authorizer.
    Authorizer,
}

impl ApiKeySource {
    /// The service's name for it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Header => "HEADER",
            Self::Authorizer => "AUTHORIZER",
        }
    }
}

/// How an API is reached.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct EndpointConfiguration {
    /// The endpoint type; `EDGE` when nothing says otherwise.
    pub endpoint_type: Option<Spanned<EndpointType>>,
    /// Interface VPC endpoints of a private API.
    pub vpc_endpoint_ids: Vec<Spanned<String>>,
    /// Whether the default host name is off.
    pub disable_execute_api_endpoint: Option<Spanned<bool>>,
}

impl EndpointConfiguration {
    /// Whether the default host name is off, so that only custom domain names lead to the API.
    pub fn is_default_off(&self) -> bool {
        self.disable_execute_api_endpoint.as_deref() == Some(&true)
    }
}

/// The endpoint types.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum EndpointType {
    /// Through the edge network.
    Edge,
    /// In one region.
    Regional,
    /// From VPCs alone.
    Private,
}

/// A resource policy as it was written.
#[derive(Clone, Debug, PartialEq)]
pub struct ResourcePolicy {
    /// The IAM policy document.
    pub document: Fragment,
    /// Where it stands.
    pub origin: Origin,
}

/// What is validated before a request goes on.
#[derive(Clone, Debug, PartialEq)]
pub struct RequestValidator {
    /// `validateRequestBody`.
    pub validate_request_body: bool,
    /// `validateRequestParameters`.
    pub validate_request_parameters: bool,
    /// The whole validator.
    pub origin: Origin,
}
