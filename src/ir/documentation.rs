//! Documentation parts.

use crate::source::{Fragment, Origin, Spanned};

/// The documentation of an API.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Documentation {
    /// The version that the document asks to be made.
    pub version: Option<Spanned<String>>,
    /// The parts, one for each location.
    pub parts: Vec<DocumentationPart>,
}

/// What is said about one entity.
#[derive(Clone, Debug, PartialEq)]
pub struct DocumentationPart {
    /// The entity.
    pub location: DocumentationLocation,
    /// Name to value, as the service stores it: each value a part of the document as it was written.
    pub properties: Vec<(String, Fragment)>,
    /// Where it is said.
    pub origin: Origin,
}

/// An entity that can be documented. Fields that its type does not have are empty.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct DocumentationLocation {
    /// The type.
    pub location_type: DocumentationType,
    /// The resource path.
    pub path: Option<String>,
    /// The verb, or `*`.
    pub method: Option<String>,
    /// The status code, or `*`.
    pub status_code: Option<String>,
    /// The name of a parameter, model or authorizer.
    pub name: Option<String>,
}

/// The types of documented entities.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DocumentationType {
    /// `API`
    Api,
    /// `AUTHORIZER`
    Authorizer,
    /// `MODEL`
    Model,
    /// `RESOURCE`
    Resource,
    /// `METHOD`
    Method,
    /// `PATH_PARAMETER`
    PathParameter,
    /// `QUERY_PARAMETER`
    QueryParameter,
    /// `REQUEST_HEADER`
    RequestHeader,
    /// `REQUEST_BODY`
    RequestBody,
    /// `RESPONSE`
    Response,
    /// `RESPONSE_HEADER`
    ResponseHeader,
    /// `RESPONSE_BODY`
    ResponseBody,
}

impl DocumentationType {
    /// All of them.
    pub const ALL: [Self; 12] = [
        Self::Api,
        Self::Authorizer,
        Self::Model,
        Self::Resource,
        Self::Method,
        Self::PathParameter,
        Self::QueryParameter,
        Self::RequestHeader,
        Self::RequestBody,
        Self::Response,
        Self::ResponseHeader,
        Self::ResponseBody,
    ];

    /// The service's name for it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Api => "API",
            Self::Authorizer => "AUTHORIZER",
            Self::Model => "MODEL",
            Self::Resource => "RESOURCE",
            Self::Method => "METHOD",
            Self::PathParameter => "PATH_PARAMETER",
            Self::QueryParameter => "QUERY_PARAMETER",
            Self::RequestHeader => "REQUEST_HEADER",
            Self::RequestBody => "REQUEST_BODY",
            Self::Response => "RESPONSE",
            Self::ResponseHeader => "RESPONSE_HEADER",
            Self::ResponseBody => "RESPONSE_BODY",
        }
    }
}
