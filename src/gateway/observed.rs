//! What a stage has told of its requests: how much goes into its logs, and whether metrics are kept for each method.

use std::sync::Arc;

use super::access_log::AccessLogPlan;
use crate::bundle::StageConfig;
use crate::ir::LoggingLevel;
use crate::limits::{Closeness, MethodName};

/// What is told of requests to one method.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Observed {
    /// What goes into the execution log.
    pub(super) level: LoggingLevel,
    /// Whether headers and payloads go into it.
    pub(super) data_trace: bool,
    /// Whether metrics of its own are kept.
    pub(super) detailed: bool,
}

/// What one key of the method settings changes.
#[derive(Clone, Copy, Debug, Default)]
struct Change {
    level: Option<LoggingLevel>,
    data_trace: Option<bool>,
    detailed: Option<bool>,
}

/// What a stage sets, before it is known for which method.
#[derive(Debug)]
pub(super) struct ObservedSettings {
    stage: Observed,
    methods: Vec<(String, Change)>,
}

/// Where a stage is told of.
#[derive(Debug, Default)]
pub(super) struct StageObservers {
    pub(super) access_log: Option<AccessLogPlan>,
    /// Where the execution log goes; nothing where no method has one.
    pub(super) execution_log: Option<Arc<str>>,
    /// Whether requests are traced, and not only the header handed on.
    pub(super) traced: bool,
}

impl ObservedSettings {
    /// Reads what `stage` sets, or says what is wrong with it.
    pub(super) fn new(stage: &StageConfig) -> Result<Self, String> {
        let level = |name: &str| {
            LoggingLevel::parse(name).ok_or_else(|| format!("`{name}` is no level of a log"))
        };
        let log = stage.execution_log.as_ref();
        let own = Observed {
            level: log.map_or(Ok(LoggingLevel::Off), |log| level(&log.logging_level))?,
            data_trace: log.is_some_and(|log| log.data_trace_enabled),
            detailed: stage.metrics_enabled,
        };
        let mut methods = Vec::with_capacity(stage.method_settings.len());
        for (key, settings) in &stage.method_settings {
            let change = Change {
                level: settings.logging_level.as_deref().map(level).transpose()?,
                data_trace: settings.data_trace_enabled,
                detailed: settings.metrics_enabled,
            };
            methods.push((key.clone(), change));
        }
        Ok(Self { stage: own, methods })
    }

    /// What is set for `method`: of several keys that name it, the closest wins.
    pub(super) fn of(&self, method: MethodName<'_>) -> Observed {
        let named = self.methods.iter();
        let mut named: Vec<(Closeness, Change)> =
            named.filter_map(|(key, change)| Some((method.named_by(key)?, *change))).collect();
        named.sort_by_key(|(closeness, _)| *closeness);
        named.into_iter().fold(self.stage, |own, (_, change)| Observed {
            level: change.level.unwrap_or(own.level),
            data_trace: change.data_trace.unwrap_or(own.data_trace),
            detailed: change.detailed.unwrap_or(own.detailed),
        })
    }
}

impl StageObservers {
    /// Prepares what `stage` sets.
    pub(super) fn new(stage: &StageConfig) -> Self {
        Self {
            access_log: stage.access_log_settings.as_ref().map(AccessLogPlan::new),
            execution_log: stage.execution_log.as_ref().map(|log| Arc::from(&*log.destination)),
            traced: stage.tracing_enabled,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Observed, ObservedSettings};
    use crate::bundle::{ExecutionLogConfig, MethodSettingsConfig, StageConfig};
    use crate::ir::LoggingLevel;
    use crate::limits::MethodName;

    fn stage() -> StageConfig {
        let log = ExecutionLogConfig {
            logging_level: "ERROR".to_owned(),
            data_trace_enabled: true,
            destination: "stderr".to_owned(),
        };
        let settings = |level: &str, metrics| MethodSettingsConfig {
            logging_level: Some(level.to_owned()),
            metrics_enabled: metrics,
            ..MethodSettingsConfig::default()
        };
        StageConfig {
            execution_log: Some(log),
            method_settings: [
                ("GET /pets".to_owned(), settings("OFF", None)),
                ("*".to_owned(), settings("INFO", Some(true))),
            ]
            .into_iter()
            .collect(),
            ..StageConfig::default()
        }
    }

    #[test]
    fn the_closest_key_wins() {
        let settings = ObservedSettings::new(&stage()).unwrap();
        let of = |verb| settings.of(MethodName { verb, path: "/pets" });
        let (level, data_trace, detailed) = (LoggingLevel::Off, true, true);
        assert_eq!(of("GET"), Observed { level, data_trace, detailed });
        assert_eq!(of("POST").level, LoggingLevel::Info);
    }

    #[test]
    fn a_level_that_is_none_is_told() {
        let mut stage = stage();
        stage.execution_log.as_mut().unwrap().logging_level = "DEBUG".to_owned();
        assert_eq!(ObservedSettings::new(&stage).unwrap_err(), "`DEBUG` is no level of a log");
    }
}
