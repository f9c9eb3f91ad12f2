//! Gateway responses: the answers that the gateway itself gives.

use std::fmt;

use crate::source::{Origin, Spanned, SpannedMap};

/// A gateway response that a definition changes.
#[derive(Clone, Debug, PartialEq)]
pub struct GatewayResponse {
    /// The status code; the type's own when absent.
    pub status_code: Option<Spanned<String>>,
    /// `gatewayresponse.header.NAME` to expression.
    pub response_parameters: SpannedMap<Spanned<String>>,
    /// Bodies by media type; not VTL, variables are put in and nothing else.
    pub response_templates: SpannedMap<Spanned<String>>,
    /// The whole response, with its key.
    pub origin: Origin,
}

/// The types of gateway responses (reference `pipeline`, section 12).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ResponseType {
    /// `ACCESS_DENIED`
    AccessDenied,
    /// `API_CONFIGURATION_ERROR`
    ApiConfigurationError,
    /// `AUTHORIZER_CONFIGURATION_ERROR`
    AuthorizerConfigurationError,
    /// `AUTHORIZER_FAILURE`
    AuthorizerFailure,
    /// `BAD_REQUEST_PARAMETERS`
    BadRequestParameters,
    /// `BAD_REQUEST_BODY`
    BadRequestBody,
    /// `DEFAULT_4XX`
    Default4xx,
    /// `DEFAULT_5XX`
    Default5xx,
    /// `EXPIRED_TOKEN`
    ExpiredToken,
    /// `INTEGRATION_FAILURE`
    IntegrationFailure,
    /// `INTEGRATION_TIMEOUT`
    IntegrationTimeout,
    /// `INVALID_API_KEY`
    InvalidApiKey,
    /// `INVALID_SIGNATURE`
    InvalidSignature,
    /// `MISSING_AUTHENTICATION_TOKEN`
    MissingAuthenticationToken,
    /// `QUOTA_EXCEEDED`
    QuotaExceeded,
    /// `REQUEST_TOO_LARGE`
    RequestTooLarge,
    /// `RESOURCE_NOT_FOUND`
    ResourceNotFound,
    /// `THROTTLED`
    Throttled,
    /// `UNAUTHORIZED`
    Unauthorized,
    /// `UNSUPPORTED_MEDIA_TYPE`
    UnsupportedMediaType,
    /// `WAF_FILTERED`
    WafFiltered,
}

impl ResponseType {
    /// All of them, in alphabetical order.
    pub const ALL: [Self; 21] = [
        Self::AccessDenied,
        Self::ApiConfigurationError,
        Self::AuthorizerConfigurationError,
        Self::AuthorizerFailure,
        Self::BadRequestBody,
        Self::BadRequestParameters,
        Self::Default4xx,
        Self::Default5xx,
        Self::ExpiredToken,
        Self::IntegrationFailure,
        Self::IntegrationTimeout,
        Self::InvalidApiKey,
        Self::InvalidSignature,
        Self::MissingAuthenticationToken,
        Self::QuotaExceeded,
        Self::RequestTooLarge,
        Self::ResourceNotFound,
        Self::Throttled,
        Self::Unauthorized,
        Self::UnsupportedMediaType,
        Self::WafFiltered,
    ];

    /// The service's name for it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::AccessDenied => "ACCESS_DENIED",
            Self::ApiConfigurationError => "API_CONFIGURATION_ERROR",
            Self::AuthorizerConfigurationError => "AUTHORIZER_CONFIGURATION_ERROR",
            Self::AuthorizerFailure => "AUTHORIZER_FAILURE",
            Self::BadRequestParameters => "BAD_REQUEST_PARAMETERS",
            Self::BadRequestBody => "BAD_REQUEST_BODY",
            Self::Default4xx => "DEFAULT_4XX",
            Self::Default5xx => "DEFAULT_5XX",
            Self::ExpiredToken => "EXPIRED_TOKEN",
            Self::IntegrationFailure => "INTEGRATION_FAILURE",
            Self::IntegrationTimeout => "INTEGRATION_TIMEOUT",
            Self::InvalidApiKey => "INVALID_API_KEY",
            Self::InvalidSignature => "INVALID_SIGNATURE",
            Self::MissingAuthenticationToken => "MISSING_AUTHENTICATION_TOKEN",
            Self::QuotaExceeded => "QUOTA_EXCEEDED",
            Self::RequestTooLarge => "REQUEST_TOO_LARGE",
            Self::ResourceNotFound => "RESOURCE_NOT_FOUND",
            Self::Throttled => "THROTTLED",
            Self::Unauthorized => "UNAUTHORIZED",
            Self::UnsupportedMediaType => "UNSUPPORTED_MEDIA_TYPE",
            Self::WafFiltered => "WAF_FILTERED",
        }
    }

    /// The type of that name, in any case.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|known| known.name().eq_ignore_ascii_case(name))
    }
}

impl fmt::Display for ResponseType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
