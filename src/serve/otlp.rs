//! Spans to a collector of OpenTelemetry: OTLP over HTTP, as JSON.
//!
//! The libraries of OpenTelemetry bring a second HTTP client, a second way to run tasks and protocol buffers; what is
//! sent here is one document of a fixed form, so it is written by hand and goes out by the client that calls backends.
//! Nobody who answers requests waits for it: a queue with a bound stands in between, and what does not fit is counted.

use std::fmt;
use std::io::{self, Write};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, SyncSender, channel, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use bytes::Bytes;
use http::header::{CONTENT_TYPE, HOST};
use http::uri::PathAndQuery;
use http::{HeaderMap, HeaderName, HeaderValue, Method, Uri};
use serde_json::{Value, json};
use tokio::runtime::{Builder, LocalOptions};

use super::clock::now;
use super::upstream::Upstreams;
use crate::gateway::{
    Attribute, Endpoint, Span, SpanKind, TlsSettings, Trace, UpstreamCall, UpstreamOutcome,
};

/// How many traces wait at most.
const QUEUE: usize = 4096;

/// How many are sent at once at most.
const BATCH: usize = 512;

/// How long the first of a batch waits for others.
const GATHER: Duration = Duration::from_millis(200);

/// How long a collector may take.
const TIMEOUT: Duration = Duration::from_secs(10);

/// How long the end of a server waits for the last batch.
const LAST: Duration = Duration::from_secs(2);

/// A collector.
#[derive(Clone)]
pub struct OtlpEndpoint {
    endpoint: Arc<Endpoint>,
    target: PathAndQuery,
    headers: HeaderMap,
}

/// Why something is no address of a collector.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum OtlpError {
    /// It is no address of HTTP.
    #[error("`{0}` is no address of a collector; it is written as in `http://127.0.0.1:4318`")]
    Address(String),
    /// The headers are not written as pairs. They may hold secrets, so they are not shown.
    #[error("the headers for the collector are not written as `NAME=VALUE,NAME=VALUE`")]
    Headers,
}

impl OtlpEndpoint {
    /// The collector at `address`, with `/v1/traces` behind the path that it has.
    pub fn new(address: &str) -> Result<Self, OtlpError> {
        Self::traces(&format!("{}/v1/traces", address.trim_end_matches('/')))
            .map_err(|_| OtlpError::Address(address.to_owned()))
    }

    /// The collector that takes traces at just this address.
    pub fn traces(address: &str) -> Result<Self, OtlpError> {
        let wrong = || OtlpError::Address(address.to_owned());
        let uri: Uri = address.parse().map_err(|_| wrong())?;
        let (tls, usual) = match uri.scheme_str() {
            Some("http") => (None, 80),
            Some("https") => (Some(TlsSettings::default()), 443),
            _ => return Err(wrong()),
        };
        let authority = uri.authority().ok_or_else(wrong)?;
        let host = authority.host().trim_start_matches('[').trim_end_matches(']').to_owned();
        if host.is_empty() {
            return Err(wrong());
        }
        let named = authority.as_str().rsplit('@').next().unwrap_or_default();
        let authority = HeaderValue::from_str(named).map_err(|_| wrong())?;
        let endpoint = Endpoint { tls, host, port: uri.port_u16().unwrap_or(usual), authority };
        let target = uri.path_and_query().cloned().ok_or_else(wrong)?;
        Ok(Self { endpoint: Arc::new(endpoint), target, headers: HeaderMap::new() })
    }

    /// The same with headers, as `OTEL_EXPORTER_OTLP_HEADERS` has them: `NAME=VALUE,NAME=VALUE`.
    pub fn with_headers(mut self, headers: &str) -> Result<Self, OtlpError> {
        for pair in headers.split(',').map(str::trim).filter(|pair| !pair.is_empty()) {
            let (name, value) = pair.split_once('=').ok_or(OtlpError::Headers)?;
            let value = percent_encoding::percent_decode_str(value.trim());
            let value: Vec<u8> = value.collect();
            let name: HeaderName = name.trim().parse().map_err(|_| OtlpError::Headers)?;
            let mut value = HeaderValue::from_bytes(&value).map_err(|_| OtlpError::Headers)?;
            value.set_sensitive(true);
            self.headers.insert(name, value);
        }
        Ok(self)
    }

    fn call(&self, traces: &[Trace]) -> UpstreamCall {
        let mut headers = self.headers.clone();
        headers.insert(HOST, self.endpoint.authority.clone());
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        UpstreamCall {
            method: Method::POST,
            endpoint: Arc::clone(&self.endpoint),
            target: self.target.clone(),
            headers,
            body: Bytes::from(document(traces).to_string()),
            timeout: TIMEOUT,
            stream: false,
        }
    }
}

/// Without the headers, which may hold secrets.
impl fmt::Debug for OtlpEndpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OtlpEndpoint").field("endpoint", &self.endpoint).finish_non_exhaustive()
    }
}

/// Sends traces to a collector, from a thread of its own.
pub(super) struct SpanExporter {
    queue: SyncSender<Message>,
    sent: Mutex<Receiver<()>>,
    lost: Arc<AtomicU64>,
}

enum Message {
    Trace(Box<Trace>),
    End,
}

impl SpanExporter {
    /// Sends to `collector` from now on.
    pub(super) fn start(collector: OtlpEndpoint) -> io::Result<Self> {
        let (queue, waiting) = sync_channel(QUEUE);
        let (done, sent) = channel();
        let lost = Arc::new(AtomicU64::new(0));
        let sender =
            Exporter { collector, waiting, lost: Arc::clone(&lost), trouble: String::new() };
        thread::Builder::new().name("traces".to_owned()).spawn(move || sender.run(&done))?;
        Ok(Self { queue, sent: Mutex::new(sent), lost })
    }

    /// Takes a trace, unless too many wait.
    pub(super) fn add(&self, trace: Trace) {
        if self.queue.try_send(Message::Trace(Box::new(trace))).is_err() {
            self.lost.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// How many traces were lost.
    pub(super) fn lost(&self) -> u64 {
        self.lost.load(Ordering::Relaxed)
    }

    /// Sends what waits, as far as it is taken in time.
    pub(super) fn close(&self) {
        if self.queue.try_send(Message::End).is_ok() {
            let sent = self.sent.lock().unwrap_or_else(PoisonError::into_inner);
            // A collector that does not answer does not keep a server from its end.
            let _ = sent.recv_timeout(LAST);
        }
    }
}

/// The thread that sends.
struct Exporter {
    collector: OtlpEndpoint,
    waiting: Receiver<Message>,
    lost: Arc<AtomicU64>,
    /// What was told last.
    trouble: String,
}

impl Exporter {
    fn run(mut self, done: &Sender<()>) {
        let runtime =
            match Builder::new_current_thread().enable_all().build_local(LocalOptions::default()) {
                Ok(runtime) => runtime,
                Err(error) => return self.tell(&error.to_string()),
            };
        let upstreams = Upstreams::new();
        let mut is_over = false;
        while !is_over {
            let batch = self.batch(&mut is_over);
            if batch.is_empty() {
                continue;
            }
            let outcome = runtime.block_on(upstreams.call(&self.collector.call(&batch))).outcome;
            let trouble = match outcome {
                UpstreamOutcome::Response(own) if own.status.is_success() => {
                    self.trouble.clear();
                    continue;
                }
                UpstreamOutcome::Response(own) => format!("the collector answers {}", own.status),
                UpstreamOutcome::Failure(own) => own.detail,
            };
            let lost = u64::try_from(batch.len()).unwrap_or(u64::MAX);
            self.lost.fetch_add(lost, Ordering::Relaxed);
            self.tell(&trouble);
        }
        // Nobody waits any more when the time is over.
        let _ = done.send(());
    }

    /// The next traces: as soon as there is one, those that come shortly after it.
    fn batch(&self, is_over: &mut bool) -> Vec<Trace> {
        let mut batch = Vec::new();
        let mut next = self.waiting.recv().map_err(|_| RecvTimeoutError::Disconnected);
        let until = now() + GATHER;
        loop {
            match next {
                Ok(Message::Trace(trace)) => batch.push(*trace),
                Ok(Message::End) | Err(RecvTimeoutError::Disconnected) => {
                    *is_over = true;
                    return batch;
                }
                Err(RecvTimeoutError::Timeout) => return batch,
            }
            if batch.len() >= BATCH {
                return batch;
            }
            next = self.waiting.recv_timeout(until.saturating_duration_since(now()));
        }
    }

    /// Says why traces do not arrive, once for each reason.
    fn tell(&mut self, trouble: &str) {
        if self.trouble != trouble {
            // Nobody is left to tell when standard error is closed.
            let _ = writeln!(io::stderr().lock(), "warning: traces are lost: {trouble}");
            trouble.clone_into(&mut self.trouble);
        }
    }
}

/// The request of OTLP: spans below what they were recorded by, below whose they are.
fn document(traces: &[Trace]) -> Value {
    let resources = traces.iter().map(|trace| {
        json!({
            "resource": { "attributes": [
                attribute("service.name", &Attribute::Text(trace.service.clone())),
                attribute("cloud.provider", &Attribute::Text("aws".to_owned())),
            ] },
            "scopeSpans": [{
                "scope": { "name": "portcullis", "version": env!("CARGO_PKG_VERSION") },
                "spans": trace.spans.iter().map(|own| span(trace, own)).collect::<Vec<_>>(),
            }],
        })
    });
    json!({ "resourceSpans": resources.collect::<Vec<_>>() })
}

fn span(trace: &Trace, own: &Span) -> Value {
    let attributes = own.attributes.iter().map(|(name, value)| attribute(name, value));
    let mut span = json!({
        "traceId": hex(&trace.trace_id),
        "spanId": hex(&own.id),
        "name": own.name,
        "kind": match own.kind {
            SpanKind::Server => 2,
            SpanKind::Client => 3,
        },
        // JSON has no numbers of 64 bits that everybody reads.
        "startTimeUnixNano": own.begun.as_nanos().to_string(),
        "endTimeUnixNano": own.ended.as_nanos().to_string(),
        "attributes": attributes.collect::<Vec<_>>(),
    });
    if let Some(members) = span.as_object_mut() {
        if let Some(parent) = &own.parent {
            members.insert("parentSpanId".to_owned(), hex(parent).into());
        }
        if let Some(message) = &own.error {
            members.insert("status".to_owned(), json!({ "code": 2, "message": message }));
        }
    }
    span
}

fn attribute(name: &str, value: &Attribute) -> Value {
    let value = match value {
        Attribute::Text(text) => json!({ "stringValue": text }),
        Attribute::Number(number) => json!({ "intValue": number.to_string() }),
    };
    json!({ "key": name, "value": value })
}

fn hex(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        // Writing to a string does not fail.
        let _ = fmt::Write::write_fmt(&mut text, format_args!("{byte:02x}"));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::{OtlpEndpoint, OtlpError};

    #[test]
    fn collectors_have_addresses_of_http() {
        let target = |address| OtlpEndpoint::new(address).map(|own| own.target.to_string());
        assert_eq!(target("http://127.0.0.1:4318").unwrap(), "/v1/traces");
        assert_eq!(target("https://otel.test/api/").unwrap(), "/api/v1/traces");
        for wrong in ["", "127.0.0.1:4318", "grpc://a:1", "http://"] {
            assert_eq!(target(wrong), Err(OtlpError::Address(wrong.to_owned())), "{wrong}");
        }
        let traces = OtlpEndpoint::traces("http://[::1]:4318/x").unwrap();
        assert_eq!((traces.target.as_str(), traces.endpoint.host.as_str()), ("/x", "::1"));
    }

    #[test]
    fn headers_are_not_shown() {
        let own = OtlpEndpoint::new("http://a.test").unwrap();
        let own = own.with_headers("authorization=Bearer%20s3cret, x-team=a").unwrap();
        assert_eq!(own.headers["authorization"], "Bearer s3cret");
        assert_eq!(own.headers["x-team"], "a");
        assert!(!format!("{own:?} {:?}", own.headers).contains("s3cret"));
        assert_eq!(own.with_headers("s3cret").unwrap_err(), OtlpError::Headers);
    }
}
