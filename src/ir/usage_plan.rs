//! API keys, usage plans and custom domain names, as the manifest states them.

use crate::source::{Origin, Spanned, SpannedMap};

use super::Throttle;

/// An API key.
#[derive(Clone, PartialEq)]
pub struct ApiKey {
    /// The secret, or `${env:NAME}`.
    pub value: Option<Spanned<String>>,
    /// Whether it is accepted.
    pub enabled: Option<Spanned<bool>>,
    /// The whole object.
    pub origin: Origin,
}

/// Without the value, which is a secret.
impl std::fmt::Debug for ApiKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ApiKey").field("enabled", &self.enabled).finish_non_exhaustive()
    }
}

/// A usage plan.
#[derive(Clone, Debug, PartialEq)]
pub struct UsagePlan {
    /// The stages that it covers.
    pub stages: Vec<Spanned<String>>,
    /// The keys that it meters, by name.
    pub keys: Vec<Spanned<String>>,
    /// Limits for each key.
    pub throttle: Throttle,
    /// How many requests a key has in a period.
    pub quota: Option<Quota>,
    /// Limits of single methods by `GET /path`.
    pub methods: SpannedMap<Throttle>,
    /// The whole plan.
    pub origin: Origin,
}

/// How many requests a key has in a period.
#[derive(Clone, Debug, PartialEq)]
pub struct Quota {
    /// The number of requests.
    pub limit: Spanned<u64>,
    /// The period.
    pub period: Spanned<QuotaPeriod>,
    /// The number of requests taken off the first period.
    pub offset: Option<Spanned<u64>>,
    /// The whole object.
    pub origin: Origin,
}

/// The periods of a quota.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum QuotaPeriod {
    /// `DAY`
    Day,
    /// `WEEK`
    Week,
    /// `MONTH`
    Month,
}

/// A custom domain name.
#[derive(Clone, Debug, PartialEq)]
pub struct DomainName {
    /// The ARN of its certificate.
    pub certificate: Option<Spanned<String>>,
    /// `TLS_1_0` or `TLS_1_2`.
    pub minimum_tls: Option<Spanned<String>>,
    /// Of mutual TLS: where the authorities are that certificates of callers are signed by, as in `s3://bucket/key`.
    pub truststore: Option<Spanned<String>>,
    /// Base path to stage.
    pub mappings: SpannedMap<Spanned<String>>,
    /// The whole object.
    pub origin: Origin,
}
