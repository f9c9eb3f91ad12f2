//! What a manifest can say. Its JSON Schema is made of these types, and their docs are the descriptions in it.

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::Deserialize;

use crate::source::{Spanned, SpannedMap};

/// A manifest: what the definition of an API cannot say.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct Manifest {
    /// The version of the format: 1.
    pub(super) portcullis: Spanned<u64>,
    /// A name for the whole; that of the API when absent.
    pub(super) name: Option<Spanned<String>>,
    /// The OpenAPI or Swagger document, relative to the manifest; without it `openapi.yaml` or the like beside it.
    pub(super) api: Option<Spanned<String>>,
    /// The AWS region, as in `eu-central-1`.
    pub(super) region: Option<Spanned<String>>,
    /// The AWS account: twelve digits, in quotes.
    pub(super) account: Option<Spanned<String>>,
    /// The account's own limits in the region, where AWS has granted it others than everybody has.
    #[serde(default)]
    pub(super) account_throttle: Throttle,
    /// How the API is reached.
    pub(super) endpoint: Option<EndpointConfiguration>,
    /// The resource policy: a file relative to the manifest, or the policy document itself.
    pub(super) policy: Option<Spanned<serde_json::Value>>,
    /// Stages by name. Without any, one of the name `dev` is served.
    #[serde(default)]
    pub(super) stages: SpannedMap<Spanned<Stage>>,
    /// API keys by name.
    #[serde(default)]
    pub(super) api_keys: SpannedMap<Spanned<ApiKey>>,
    /// Usage plans by name.
    #[serde(default)]
    pub(super) usage_plans: SpannedMap<Spanned<UsagePlan>>,
    /// Custom domain names.
    #[serde(default)]
    pub(super) domains: SpannedMap<Spanned<Domain>>,
    /// How the runtime stands in for what is not on this machine.
    pub(super) local: Option<Local>,
    /// The linter's settings.
    pub(super) check: Option<Check>,
    /// Properties that must hold for every request. This version reads them and does not decide them.
    pub(super) assert: Option<Spanned<serde_json::Value>>,
}

/// How the API is reached.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct EndpointConfiguration {
    /// The endpoint type.
    #[serde(rename = "type")]
    pub(super) kind: Option<Spanned<EndpointType>>,
    /// Interface VPC endpoints of a private API.
    #[serde(default)]
    pub(super) vpc_endpoints: Vec<Spanned<String>>,
    /// Whether the default host name is off.
    pub(super) disable_execute_api_endpoint: Option<Spanned<bool>>,
}

/// The endpoint types.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub(super) enum EndpointType {
    /// Through the edge network.
    Edge,
    /// In one region.
    Regional,
    /// Inside of a VPC.
    Private,
}

/// A rate and a burst.
#[derive(Clone, Copy, Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct Throttle {
    /// Requests per second.
    pub(super) rate: Option<Spanned<f64>>,
    /// The size of the bucket.
    pub(super) burst: Option<Spanned<u64>>,
}

/// The response cache.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct Cache {
    /// The capacity in GB: 0.5, 1.6, 6.1, 13.5, 28.4, 58.2, 118 or 237.
    pub(super) size: Option<Spanned<f64>>,
    /// How long a response is kept, in seconds: 0 to 3600.
    pub(super) ttl: Option<Spanned<u64>>,
    /// Whether responses are encrypted where they are kept.
    pub(super) encrypted: Option<Spanned<bool>>,
    /// Whether responses are kept at all.
    pub(super) enabled: Option<Spanned<bool>>,
    /// Whether a caller needs the permission `execute-api:InvalidateCache` to ask for a fresh response.
    pub(super) require_authorization_for_cache_control: Option<Spanned<bool>>,
    /// What becomes of callers that ask for one without it.
    pub(super) unauthorized_cache_control_header_strategy: Option<Spanned<UnauthorizedStrategy>>,
}

/// What becomes of callers that ask for a fresh response without the permission.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema)]
pub(super) enum UnauthorizedStrategy {
    /// They are refused.
    #[serde(rename = "FAIL_WITH_403")]
    Fail,
    /// They get what is cached, and a header says so.
    #[serde(rename = "SUCCEED_WITH_RESPONSE_HEADER")]
    Warn,
    /// They get what is cached.
    #[serde(rename = "SUCCEED_WITHOUT_RESPONSE_HEADER")]
    Ignore,
}

/// A stage.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct Stage {
    /// Stage variables.
    #[serde(default)]
    pub(super) variables: SpannedMap<Spanned<String>>,
    /// Limits for all of its methods.
    #[serde(default)]
    pub(super) throttle: Throttle,
    /// The response cache.
    pub(super) cache: Option<Spanned<Cache>>,
    /// Settings of single methods by `GET /path`.
    #[serde(default)]
    pub(super) methods: SpannedMap<Spanned<MethodSettings>>,
    /// The canary release.
    pub(super) canary: Option<Spanned<Canary>>,
    /// The access log.
    pub(super) access_log: Option<Spanned<AccessLog>>,
    /// The execution log.
    pub(super) logging: Option<Logging>,
    /// Which metrics are kept: `detailed` for those of each method.
    pub(super) metrics: Option<Spanned<Metrics>>,
    /// Whether requests are traced.
    pub(super) tracing: Option<Spanned<bool>>,
    /// A description.
    pub(super) description: Option<Spanned<String>>,
}

/// Settings of one method.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct MethodSettings {
    /// Its limits.
    #[serde(default)]
    pub(super) throttle: Throttle,
    /// Its cache.
    pub(super) cache: Option<Spanned<Cache>>,
    /// Its execution log.
    pub(super) logging: Option<MethodLogging>,
    /// Which metrics are kept: `detailed` for its own.
    pub(super) metrics: Option<Spanned<Metrics>>,
}

/// A canary release.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct Canary {
    /// How many of a hundred requests it gets.
    pub(super) percent: Spanned<f64>,
    /// Stage variables that differ for them, or that the stage does not have.
    #[serde(default)]
    pub(super) variables: SpannedMap<Spanned<String>>,
    /// Whether they share the response cache of the stage.
    pub(super) use_stage_cache: Option<Spanned<bool>>,
}

/// An access log.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct AccessLog {
    /// `json`, `clf`, `xml`, `csv`, or a line with `$context` variables.
    pub(super) format: Spanned<String>,
    /// Where the local runtime writes it: `stdout`, `stderr`, or a file below the project's directory.
    pub(super) destination: Option<Spanned<String>>,
}

/// An execution log.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct Logging {
    /// What goes into it.
    pub(super) level: Option<Spanned<LoggingLevel>>,
    /// Whether headers and payloads go into it.
    pub(super) data_trace: Option<Spanned<bool>>,
    /// Where the local runtime writes it: `stdout`, `stderr`, or a file below the project's directory.
    pub(super) destination: Option<Spanned<String>>,
}

/// What goes into the execution log for one method.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct MethodLogging {
    /// What goes into it.
    pub(super) level: Option<Spanned<LoggingLevel>>,
    /// Whether headers and payloads go into it.
    pub(super) data_trace: Option<Spanned<bool>>,
}

/// The levels of an execution log.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub(super) enum LoggingLevel {
    /// Nothing.
    Off,
    /// Failures.
    Error,
    /// Every step.
    Info,
}

/// Which metrics are kept.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(super) enum Metrics {
    /// Those of the stage.
    Basic,
    /// Those of each method as well.
    Detailed,
}

/// An API key.
#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct ApiKey {
    /// The secret, best as `${env:NAME}`.
    pub(super) value: Option<Spanned<String>>,
    /// Whether it is accepted.
    pub(super) enabled: Option<Spanned<bool>>,
}

/// Without the value, which is a secret.
impl std::fmt::Debug for ApiKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ApiKey").field("enabled", &self.enabled).finish_non_exhaustive()
    }
}

/// A usage plan.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct UsagePlan {
    /// The stages that it covers.
    #[serde(default)]
    pub(super) stages: Vec<Spanned<String>>,
    /// The API keys that it meters, by name.
    #[serde(default)]
    pub(super) keys: Vec<Spanned<String>>,
    /// Limits for each key.
    #[serde(default)]
    pub(super) throttle: Throttle,
    /// How many requests a key has in a period.
    pub(super) quota: Option<Spanned<Quota>>,
    /// Limits of single methods by `GET /path`.
    #[serde(default)]
    pub(super) methods: IndexMap<Spanned<String>, Throttle>,
}

/// How many requests a key has in a period.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct Quota {
    /// The number of requests.
    pub(super) limit: Spanned<u64>,
    /// The period.
    pub(super) per: Spanned<QuotaPeriod>,
    /// How many of them the first period has fewer.
    pub(super) offset: Option<Spanned<u64>>,
}

/// The periods of a quota.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub(super) enum QuotaPeriod {
    /// A day.
    Day,
    /// A week.
    Week,
    /// A month.
    Month,
}

/// A custom domain name.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct Domain {
    /// The ARN of its certificate.
    pub(super) certificate: Option<Spanned<String>>,
    /// The least version of TLS: `TLS_1_0` or `TLS_1_2`.
    pub(super) minimum_tls: Option<Spanned<String>>,
    /// Whose certificates callers need (mutual TLS): `s3://bucket/key`.
    pub(super) truststore: Option<Spanned<String>>,
    /// Stages by base path; `(none)` is the empty one.
    #[serde(default)]
    pub(super) mappings: SpannedMap<Spanned<String>>,
}

/// How the runtime stands in for what is not on this machine.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct Local {
    /// Lambda functions by name.
    #[serde(default)]
    pub(super) functions: SpannedMap<Spanned<Function>>,
    /// Addresses of what stands in for AWS services, by the services' names in ARNs: `sqs`, `dynamodb`.
    #[serde(default)]
    pub(super) services: SpannedMap<Spanned<String>>,
    /// Whether the roles in the `credentials` of integrations are assumed, by `services.sts` or by AWS itself. With
    /// `false` services are called with the credentials that would assume them.
    pub(super) assume_roles: Option<Spanned<bool>>,
    /// Where VPC links lead, by id.
    #[serde(default)]
    pub(super) vpc_links: SpannedMap<Spanned<String>>,
    /// Cognito user pools by id.
    #[serde(default)]
    pub(super) user_pools: SpannedMap<Spanned<UserPool>>,
    /// IAM users and roles that may sign requests.
    #[serde(default)]
    pub(super) identities: SpannedMap<Spanned<Identity>>,
    /// Custom domain names that are served over TLS.
    #[serde(default)]
    pub(super) domains: SpannedMap<Spanned<LocalDomain>>,
}

/// What stands in for the certificates of a custom domain name: files, in PEM.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct LocalDomain {
    /// The file with its certificate, and with those that lead to its authority.
    pub(super) certificate: Spanned<String>,
    /// The file with its private key.
    pub(super) private_key: Spanned<String>,
    /// The file with the authorities whose certificates let callers in, in the place of the truststore.
    pub(super) truststore: Option<Spanned<String>>,
}

/// A Lambda function: a handler, a command, an endpoint or a response.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct Function {
    /// The handler: a file without its ending, a dot, and a function.
    pub(super) handler: Option<Spanned<String>>,
    /// The runtime, as in `nodejs20.x` or `python3.12`.
    pub(super) runtime: Option<Spanned<String>>,
    /// A program that speaks the Lambda Runtime API.
    pub(super) command: Option<Spanned<String>>,
    /// An address that speaks the Lambda Invoke API.
    pub(super) endpoint: Option<Spanned<String>>,
    /// A file with the answer.
    pub(super) response: Option<Spanned<String>>,
    /// How long it may take, in seconds.
    pub(super) timeout: Option<Spanned<u64>>,
    /// Environment variables.
    #[serde(default)]
    pub(super) environment: SpannedMap<Spanned<String>>,
}

/// A Cognito user pool.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct UserPool {
    /// The file with its keys, or the address of its issuer or of its keys.
    pub(super) jwks: Spanned<String>,
}

/// An IAM user or role.
#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct Identity {
    /// Its ARN.
    pub(super) arn: Spanned<String>,
    /// The id of its access key.
    pub(super) access_key_id: Option<Spanned<String>>,
    /// The secret, best as `${env:NAME}`.
    pub(super) secret_access_key: Option<Spanned<String>>,
    /// The session token of temporary credentials, best as `${env:NAME}`.
    pub(super) session_token: Option<Spanned<String>>,
    /// Files with its policies.
    #[serde(default)]
    pub(super) policies: Vec<Spanned<String>>,
}

/// Without the secret.
impl std::fmt::Debug for Identity {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Identity").field("arn", &self.arn).finish_non_exhaustive()
    }
}

/// The linter's settings.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct Check {
    /// Only these rules or areas run.
    #[serde(default)]
    pub(super) select: Vec<Spanned<String>>,
    /// These rules or areas do not run.
    #[serde(default)]
    pub(super) ignore: Vec<Spanned<String>>,
    /// Severities by rule or area.
    #[serde(default)]
    pub(super) severity: SpannedMap<Spanned<Severity>>,
}

/// How bad a finding is.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(super) enum Severity {
    /// The definition is refused, or cannot work.
    Error,
    /// It is probably not meant so.
    Warning,
    /// It is worth knowing.
    Info,
}

/// A place makes no difference to a schema.
impl<T: JsonSchema> JsonSchema for Spanned<T> {
    fn inline_schema() -> bool {
        T::inline_schema()
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        T::schema_name()
    }

    fn schema_id() -> std::borrow::Cow<'static, str> {
        T::schema_id()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        T::json_schema(generator)
    }
}
