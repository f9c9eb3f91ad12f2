//! Limits that AWS publishes, as cited and dated data.
//!
//! A limit of a definition itself (a usage plan's quota, a stage's throttle) is in `ir`; what no definition may
//! exceed is here.

mod lookup;
mod tables;

pub use lookup::{AccountThrottle, account_throttle};
pub use tables::{
    API_DEFINITION_BYTES, API_KEY_VALUE_LENGTH, AUTHORIZER_TTL_SECONDS, AUTHORIZERS_PER_API,
    DOCUMENTATION_PARTS_PER_API, HTTP_INTEGRATION_TIMEOUT_MILLIS, HTTP_ROUTES_PER_API,
    JWT_AUDIENCES_PER_AUTHORIZER, JWT_SCOPES_PER_ROUTE, LIMITS, Limit, MAPPING_TEMPLATE_BYTES,
    MINIMUM_COMPRESSION_BYTES, RESOURCE_POLICY_CHARACTERS, RESOURCES_PER_API,
    REST_INTEGRATION_TIMEOUT_MILLIS, STAGE_NAME_LENGTH, STAGE_VARIABLE_KEY_LENGTH,
    STAGE_VARIABLE_VALUE_LENGTH, STAGE_VARIABLES_PER_STAGE, STAGES_PER_API,
};
