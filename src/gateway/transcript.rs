//! A request that has been answered, for those who are told of it: logs, metrics and traces.

use std::fmt::Write;
use std::sync::Arc;
use std::time::Duration;

use http::{Method, StatusCode};

use super::exchange::Exchange;
use super::observed::Observed;
use super::{CacheUse, ExecutionLog, Moment};
use crate::ir::LoggingLevel;

/// What is told of one request. Whoever sends the answer says when and how much, with [`Transcript::close`], and then
/// asks for what is to be written.
#[derive(Debug)]
pub struct Transcript {
    pub(super) exchange: Box<Exchange>,
    pub(super) status: StatusCode,
    pub(super) length: u64,
    cache: Option<CacheUse>,
    log: Option<Box<ExecutionLog>>,
    ended: Moment,
}

impl Transcript {
    /// What is told of a request that is answered with `status`. Its log is there where the stage has asked for it.
    pub(super) fn new(
        exchange: Box<Exchange>,
        status: StatusCode,
        cache: Option<CacheUse>,
        log: Option<Box<ExecutionLog>>,
    ) -> Self {
        let ended = exchange.now;
        Self { exchange, status, length: 0, cache, log, ended }
    }

    /// Notes that the answer went out at `now`, with `status` and a payload of `length` bytes, and counts it.
    pub fn close(&mut self, status: StatusCode, length: u64, now: Moment) {
        (self.status, self.length, self.ended) = (status, length, now);
        self.exchange.handles.meter(self);
    }

    /// The verb of the request, as it was sent.
    pub fn method(&self) -> &Method {
        &self.exchange.wire.method
    }

    /// Its path, without the query.
    pub fn path(&self) -> &str {
        self.exchange.target.path()
    }

    /// The status of the answer.
    pub const fn status(&self) -> StatusCode {
        self.status
    }

    /// How long it took from the request to the answer: `Latency`.
    pub fn latency(&self) -> Duration {
        self.ended.monotonic.saturating_sub(self.exchange.received.monotonic)
    }

    /// How long the integration took of that: `IntegrationLatency`. Nothing where none was called.
    pub fn integration_latency(&self) -> Option<Duration> {
        self.exchange.seen.integration.as_ref().map(super::seen::SeenCall::latency)
    }

    /// What the response cache did.
    pub const fn cache(&self) -> Option<CacheUse> {
        self.cache
    }

    /// Where the access log of the stage goes: `stdout`, `stderr`, or a file. Nothing where it has none.
    pub fn access_log(&self) -> Option<&Arc<str>> {
        let stage = self.exchange.stage.as_ref()?;
        stage.observers.access_log.as_ref().map(|log| &log.destination)
    }

    /// Writes the entry of the stage's access log, with the end of its line.
    pub fn write_access_log(&self, out: &mut String) {
        let stage = self.exchange.stage.as_ref();
        if let Some(log) = stage.and_then(|stage| stage.observers.access_log.as_ref()) {
            log.write(self, out);
        }
    }

    /// Where the execution log of the stage goes: `stdout`, `stderr`, or a file. Nothing where it has none, and for a
    /// request that led to no method: the service writes nothing of those either.
    pub fn execution_log(&self) -> Option<&Arc<str>> {
        self.log.as_ref()?;
        self.exchange.stage.as_ref()?.observers.execution_log.as_ref()
    }

    /// Writes the lines of the stage's execution log, as many as its level has, each with its end.
    pub fn write_execution_log(&self, out: &mut String) {
        let (Some(log), Some(route)) = (&self.log, &self.exchange.route) else { return };
        let Observed { level, data_trace, .. } = route.observed;
        for line in log.lines() {
            let is_told = match level {
                LoggingLevel::Off => false,
                LoggingLevel::Error => line.kind == super::LogKind::Error,
                LoggingLevel::Info => data_trace || line.kind != super::LogKind::Trace,
            };
            if is_told {
                // Writing to a string does not fail.
                let _ = line.write_event(log.request_id(), out);
                let _ = out.write_char('\n');
            }
        }
    }
}
