//! Integrations: what answers a method.

use std::time::Duration;

use crate::source::{Embedded, Origin, Spanned, SpannedMap};

/// What answers a method.
#[derive(Clone, Debug, PartialEq)]
pub struct Integration {
    /// The type.
    pub integration_type: Spanned<IntegrationType>,
    /// The verb for the backend: a verb, or `ANY`, or none, which both mean the caller's.
    pub http_method: Option<Spanned<String>>,
    /// Where the backend is.
    pub uri: Option<Spanned<String>>,
    /// `INTERNET` or `VPC_LINK`.
    pub connection_type: Option<Spanned<ConnectionType>>,
    /// The VPC link.
    pub connection_id: Option<Spanned<String>>,
    /// The load balancer or listener behind a VPC link that leads to several.
    pub integration_target: Option<Spanned<String>>,
    /// The role that the service assumes, or `arn:aws:iam::*:user/*` for the caller's own credentials.
    pub credentials: Option<Spanned<String>>,
    /// What happens to a payload that no template is for. The service's default is `WHEN_NO_MATCH`.
    pub passthrough_behavior: Option<Spanned<PassthroughBehavior>>,
    /// Conversion of the request payload.
    pub content_handling: Option<Spanned<ContentHandling>>,
    /// How long the backend may take. The service's default is 29 s for REST and 30 s for HTTP APIs.
    pub timeout: Option<Spanned<Duration>>,
    /// Destination to source expression.
    pub request_parameters: SpannedMap<Spanned<String>>,
    /// Templates by media type; `$default` is a key too.
    pub request_templates: SpannedMap<MappingTemplate>,
    /// Responses in document order.
    pub responses: Vec<IntegrationResponse>,
    /// `cacheNamespace`; the resource's own when absent.
    pub cache_namespace: Option<Spanned<String>>,
    /// The parameters that make up the cache key.
    pub cache_key_parameters: Vec<Spanned<String>>,
    /// TLS to the backend.
    pub tls_config: Option<TlsConfig>,
    /// `payloadFormatVersion`, of HTTP APIs.
    pub payload_format_version: Option<Spanned<String>>,
    /// `integrationSubtype`, of HTTP APIs.
    pub integration_subtype: Option<Spanned<String>>,
    /// `responseParameters` of HTTP APIs: status to destination to expression.
    pub response_parameters: SpannedMap<SpannedMap<Spanned<String>>>,
    /// `BUFFERED` or `STREAM`.
    pub response_transfer_mode: Option<Spanned<ResponseTransferMode>>,
    /// The whole integration.
    pub origin: Origin,
}

/// The integration types.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IntegrationType {
    /// `AWS`: an AWS service, or a function without proxy.
    Aws,
    /// `AWS_PROXY`: a function that gets the whole request.
    AwsProxy,
    /// `HTTP`: a backend, with mapping.
    Http,
    /// `HTTP_PROXY`: a backend that gets the request as it is.
    HttpProxy,
    /// `MOCK`: no backend.
    Mock,
}

impl IntegrationType {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Aws, Self::AwsProxy, Self::Http, Self::HttpProxy, Self::Mock];

    /// The service's name for it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Aws => "AWS",
            Self::AwsProxy => "AWS_PROXY",
            Self::Http => "HTTP",
            Self::HttpProxy => "HTTP_PROXY",
            Self::Mock => "MOCK",
        }
    }

    /// Whether the backend's answer goes back as it is.
    pub const fn is_proxy(self) -> bool {
        matches!(self, Self::AwsProxy | Self::HttpProxy)
    }
}

/// The way to the backend.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ConnectionType {
    /// `INTERNET`
    Internet,
    /// `VPC_LINK`
    VpcLink,
}

/// What happens to a payload that no template is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PassthroughBehavior {
    /// `WHEN_NO_MATCH`: it passes when no template has its media type.
    WhenNoMatch,
    /// `WHEN_NO_TEMPLATES`: it passes when there is no template at all.
    WhenNoTemplates,
    /// `NEVER`: it is refused.
    Never,
}

/// Conversion between text and binary payloads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ContentHandling {
    /// `CONVERT_TO_TEXT`: binary becomes base64.
    ConvertToText,
    /// `CONVERT_TO_BINARY`: base64 becomes binary.
    ConvertToBinary,
}

/// How a response travels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ResponseTransferMode {
    /// `BUFFERED`
    Buffered,
    /// `STREAM`
    Stream,
}

/// TLS to the backend.
#[derive(Clone, Debug, PartialEq)]
pub struct TlsConfig {
    /// Whether certificates are not verified.
    pub insecure_skip_verification: bool,
    /// The name that the certificate must have, of HTTP APIs.
    pub server_name_to_verify: Option<Spanned<String>>,
    /// The whole object.
    pub origin: Origin,
}

/// A mapping template as it was written. Equal to another when the texts are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MappingTemplate {
    /// The text, with the way back into the file.
    pub text: Embedded,
}

/// What becomes of one class of the backend's answers.
#[derive(Clone, Debug, PartialEq)]
pub struct IntegrationResponse {
    /// A Java regular expression that the whole answer's status or error must match; none for the default.
    pub selection_pattern: Option<Spanned<String>>,
    /// The status code for the caller.
    pub status_code: Spanned<String>,
    /// Destination to source expression.
    pub response_parameters: SpannedMap<Spanned<String>>,
    /// Templates by media type.
    pub response_templates: SpannedMap<MappingTemplate>,
    /// Conversion of the response payload.
    pub content_handling: Option<Spanned<ContentHandling>>,
    /// The whole response, with its key.
    pub origin: Origin,
}
