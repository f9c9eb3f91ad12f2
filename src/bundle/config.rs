//! The members of `gateway.json`.

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::Secret;

/// A runnable API. The names of its members are AWS's.
#[derive(Clone, Debug, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Config {
    /// The version of the format: 1.
    #[serde(rename = "portcullisGateway")]
    pub version: u32,
    /// The name of the API.
    pub name: String,
    /// The region, as in `eu-central-1`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
    /// The account, twelve digits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account: Option<String>,
    /// The account's own limits in the region, where AWS has granted it others than everybody has.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account_throttle: Option<ThrottleConfig>,
    /// The API.
    pub rest_api: RestApiConfig,
    /// Stages by name.
    pub stages: IndexMap<String, StageConfig>,
    /// Deployments by id, which stages and canaries point to. Those that point to none run `restApi`.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub deployments: IndexMap<String, RestApiConfig>,
    /// API keys by name.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub api_keys: IndexMap<String, ApiKeyConfig>,
    /// Usage plans by name.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub usage_plans: IndexMap<String, UsagePlanConfig>,
    /// What stands in for AWS services on this machine: addresses by the services' names in ARNs.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub services: IndexMap<String, String>,
    /// Whether the roles of integrations are assumed where there is somebody who does it: so without this.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub assume_roles: Option<bool>,
    /// What VPC links lead to on this machine, by id.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub vpc_links: IndexMap<String, String>,
    /// What stands in for functions on this machine, by name, or by name and qualifier: `pets` or `pets:live`.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub functions: IndexMap<String, FunctionConfig>,
    /// User pools by id.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub user_pools: IndexMap<String, UserPoolConfig>,
    /// Users and roles that may sign requests, by name.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub identities: IndexMap<String, IdentityConfig>,
    /// Custom domain names.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub domains: IndexMap<String, DomainConfig>,
}

/// A custom domain name.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct DomainConfig {
    /// The least version of TLS: `TLS_1_0` or `TLS_1_2`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub security_policy: Option<String>,
    /// Stages by base path; `(none)` is the empty one.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub base_path_mappings: IndexMap<String, String>,
    /// Asks callers for certificates.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mutual_tls_authentication: Option<MutualTlsConfig>,
    /// What stands in for its certificates on this machine. A domain without it is not served.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub local: Option<LocalDomainConfig>,
}

/// Which certificates let callers connect to a custom domain name.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct MutualTlsConfig {
    /// Where the truststore is: `s3://bucket/key`.
    pub truststore_uri: String,
}

/// What stands in for the certificates of a custom domain name: files in PEM, relative to the project's directory.
#[derive(Clone, Debug, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct LocalDomainConfig {
    /// The file with its certificate, and with those that lead to its authority.
    pub certificate: String,
    /// The file with its private key.
    pub private_key: String,
    /// The file with the authorities whose certificates let callers in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub truststore: Option<String>,
}

/// A user pool. One without keys and address denies.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct UserPoolConfig {
    /// Its keys, as a JSON Web Key Set.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub keys: Option<Value>,
    /// The address of its issuer, or of its keys.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
}

/// A user or role that may sign requests.
#[derive(Clone, Debug, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct IdentityConfig {
    /// Its ARN.
    pub arn: String,
    /// The id of its access key.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub access_key_id: Option<String>,
    /// The secret of its access key.
    #[serde(default)]
    pub secret_access_key: Secret,
    /// The session token, of temporary credentials.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub session_token: Option<Secret>,
    /// Its policies.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub policies: Vec<Value>,
}

/// What stands in for a function. Just one of `handler`, `command`, `endpoint` and `response` says what it is. Paths
/// are relative to the project's directory.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct FunctionConfig {
    /// A file without its ending, a dot, and a function, as in `functions/pets.handler`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub handler: Option<String>,
    /// The runtime of the handler, as in `nodejs20.x` or `python3.12`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub runtime: Option<String>,
    /// A program that speaks the Lambda Runtime API, with its arguments.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub command: Option<String>,
    /// An address that speaks the Lambda Invoke API.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub endpoint: Option<String>,
    /// A file with the answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub response: Option<String>,
    /// How long it may take, in seconds; Lambda's 3 when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timeout: Option<u64>,
    /// Environment variables; `${env:NAME}` stands for one of the runtime's.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub environment: IndexMap<String, String>,
}

/// A REST API.
#[derive(Clone, Debug, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RestApiConfig {
    /// A name of ten letters and digits, made from the API's name.
    pub id: String,
    /// `HEADER` or `AUTHORIZER`.
    pub api_key_source: String,
    /// Media types whose payloads are binary.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub binary_media_types: Vec<String>,
    /// The smallest payload that is compressed, in bytes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub minimum_compression_size: Option<u64>,
    /// How the API is reached.
    pub endpoint: EndpointConfig,
    /// The resource policy.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub policy: Option<Value>,
    /// Resources with methods.
    pub resources: Vec<ResourceConfig>,
    /// Models by name.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub models: IndexMap<String, ModelConfig>,
    /// Request validators by name.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub request_validators: IndexMap<String, ValidatorConfig>,
    /// Authorizers by name.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub authorizers: IndexMap<String, AuthorizerConfig>,
    /// Gateway responses that differ from the service's own, by response type.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub gateway_responses: IndexMap<String, GatewayResponseConfig>,
}

/// How an API is reached.
#[derive(Clone, Debug, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct EndpointConfig {
    /// `EDGE`, `REGIONAL` or `PRIVATE`.
    #[serde(rename = "type")]
    pub endpoint_type: String,
    /// Interface VPC endpoints.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub vpc_endpoint_ids: Vec<String>,
    /// Whether the default host name is off.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub disable_execute_api_endpoint: bool,
}

/// A resource.
#[derive(Clone, Debug, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ResourceConfig {
    /// The full path template.
    pub path: String,
    /// Methods by verb; `ANY` is one.
    pub methods: IndexMap<String, MethodConfig>,
}

/// A method.
#[derive(Clone, Debug, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct MethodConfig {
    /// The operation's name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub operation_name: Option<String>,
    /// `NONE`, `AWS_IAM`, `CUSTOM` or `COGNITO_USER_POOLS`.
    pub authorization_type: String,
    /// The authorizer's name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub authorizer: Option<String>,
    /// OAuth scopes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub authorization_scopes: Vec<String>,
    /// Whether an API key is needed.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub api_key_required: bool,
    /// `method.request.PLACE.NAME` to whether it is required.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub request_parameters: IndexMap<String, bool>,
    /// Model names by media type.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub request_models: IndexMap<String, String>,
    /// The request validator's name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request_validator: Option<String>,
    /// Declared responses by status code.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub method_responses: IndexMap<String, MethodResponseConfig>,
    /// What answers.
    pub integration: IntegrationConfig,
    /// Where it was written: `openapi.yaml:12`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub origin: Option<String>,
}

/// A declared response.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct MethodResponseConfig {
    /// Header names.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub headers: Vec<String>,
    /// Model names by media type.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub models: IndexMap<String, String>,
}

/// What answers a method.
#[derive(Clone, Debug, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct IntegrationConfig {
    /// `AWS`, `AWS_PROXY`, `HTTP`, `HTTP_PROXY` or `MOCK`.
    #[serde(rename = "type")]
    pub integration_type: String,
    /// The verb for the backend.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub http_method: Option<String>,
    /// Where the backend is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub uri: Option<String>,
    /// `INTERNET` or `VPC_LINK`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub connection_type: Option<String>,
    /// The VPC link.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub connection_id: Option<String>,
    /// The role that the service assumes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub credentials: Option<String>,
    /// `WHEN_NO_MATCH`, `WHEN_NO_TEMPLATES` or `NEVER`.
    pub passthrough_behavior: String,
    /// `CONVERT_TO_TEXT` or `CONVERT_TO_BINARY`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub content_handling: Option<String>,
    /// How long the backend may take, in milliseconds.
    pub timeout_in_millis: u64,
    /// Destination to source expression.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub request_parameters: IndexMap<String, String>,
    /// Templates by media type.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub request_templates: IndexMap<String, String>,
    /// Responses in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub integration_responses: Vec<IntegrationResponseConfig>,
    /// The cache's namespace.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cache_namespace: Option<String>,
    /// The parameters of the cache key.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub cache_key_parameters: Vec<String>,
    /// Whether the backend's certificate is not verified.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub insecure_skip_verification: bool,
    /// Whether the backend's answer is passed on as it comes.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub stream: bool,
}

/// What becomes of one class of the backend's answers.
#[derive(Clone, Debug, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct IntegrationResponseConfig {
    /// A regular expression; absent for the default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub selection_pattern: Option<String>,
    /// The status code for the caller.
    pub status_code: String,
    /// `method.response.header.NAME` to source expression.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub response_parameters: IndexMap<String, String>,
    /// Templates by media type.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub response_templates: IndexMap<String, String>,
    /// `CONVERT_TO_TEXT` or `CONVERT_TO_BINARY`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub content_handling: Option<String>,
}

/// A model.
#[derive(Clone, Debug, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ModelConfig {
    /// The media type.
    pub content_type: String,
    /// The JSON schema.
    pub schema: Value,
}

/// A request validator.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ValidatorConfig {
    /// Whether the body is validated.
    pub validate_request_body: bool,
    /// Whether the parameters are validated.
    pub validate_request_parameters: bool,
}

/// An authorizer.
#[derive(Clone, Debug, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct AuthorizerConfig {
    /// `TOKEN`, `REQUEST` or `COGNITO_USER_POOLS`.
    #[serde(rename = "type")]
    pub authorizer_type: String,
    /// The function's invocation URI.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub authorizer_uri: Option<String>,
    /// The role that the service assumes to call it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub authorizer_credentials: Option<String>,
    /// The expressions that tell one caller from another.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub identity_sources: Vec<String>,
    /// A regular expression that the token must match.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub identity_validation_expression: Option<String>,
    /// How long an answer is kept, in seconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub authorizer_result_ttl_in_seconds: Option<u64>,
    /// User pools.
    #[serde(default, rename = "providerARNs", skip_serializing_if = "Vec::is_empty")]
    pub provider_arns: Vec<String>,
}

/// A gateway response.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct GatewayResponseConfig {
    /// The status code; the type's own when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status_code: Option<String>,
    /// `gatewayresponse.header.NAME` to expression.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub response_parameters: IndexMap<String, String>,
    /// Bodies by media type.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub response_templates: IndexMap<String, String>,
}

/// A stage.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct StageConfig {
    /// The deployment that it points to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deployment_id: Option<String>,
    /// The canary release.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub canary_settings: Option<CanaryConfig>,
    /// Stage variables.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub variables: IndexMap<String, String>,
    /// Requests per second for each of its methods.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub throttling_rate_limit: Option<f64>,
    /// The size of the bucket.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub throttling_burst_limit: Option<u64>,
    /// The response cache. A stage without one has no cluster.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cache: Option<CacheConfig>,
    /// The access log.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub access_log_settings: Option<AccessLogConfig>,
    /// The execution log.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub execution_log: Option<ExecutionLogConfig>,
    /// Whether metrics of each method are kept.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub metrics_enabled: bool,
    /// Whether requests are traced.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub tracing_enabled: bool,
    /// Settings of single methods by `GET /path`, `ANY /path` or `*`.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub method_settings: IndexMap<String, MethodSettingsConfig>,
}

/// What a stage sets for one method instead.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct MethodSettingsConfig {
    /// Requests per second.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub throttling_rate_limit: Option<f64>,
    /// The size of the bucket.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub throttling_burst_limit: Option<u64>,
    /// The response cache.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cache: Option<CacheConfig>,
    /// The level of the execution log: `OFF`, `ERROR` or `INFO`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub logging_level: Option<String>,
    /// Whether headers and payloads go into the execution log.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub data_trace_enabled: Option<bool>,
    /// Whether metrics of its own are kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub metrics_enabled: Option<bool>,
}

/// A canary release of a stage.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CanaryConfig {
    /// The deployment that it points to; that of the stage when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deployment_id: Option<String>,
    /// How many of a hundred requests it gets.
    pub percent_traffic: f64,
    /// Stage variables that differ from those of the stage, or that it does not have.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub stage_variable_overrides: IndexMap<String, String>,
    /// Whether it shares the response cache of the stage.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub use_stage_cache: bool,
}

/// The access log of a stage.
#[derive(Clone, Debug, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct AccessLogConfig {
    /// A line with `$context` variables.
    pub format: String,
    /// `stdout`, `stderr`, or a file, whose path is relative to the project's directory.
    pub destination: String,
}

/// The execution log of a stage.
#[derive(Clone, Debug, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ExecutionLogConfig {
    /// `OFF`, `ERROR` or `INFO`.
    pub logging_level: String,
    /// Whether headers and payloads go into it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub data_trace_enabled: bool,
    /// `stdout`, `stderr`, or a file, whose path is relative to the project's directory.
    pub destination: String,
}

/// The response cache of a stage or of one method.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CacheConfig {
    /// The size of the cluster in gigabytes, of a stage.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cache_cluster_size: Option<f64>,
    /// Whether responses are kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub caching_enabled: Option<bool>,
    /// How long a response is kept, in seconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cache_ttl_in_seconds: Option<u64>,
    /// Whether responses are encrypted where they are kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cache_data_encrypted: Option<bool>,
    /// Whether a caller needs a permission to ask for a fresh response.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub require_authorization_for_cache_control: Option<bool>,
    /// `FAIL_WITH_403`, `SUCCEED_WITH_RESPONSE_HEADER` or `SUCCEED_WITHOUT_RESPONSE_HEADER`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unauthorized_cache_control_header_strategy: Option<String>,
}

/// An API key.
#[derive(Clone, Debug, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ApiKeyConfig {
    /// Whether it is accepted.
    pub enabled: bool,
    /// The secret.
    pub value: Secret,
}

/// A usage plan.
#[derive(Clone, Debug, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct UsagePlanConfig {
    /// The stages that it covers.
    pub stages: Vec<String>,
    /// The keys that it meters, by name.
    pub api_keys: Vec<String>,
    /// Limits for each key.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub throttle: Option<ThrottleConfig>,
    /// How many requests a key has in a period.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quota: Option<QuotaConfig>,
    /// Limits for each key at single methods, by `GET /path` or `ANY /path`.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub methods: IndexMap<String, ThrottleConfig>,
}

/// A rate and a burst. What is left out does not limit.
#[derive(Clone, Copy, Debug, Default, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ThrottleConfig {
    /// Requests per second.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rate_limit: Option<f64>,
    /// The size of the bucket.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub burst_limit: Option<u64>,
}

/// How many requests a key has in a period.
#[derive(Clone, Debug, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct QuotaConfig {
    /// The number of requests.
    pub limit: u64,
    /// `DAY`, `WEEK` or `MONTH`.
    pub period: String,
    /// How many of them the first period has fewer.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub offset: u64,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde calls it with a reference")]
const fn is_zero(number: &u64) -> bool {
    *number == 0
}
