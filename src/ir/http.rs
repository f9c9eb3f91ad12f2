//! An HTTP API.

use std::time::Duration;

use crate::source::{Origin, Spanned, SpannedMap};

use super::{Authorization, Authorizer, Contract, EndpointConfiguration, Hint, Integration};

/// An HTTP API (version 2).
#[derive(Clone, Debug, PartialEq)]
pub struct HttpApi {
    /// `info.title`.
    pub name: Spanned<String>,
    /// `info.version`.
    pub version: Option<Spanned<String>>,
    /// `info.description`.
    pub description: Option<Spanned<String>>,
    /// How the API is reached.
    pub endpoint: EndpointConfiguration,
    /// CORS of the whole API.
    pub cors: Option<CorsConfiguration>,
    /// Routes by route key: `GET /pets/{id}`, `ANY /pets`, `$default`.
    pub routes: SpannedMap<Route>,
    /// Authorizers by name.
    pub authorizers: SpannedMap<Authorizer>,
    /// What the document tells callers.
    pub contract: Hint<Box<Contract>>,
    /// Tags of the API.
    pub tags: SpannedMap<Spanned<String>>,
    /// The whole document.
    pub origin: Origin,
}

/// CORS of an HTTP API.
#[derive(Clone, Debug, PartialEq)]
pub struct CorsConfiguration {
    /// Origins, with `*`, `https://*` and `http://*` as patterns.
    pub allow_origins: Vec<Spanned<String>>,
    /// Verbs.
    pub allow_methods: Vec<Spanned<String>>,
    /// Request headers.
    pub allow_headers: Vec<Spanned<String>>,
    /// Response headers that a page may read.
    pub expose_headers: Vec<Spanned<String>>,
    /// Whether a page may send credentials.
    pub allow_credentials: Option<Spanned<bool>>,
    /// How long a browser may keep a preflight's answer.
    pub max_age: Option<Spanned<Duration>>,
    /// The whole configuration.
    pub origin: Origin,
}

/// One route of an HTTP API.
#[derive(Clone, Debug, PartialEq)]
pub struct Route {
    /// `operationId`.
    pub operation_name: Option<Spanned<String>>,
    /// Who may call it.
    pub authorization: Authorization,
    /// What answers.
    pub integration: Option<Integration>,
    /// The operation.
    pub origin: Origin,
}
