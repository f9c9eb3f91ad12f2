//! Metrics by the service's names and dimensions (reference `observability`, section 1), and their text for Prometheus.
//!
//! Counting takes a few additions to atomic numbers: no lock, and no name is looked up. What is counted is kept in
//! [`super::State`], so a reload goes on from where it was.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use super::{CacheUse, Engine, Transcript};

/// The upper bounds of the buckets of latencies, in microseconds. A MOCK takes tens of microseconds, a function
/// milliseconds, a backend far away hundreds of them; 29 seconds is the longest that the service waits for an
/// integration.
pub const LATENCY_BOUNDS: [u64; 17] = [
    100, 250, 500, 1_000, 2_500, 5_000, 10_000, 25_000, 50_000, 100_000, 250_000, 500_000,
    1_000_000, 2_500_000, 5_000_000, 10_000_000, 29_000_000,
];

/// What a value of a dimension may be long (AWS docs, "Amazon API Gateway dimensions and metrics").
const LONGEST_DIMENSION: usize = 255;

/// The metrics of a stage, or of one method in it.
#[derive(Debug, Default)]
pub struct Meter {
    count: AtomicU64,
    client_errors: AtomicU64,
    server_errors: AtomicU64,
    cache_hits: AtomicU64,
    cache_misses: AtomicU64,
    latency: Histogram,
    integration_latency: Histogram,
    overhead: Histogram,
}

/// How often something took how long.
#[derive(Debug, Default)]
struct Histogram {
    /// By bucket, each without those below it; the last is for what is over all bounds.
    buckets: [AtomicU64; LATENCY_BOUNDS.len() + 1],
    microseconds: AtomicU64,
}

/// A method that has metrics of its own.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct MeteredMethod {
    pub(super) stage: String,
    pub(super) method: String,
    pub(super) resource: String,
}

impl MeteredMethod {
    /// What the state knows the metrics by.
    pub(super) fn key(&self) -> String {
        format!("{}\n{} {}", self.stage, self.method, self.resource)
    }
}

impl Meter {
    /// Counts a request.
    pub(super) fn count(&self, of: &Transcript) {
        let add = |number: &AtomicU64| {
            number.fetch_add(1, Ordering::Relaxed);
        };
        add(&self.count);
        if of.status().is_client_error() {
            add(&self.client_errors);
        } else if of.status().is_server_error() {
            add(&self.server_errors);
        }
        match of.cache() {
            Some(CacheUse::Hit { .. }) => add(&self.cache_hits),
            Some(CacheUse::Miss) => add(&self.cache_misses),
            None => {}
        }
        let (latency, integration) = (of.latency(), of.integration_latency());
        self.latency.add(latency);
        if let Some(integration) = integration {
            self.integration_latency.add(integration);
        }
        self.overhead.add(latency.saturating_sub(integration.unwrap_or_default()));
    }
}

impl Histogram {
    fn add(&self, time: Duration) {
        let microseconds = u64::try_from(time.as_micros()).unwrap_or(u64::MAX);
        let place = LATENCY_BOUNDS.partition_point(|bound| *bound < microseconds);
        if let Some(bucket) = self.buckets.get(place) {
            bucket.fetch_add(1, Ordering::Relaxed);
        }
        self.microseconds.fetch_add(microseconds, Ordering::Relaxed);
    }
}

/// The name of an API as a dimension: without what is not ASCII, and its id where nothing is left.
pub(super) fn metered_name(name: &str, id: &str) -> String {
    let plain: String = name.chars().filter(char::is_ascii).take(LONGEST_DIMENSION).collect();
    if plain.trim().is_empty() { id.to_owned() } else { plain }
}

/// Numbers of one set of dimensions, as they were at one time.
#[derive(Clone, Debug, Default)]
struct Reading {
    count: u64,
    client_errors: u64,
    server_errors: u64,
    cache_hits: u64,
    cache_misses: u64,
    latency: HistogramReading,
    integration_latency: HistogramReading,
    overhead: HistogramReading,
}

#[derive(Clone, Debug, Default)]
struct HistogramReading {
    buckets: [u64; LATENCY_BOUNDS.len() + 1],
    microseconds: u64,
}

impl Reading {
    fn of(meter: &Meter) -> Self {
        let get = |number: &AtomicU64| number.load(Ordering::Relaxed);
        Self {
            count: get(&meter.count),
            client_errors: get(&meter.client_errors),
            server_errors: get(&meter.server_errors),
            cache_hits: get(&meter.cache_hits),
            cache_misses: get(&meter.cache_misses),
            latency: HistogramReading::of(&meter.latency),
            integration_latency: HistogramReading::of(&meter.integration_latency),
            overhead: HistogramReading::of(&meter.overhead),
        }
    }

    fn add(&mut self, other: &Self) {
        self.count += other.count;
        self.client_errors += other.client_errors;
        self.server_errors += other.server_errors;
        self.cache_hits += other.cache_hits;
        self.cache_misses += other.cache_misses;
        self.latency.add(&other.latency);
        self.integration_latency.add(&other.integration_latency);
        self.overhead.add(&other.overhead);
    }
}

impl HistogramReading {
    fn of(histogram: &Histogram) -> Self {
        Self {
            buckets: histogram.buckets.each_ref().map(|own| own.load(Ordering::Relaxed)),
            microseconds: histogram.microseconds.load(Ordering::Relaxed),
        }
    }

    fn add(&mut self, other: &Self) {
        for (own, other) in self.buckets.iter_mut().zip(other.buckets) {
            *own += other;
        }
        self.microseconds += other.microseconds;
    }
}

/// A counter: its name, what it is, and how it is read.
type CounterOf = (&'static str, &'static str, fn(&Reading) -> u64);

/// A histogram: its name, what it is, and how it is read.
type HistogramOf = (&'static str, &'static str, fn(&Reading) -> &HistogramReading);

const COUNTERS: [CounterOf; 5] = [
    ("AWS_ApiGateway_Count", "Requests.", |own| own.count),
    ("AWS_ApiGateway_4XXError", "Errors of callers.", |own| own.client_errors),
    ("AWS_ApiGateway_5XXError", "Errors of the API.", |own| own.server_errors),
    ("AWS_ApiGateway_CacheHitCount", "Requests that the response cache answered.", |own| {
        own.cache_hits
    }),
    (
        "AWS_ApiGateway_CacheMissCount",
        "Requests to cached methods that the integration answered.",
        |own| own.cache_misses,
    ),
];

const HISTOGRAMS: [HistogramOf; 3] = [
    ("AWS_ApiGateway_Latency", "Milliseconds from a request to its answer.", |own| &own.latency),
    (
        "AWS_ApiGateway_IntegrationLatency",
        "Milliseconds from the call of an integration to its answer.",
        |own| &own.integration_latency,
    ),
    (
        "portcullis_overhead",
        "Milliseconds of the gateway's own: Latency less IntegrationLatency.",
        |own| &own.overhead,
    ),
];

impl Engine {
    /// What was counted, as text that Prometheus reads. Each metric is there for every set of dimensions that the
    /// service has: the API, the API and the stage, and where metrics are detailed, the method and its resource.
    pub fn metrics(&self) -> String {
        let mut all: BTreeMap<String, Reading> = BTreeMap::new();
        let api = label("ApiName", &self.plan().metered_name);
        // A canary counts for its stage, and has the same numbers.
        for (plan, handles) in self.all().filter(|(plan, _)| plan.is_canary != Some(true)) {
            for stage in &plan.stage_plans {
                let Some(meter) = handles.stage_meter(stage) else { continue };
                let reading = Reading::of(meter);
                all.entry(api.clone()).or_default().add(&reading);
                all.insert(format!("{api},{}", label("Stage", &stage.name)), reading);
            }
        }
        for (plan, handles) in self.all() {
            for (method, meter) in plan.meters.iter().zip(handles.method_meters()) {
                let labels = [
                    api.clone(),
                    label("Method", &method.method),
                    label("Resource", &method.resource),
                    label("Stage", &method.stage),
                ];
                all.insert(labels.join(","), Reading::of(meter));
            }
        }
        let mut out = String::new();
        for (name, help, read) in COUNTERS {
            head(&mut out, name, help, "counter");
            for (labels, reading) in &all {
                // Writing to a string does not fail.
                let _ = writeln!(out, "{name}{{{labels}}} {}", read(reading));
            }
        }
        for (name, help, read) in HISTOGRAMS {
            head(&mut out, name, help, "histogram");
            for (labels, reading) in &all {
                write_histogram(&mut out, name, labels, read(reading));
            }
        }
        out
    }
}

fn head(out: &mut String, name: &str, help: &str, kind: &str) {
    // Writing to a string does not fail.
    let _ = writeln!(out, "# HELP {name} {help}\n# TYPE {name} {kind}");
}

fn write_histogram(out: &mut String, name: &str, labels: &str, own: &HistogramReading) {
    let mut count = 0;
    for (place, bucket) in own.buckets.iter().enumerate() {
        count += bucket;
        let bound = LATENCY_BOUNDS.get(place).map_or("+Inf".to_owned(), |own| milliseconds(*own));
        // Writing to a string does not fail.
        let _ = writeln!(out, "{name}_bucket{{{labels},le=\"{bound}\"}} {count}");
    }
    let sum = milliseconds(own.microseconds);
    let _ = writeln!(out, "{name}_sum{{{labels}}} {sum}\n{name}_count{{{labels}}} {count}");
}

/// As a decimal number without needless digits.
fn milliseconds(microseconds: u64) -> String {
    let text = format!("{}.{:03}", microseconds / 1000, microseconds % 1000);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

fn label(name: &str, value: &str) -> String {
    let value = value.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n");
    format!("{name}=\"{value}\"")
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{Histogram, HistogramReading, label, metered_name, write_histogram};

    #[test]
    fn times_fall_into_the_bucket_whose_bound_they_do_not_pass() {
        let histogram = Histogram::default();
        for microseconds in [0, 100, 101, 1_000, 1_001, 29_000_000, 29_000_001] {
            histogram.add(Duration::from_micros(microseconds));
        }
        let mut out = String::new();
        write_histogram(&mut out, "x", "a=\"b\"", &HistogramReading::of(&histogram));
        for line in [
            "x_bucket{a=\"b\",le=\"0.1\"} 2",
            "x_bucket{a=\"b\",le=\"0.25\"} 3",
            "x_bucket{a=\"b\",le=\"1\"} 4",
            "x_bucket{a=\"b\",le=\"2.5\"} 5",
            "x_bucket{a=\"b\",le=\"10000\"} 5",
            "x_bucket{a=\"b\",le=\"29000\"} 6",
            "x_bucket{a=\"b\",le=\"+Inf\"} 7",
            "x_sum{a=\"b\"} 58002.203",
            "x_count{a=\"b\"} 7",
        ] {
            assert!(out.lines().any(|own| own == line), "{line}\n{out}");
        }
    }

    #[test]
    fn dimensions_are_of_ascii_and_cannot_end_a_label() {
        assert_eq!(metered_name("Läden", "abc"), "Lden");
        assert_eq!(metered_name("日本", "abc"), "abc");
        assert_eq!(metered_name(&"x".repeat(300), "abc").len(), 255);
        assert_eq!(label("ApiName", "a\"}\\\n1"), "ApiName=\"a\\\"}\\\\\\n1\"");
    }
}
