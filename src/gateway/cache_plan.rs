//! How the responses of a method are kept in a stage, with everything prepared.

use std::time::Duration;

use crate::bundle::MethodConfig;
use crate::limits::{Cache, UnauthorizedStrategy};
use crate::mapping::{DestinationSide, Expression, ExpressionSide};

/// The settings of a method's cache that are in force.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct CacheSettings {
    pub(super) ttl: Duration,
    pub(super) is_encrypted: bool,
    pub(super) require_authorization: bool,
    pub(super) unauthorized: UnauthorizedStrategy,
}

impl From<Cache<'_>> for CacheSettings {
    fn from(cache: Cache<'_>) -> Self {
        Self {
            ttl: Duration::from_secs(cache.ttl),
            is_encrypted: cache.encrypted,
            require_authorization: cache.require_authorization,
            unauthorized: cache.unauthorized,
        }
    }
}

/// The cache of a method: its settings, and what a response is kept under.
#[derive(Clone, Debug)]
pub(super) struct CachePlan {
    pub(super) settings: CacheSettings,
    /// Methods of one namespace share their entries; it is the resource's id unless another is written.
    pub(super) namespace: String,
    /// Where the values of the key come from; nothing for a parameter that is mapped nowhere.
    pub(super) key: Vec<Option<Expression>>,
}

impl CachePlan {
    /// Prepares the cache of `method`, or says what is wrong with its key (reference `caching`, section 4).
    pub(super) fn new(
        settings: CacheSettings,
        method: &MethodConfig,
        resource_id: &str,
    ) -> Result<Self, String> {
        let integration = &method.integration;
        let mut key = Vec::with_capacity(integration.cache_key_parameters.len());
        for parameter in &integration.cache_key_parameters {
            let source = if parameter.starts_with(DestinationSide::IntegrationRequest.prefix()) {
                integration.request_parameters.get(parameter)
            } else {
                Some(parameter)
            };
            let source = source.map(|source| Expression::parse(source, ExpressionSide::Request));
            let source = source
                .transpose()
                .map_err(|fault| format!("cacheKeyParameters `{parameter}`: {}", fault.message))?;
            key.push(source);
        }
        let namespace = integration.cache_namespace.as_deref().unwrap_or(resource_id).to_owned();
        Ok(Self { settings, namespace, key })
    }
}
