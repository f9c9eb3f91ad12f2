//! `gateway.json`: a definition made runnable. The runtime reads this and nothing else.
//!
//! The file is versioned, complete and the same bytes for the same definition; its schema is in `schemas/`.
//! Secrets are not in it: of a value that is written out in a manifest, only that there is one.

mod config;
mod read;
mod secret;

pub use config::{
    AccessLogConfig, ApiKeyConfig, AuthorizerConfig, CacheConfig, CanaryConfig, Config,
    DomainConfig, EndpointConfig, ExecutionLogConfig, FunctionConfig, GatewayResponseConfig,
    IdentityConfig, IntegrationConfig, IntegrationResponseConfig, LocalDomainConfig, MethodConfig,
    MethodResponseConfig, MethodSettingsConfig, ModelConfig, MutualTlsConfig, QuotaConfig,
    ResourceConfig, RestApiConfig, StageConfig, ThrottleConfig, UsagePlanConfig, UserPoolConfig,
    ValidatorConfig,
};
pub use read::{ConfigError, VERSION, read_config, schema, write_config};
pub use secret::Secret;
