//! Stages and their settings, as the manifest states them.

use std::time::Duration;

use crate::limits::UnauthorizedStrategy;
use crate::source::{Origin, Spanned, SpannedMap};

/// The stage that a definition without stages is served under.
pub const DEFAULT_STAGE: &str = "dev";

/// A stage.
#[derive(Clone, Debug, PartialEq)]
pub struct Stage {
    /// Stage variables by name.
    pub variables: SpannedMap<Spanned<String>>,
    /// Limits for all of its methods.
    pub throttle: Throttle,
    /// The response cache.
    pub cache: Option<CacheSettings>,
    /// Settings of single methods by `GET /path`, `ANY /path` or `*`.
    pub methods: SpannedMap<MethodSettings>,
    /// The canary release.
    pub canary: Option<Canary>,
    /// The access log.
    pub access_log: Option<AccessLog>,
    /// The level of the execution log.
    pub logging: Option<Spanned<LoggingLevel>>,
    /// Whether headers and payloads go into the execution log.
    pub data_trace: Option<Spanned<bool>>,
    /// Where the local runtime writes the execution log: `stdout`, `stderr`, or a file.
    pub log_destination: Option<Spanned<String>>,
    /// Whether metrics are kept for each method.
    pub detailed_metrics: Option<Spanned<bool>>,
    /// Whether requests are traced.
    pub tracing: Option<Spanned<bool>>,
    /// Its description.
    pub description: Option<Spanned<String>>,
    /// The whole stage.
    pub origin: Origin,
}

/// A rate and a burst.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Throttle {
    /// Requests per second.
    pub rate: Option<Spanned<f64>>,
    /// The size of the bucket, in requests.
    pub burst: Option<Spanned<u64>>,
}

/// The response cache of a stage or of one method.
#[derive(Clone, Debug, PartialEq)]
pub struct CacheSettings {
    /// The cluster's size in GB, of a stage.
    pub size: Option<Spanned<f64>>,
    /// How long an answer is kept.
    pub ttl: Option<Spanned<Duration>>,
    /// Whether answers are encrypted at rest.
    pub encrypted: Option<Spanned<bool>>,
    /// Whether answers are kept at all.
    pub enabled: Option<Spanned<bool>>,
    /// `requireAuthorizationForCacheControl`: whether a caller needs a permission to ask for a fresh answer.
    pub require_authorization: Option<Spanned<bool>>,
    /// `unauthorizedCacheControlHeaderStrategy`: what becomes of callers that ask for one without it.
    pub unauthorized: Option<Spanned<UnauthorizedStrategy>>,
    /// The whole object.
    pub origin: Origin,
}

/// Settings of one method in one stage.
#[derive(Clone, Debug, PartialEq)]
pub struct MethodSettings {
    /// Limits.
    pub throttle: Throttle,
    /// The response cache.
    pub cache: Option<CacheSettings>,
    /// The level of the execution log.
    pub logging: Option<Spanned<LoggingLevel>>,
    /// Whether headers and payloads go into the execution log.
    pub data_trace: Option<Spanned<bool>>,
    /// Whether metrics of its own are kept.
    pub detailed_metrics: Option<Spanned<bool>>,
    /// The whole object.
    pub origin: Origin,
}

/// A canary release.
#[derive(Clone, Debug, PartialEq)]
pub struct Canary {
    /// The share of requests, 0 to 100.
    pub percent: Spanned<f64>,
    /// Stage variables that differ.
    pub variables: SpannedMap<Spanned<String>>,
    /// Whether it shares the response cache of the stage.
    pub use_stage_cache: Option<Spanned<bool>>,
    /// The whole object.
    pub origin: Origin,
}

/// An access log.
#[derive(Clone, Debug, PartialEq)]
pub struct AccessLog {
    /// `json`, `clf`, `xml`, `csv`, or a format of `$context` variables.
    pub format: Spanned<String>,
    /// Where the local runtime writes it: `stdout`, `stderr`, or a file.
    pub destination: Option<Spanned<String>>,
    /// The whole object.
    pub origin: Origin,
}

/// Levels of the execution log.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum LoggingLevel {
    /// `OFF`
    Off,
    /// `ERROR`
    Error,
    /// `INFO`
    Info,
}

impl LoggingLevel {
    /// Its name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Off => "OFF",
            Self::Error => "ERROR",
            Self::Info => "INFO",
        }
    }

    /// The level of that name.
    pub fn parse(name: &str) -> Option<Self> {
        [Self::Off, Self::Error, Self::Info].into_iter().find(|own| own.name() == name)
    }
}
