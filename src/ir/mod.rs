//! The typed definition of an API, in AWS's words, with the origin of every fact.
//!
//! Two definitions are equal when they say the same; where they say it does not count. The IR is never
//! serialized: what crosses a process boundary is `bundle` or an emitted artifact.

mod authorizer;
mod callers;
mod check_settings;
mod definition;
mod documentation;
mod gateway_response;
mod graph;
mod hint;
mod http;
mod integration;
mod local;
mod method;
mod migration;
mod model;
mod resource;
mod rest;
mod stage;
mod usage_plan;

pub use authorizer::{Authorizer, AuthorizerType, JwtConfiguration};
pub use callers::{CallerFacts, CallerResponse, Contract, ParameterStyle};
pub use check_settings::CheckSettings;
pub use definition::{Api, Definition, Dialect, SecurityRequirement, SecurityScheme};
pub use documentation::{
    Documentation, DocumentationLocation, DocumentationPart, DocumentationType,
};
pub use gateway_response::{GatewayResponse, ResponseType};
pub use graph::{Entity, Reference, ReferenceGraph};
pub use hint::Hint;
pub use http::{CorsConfiguration, HttpApi, Route};
pub use integration::{
    ConnectionType, ContentHandling, Integration, IntegrationResponse, IntegrationType,
    MappingTemplate, PassthroughBehavior, ResponseTransferMode, TlsConfig,
};
pub use local::{Local, LocalDomain, LocalFunction, LocalIdentity, LocalUserPool};
pub use method::{
    Authorization, AuthorizationType, HttpMethod, Method, MethodResponse, ParameterKey,
    ParameterLocation, RequestParameter,
};
pub use model::Model;
pub use resource::{Resource, ResourceId, ResourceTree, Segment};
pub use rest::{
    ApiKeySource, EndpointConfiguration, EndpointType, RequestValidator, ResourcePolicy, RestApi,
};
pub use stage::{
    AccessLog, CacheSettings, Canary, DEFAULT_STAGE, LoggingLevel, MethodSettings, Stage, Throttle,
};
pub use usage_plan::{ApiKey, DomainName, Quota, QuotaPeriod, UsagePlan};
