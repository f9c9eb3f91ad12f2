//! The tables.

/// One published limit.
#[derive(Debug)]
pub struct Limit {
    /// Kebab-case.
    pub name: &'static str,
    /// What is limited, for people.
    pub summary: &'static str,
    /// The least that is accepted.
    pub min: u64,
    /// The most that is accepted.
    pub max: u64,
    /// What is counted.
    pub unit: &'static str,
    /// Whether AWS raises it on request.
    pub raisable: bool,
    /// The page that publishes it.
    pub source: &'static str,
    /// The month in which the page said so.
    pub as_of: &'static str,
}

impl Limit {
    /// Whether `value` is accepted.
    pub const fn admits(&self, value: u64) -> bool {
        self.min <= value && value <= self.max
    }
}

const QUOTAS: &str = "AWS docs, \"Amazon API Gateway quotas and important notes\"";
const NOTES: &str = "AWS docs, \"Amazon API Gateway important notes\"";
const REFERENCE: &str = "AWS docs, \"Amazon API Gateway API reference\"";

/// Declares limits from their doc comments, and the list of them. Those that nothing here asks for have no name in the
/// code.
macro_rules! limits {
    ($(
        #[doc = $doc:literal]
        $name:ident = $text:literal, $min:literal..=$max:literal $unit:literal, $raisable:literal, $source:ident, $as_of:literal;
    )+ also $(
        #[doc = $other_doc:literal]
        $other:literal, $other_min:literal..=$other_max:literal $other_unit:literal, $other_raisable:literal, $other_source:ident, $other_as_of:literal;
    )+) => {
        $(
            #[doc = $doc]
            pub static $name: Limit = Limit {
                name: $text,
                summary: $doc,
                min: $min,
                max: $max,
                unit: $unit,
                raisable: $raisable,
                source: $source,
                as_of: $as_of,
            };
        )+
        /// All limits.
        pub static LIMITS: &[&Limit] = &[
            $(&$name,)+
            $(&Limit {
                name: $other,
                summary: $other_doc,
                min: $other_min,
                max: $other_max,
                unit: $other_unit,
                raisable: $other_raisable,
                source: $other_source,
                as_of: $other_as_of,
            },)+
        ];
    };
}

limits! {
    /// Resources of a REST API, the root among them.
    RESOURCES_PER_API = "resources-per-api", 0..=300 "resources", true, QUOTAS, "2023-02";
    /// Stages of an API.
    STAGES_PER_API = "stages-per-api", 0..=10 "stages", true, QUOTAS, "2023-02";
    /// Authorizers of an API.
    AUTHORIZERS_PER_API = "authorizers-per-api", 0..=10 "authorizers", true, QUOTAS, "2023-02";
    /// Documentation parts of an API.
    DOCUMENTATION_PARTS_PER_API = "documentation-parts-per-api", 0..=2000 "parts", true, QUOTAS, "2023-02";
    /// Routes of an HTTP API.
    HTTP_ROUTES_PER_API = "http-routes-per-api", 0..=300 "routes", true, QUOTAS, "2023-02";
    /// Audiences of a JWT authorizer.
    JWT_AUDIENCES_PER_AUTHORIZER = "jwt-audiences-per-authorizer", 1..=50 "audiences", false, QUOTAS, "2023-02";
    /// OAuth scopes of a route of an HTTP API.
    JWT_SCOPES_PER_ROUTE = "jwt-scopes-per-route", 0..=10 "scopes", false, QUOTAS, "2023-02";
    /// How long an integration of a REST API may take. Since June 2024 AWS raises it for regional and private APIs.
    REST_INTEGRATION_TIMEOUT_MILLIS = "rest-integration-timeout", 50..=29_000 "milliseconds", true, QUOTAS, "2024-06";
    /// How long an integration of an HTTP API may take.
    HTTP_INTEGRATION_TIMEOUT_MILLIS = "http-integration-timeout", 50..=30_000 "milliseconds", false, QUOTAS, "2023-02";
    /// How long the answer of an authorizer is kept.
    AUTHORIZER_TTL_SECONDS = "authorizer-ttl", 0..=3600 "seconds", false, REFERENCE, "2023-02";
    /// The size of a definition that is imported.
    API_DEFINITION_BYTES = "api-definition-size", 1..=6_291_456 "bytes", false, QUOTAS, "2023-02";
    /// The size of a mapping template.
    MAPPING_TEMPLATE_BYTES = "mapping-template-size", 0..=307_200 "bytes", false, NOTES, "2023-02";
    /// The length of a resource policy.
    RESOURCE_POLICY_CHARACTERS = "resource-policy-length", 0..=8192 "characters", true, QUOTAS, "2023-02";
    /// The smallest payload that is compressed.
    MINIMUM_COMPRESSION_BYTES = "minimum-compression-size", 0..=10_485_760 "bytes", false, REFERENCE, "2023-02";
    /// Variables of a stage.
    STAGE_VARIABLES_PER_STAGE = "stage-variables-per-stage", 0..=100 "variables", false, QUOTAS, "2023-02";
    /// The length of the name of a stage variable.
    STAGE_VARIABLE_KEY_LENGTH = "stage-variable-key-length", 1..=64 "characters", false, QUOTAS, "2023-02";
    /// The length of the value of a stage variable.
    STAGE_VARIABLE_VALUE_LENGTH = "stage-variable-value-length", 0..=512 "characters", false, QUOTAS, "2023-02";
    /// Usage plans of an API key.
    USAGE_PLANS_PER_API_KEY = "usage-plans-per-api-key", 0..=10 "plans", true, QUOTAS, "2023-02";
    /// Methods that a usage plan limits in one stage.
    METHOD_THROTTLES_PER_STAGE = "method-throttles-per-stage", 0..=20 "methods", true, QUOTAS, "2023-02";
    /// How long a response is kept in a cache.
    CACHE_TTL_SECONDS = "cache-ttl", 0..=3600 "seconds", false, QUOTAS, "2023-02";
    /// The length of the name of a stage.
    STAGE_NAME_LENGTH = "stage-name-length", 1..=128 "characters", false, REFERENCE, "2023-02";
    /// The length of the value of an API key.
    API_KEY_VALUE_LENGTH = "api-key-value-length", 20..=128 "characters", false, REFERENCE, "2023-02";
    /// API keys of an account in a region.
    API_KEYS_PER_ACCOUNT = "api-keys-per-account", 0..=10_000 "keys", false, QUOTAS, "2023-02";
    /// Usage plans of an account in a region.
    USAGE_PLANS_PER_ACCOUNT = "usage-plans-per-account", 0..=300 "plans", true, QUOTAS, "2023-02";
    /// VPC links of an account in a region.
    VPC_LINKS_PER_ACCOUNT = "vpc-links-per-account", 0..=20 "links", true, QUOTAS, "2023-02";
    /// Custom domain names of an account in a region.
    CUSTOM_DOMAINS_PER_ACCOUNT = "custom-domains-per-account", 0..=120 "domains", true, QUOTAS, "2023-02";
    /// Base-path mappings of a custom domain name, where they have several levels.
    BASE_PATH_MAPPINGS_PER_DOMAIN = "base-path-mappings-per-domain", 0..=200 "mappings", true, QUOTAS, "2023-02";
    /// The length of a base path.
    BASE_PATH_LENGTH = "base-path-length", 0..=300 "characters", false, QUOTAS, "2023-02";
    /// Tags of a stage.
    TAGS_PER_STAGE = "tags-per-stage", 0..=50 "tags", false, QUOTAS, "2023-02";
    /// Integrations of an HTTP API.
    HTTP_INTEGRATIONS_PER_API = "http-integrations-per-api", 0..=300 "integrations", false, QUOTAS, "2023-02";
    /// The size of an access log's format, of an HTTP API.
    HTTP_ACCESS_LOG_TEMPLATE_BYTES = "http-access-log-template-size", 0..=3072 "bytes", false, QUOTAS, "2023-02";
    also
    /// Regional APIs of an account in a region.
    "regional-apis-per-account", 0..=600 "APIs", false, QUOTAS, "2023-02";
    /// Edge-optimized APIs of an account in a region.
    "edge-apis-per-account", 0..=120 "APIs", false, QUOTAS, "2023-02";
    /// Private APIs of an account in a region.
    "private-apis-per-account", 0..=600 "APIs", false, QUOTAS, "2023-02";
    /// Client certificates of an account in a region.
    "client-certificates-per-account", 0..=60 "certificates", true, QUOTAS, "2023-02";
    /// Private custom domain names of an account in a region.
    "private-custom-domains-per-account", 0..=50 "domains", true, QUOTAS, "2024-11";
    /// Routing rules of a custom domain name.
    "routing-rules-per-domain", 0..=50 "rules", true, QUOTAS, "2025-06";
    /// The length of a URL of an edge-optimized API.
    "edge-url-length", 0..=8192 "characters", false, QUOTAS, "2023-02";
    /// The length of a URL of a regional API.
    "regional-url-length", 0..=10_240 "characters", false, QUOTAS, "2023-02";
    /// All header values of a request together.
    "header-size", 0..=10_240 "bytes", false, QUOTAS, "2023-02";
    /// The payload of a request or a response.
    "payload-size", 0..=10_485_760 "bytes", false, QUOTAS, "2023-02";
    /// The size of a response that is cached.
    "cached-response-size", 0..=1_048_576 "bytes", false, QUOTAS, "2023-02";
    /// Rounds of `#foreach` in a mapping template.
    "foreach-rounds", 0..=1000 "rounds", false, QUOTAS, "2023-02";
    /// The length of the ARN of a method that asks who calls.
    "method-arn-length", 0..=1600 "bytes", false, QUOTAS, "2023-02";
    /// The size of an event in an execution log, which is cut there.
    "log-event-size", 0..=1024 "bytes", false, NOTES, "2023-02";
    /// The length of a resource's ARN in an authorizer's policy.
    "authorizer-policy-arn-length", 0..=512 "characters", false, NOTES, "2023-02";
    /// The length of the name of an API key.
    "api-key-name-length", 0..=1024 "characters", false, QUOTAS, "2023-02";
    /// The length of a dimension of a metric.
    "metric-dimension-length", 0..=255 "characters", false, NOTES, "2023-02";
    /// VPC links for HTTP APIs of an account in a region.
    "http-vpc-links-per-account", 0..=10 "links", true, QUOTAS, "2023-02";
    /// Subnets of a VPC link.
    "subnets-per-vpc-link", 0..=10 "subnets", true, QUOTAS, "2023-02";
    /// The size of an answer with the keys of an issuer.
    "jwks-size", 0..=150_000 "bytes", false, QUOTAS, "2023-02";
    /// How long the keys of an issuer may take to come.
    "jwks-timeout", 0..=1500 "milliseconds", false, QUOTAS, "2023-02";
    /// How long a Lambda authorizer of an HTTP API may take.
    "http-lambda-authorizer-timeout", 0..=10_000 "milliseconds", false, QUOTAS, "2023-02";
    /// New connections to WebSocket APIs, of an account in a region.
    "websocket-connections-per-second", 0..=500 "connections", true, QUOTAS, "2023-02";
    /// The size of a frame of a WebSocket API.
    "websocket-frame-size", 0..=32_768 "bytes", false, QUOTAS, "2023-02";
    /// The size of a message of a WebSocket API.
    "websocket-message-size", 0..=131_072 "bytes", false, QUOTAS, "2023-02";
    /// How long a connection to a WebSocket API lasts.
    "websocket-connection-duration", 0..=7200 "seconds", false, QUOTAS, "2023-02";
    /// How long a connection to a WebSocket API may be idle.
    "websocket-idle-timeout", 0..=600 "seconds", false, QUOTAS, "2023-02";
    /// Routes of a WebSocket API.
    "websocket-routes-per-api", 0..=300 "routes", true, QUOTAS, "2023-02";
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::LIMITS;

    #[test]
    fn limits_are_named_once_and_dated() {
        let names: BTreeSet<&str> = LIMITS.iter().map(|limit| limit.name).collect();
        assert_eq!(names.len(), LIMITS.len());
        for limit in LIMITS {
            assert!(limit.min <= limit.max, "{}", limit.name);
            assert!(limit.as_of.len() == 7 && limit.source.starts_with("AWS docs"));
        }
    }
}
