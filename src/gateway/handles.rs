//! What an engine holds of the state that outlives it.

use std::sync::Arc;
use std::time::Duration;

use super::cache_plan::CacheSettings;
use super::limit_plan::Gate;
use super::method_plan::StagePlan;
use super::{
    AuthorizerResult, Bucket, Counter, FetchedKeys, KeptResponse, Meter, Moment, Plan, RoleSession,
    Shelf, State, StoredResponse, Ticket, Transcript,
};

/// Handles for everything that a plan names, asked for once.
#[derive(Debug)]
pub(super) struct Handles {
    state: Arc<dyn State>,
    buckets: Box<[Arc<Bucket>]>,
    counters: Box<[Arc<Counter>]>,
    stages: Box<[StageHandles]>,
    key_sets: Arc<Shelf<FetchedKeys>>,
    role_sessions: Arc<Shelf<RoleSession>>,
    /// The metrics of single methods, by number.
    meters: Box<[Arc<Meter>]>,
}

#[derive(Debug)]
struct StageHandles {
    /// None where the stage has no cluster.
    responses: Option<Arc<Shelf<StoredResponse>>>,
    authorizer_results: Arc<Shelf<AuthorizerResult>>,
    meter: Arc<Meter>,
}

impl Handles {
    /// Asks `state` for what `plan` names.
    pub(super) fn new(plan: &Plan, state: Arc<dyn State>) -> Self {
        let stages = plan.stage_plans.iter().map(|stage| StageHandles {
            responses: stage.cluster_bytes.map(|bytes| state.responses(&stage.state_name, bytes)),
            authorizer_results: state.authorizer_results(&stage.state_name),
            meter: state.meter(&stage.name),
        });
        let counters = plan.counters.iter().map(|own| state.counter(&own.plan, &own.key));
        Self {
            buckets: plan.buckets.iter().map(|name| state.bucket(name)).collect(),
            counters: counters.collect(),
            stages: stages.collect(),
            key_sets: state.key_sets(),
            role_sessions: state.role_sessions(),
            meters: plan.meters.iter().map(|own| state.meter(&own.key())).collect(),
            state,
        }
    }

    /// The cached responses of a stage.
    pub(super) fn responses(&self, stage: &StagePlan) -> Option<&Shelf<StoredResponse>> {
        self.stages.get(stage.number)?.responses.as_deref()
    }

    /// Puts a response of `size` bytes into the cache of a stage.
    pub(super) fn keep_response(
        &self,
        stage: &StagePlan,
        key: &[u8],
        response: &StoredResponse,
        size: usize,
        settings: CacheSettings,
        now: Moment,
    ) {
        let (Some(responses), Some(bytes)) = (self.responses(stage), stage.cluster_bytes) else {
            return;
        };
        let until = now.monotonic + settings.ttl;
        responses.put(key, response.copy_of(), size, until, now.monotonic);
        let (ttl, is_encrypted) = (settings.ttl, settings.is_encrypted);
        let stage = &*stage.state_name;
        self.state.keep_response(&KeptResponse {
            stage,
            bytes,
            key,
            response,
            now,
            ttl,
            is_encrypted,
        });
    }

    /// Empties the cache of a stage.
    pub(super) fn flush_responses(&self, stage: &StagePlan) {
        let (Some(responses), Some(bytes)) = (self.responses(stage), stage.cluster_bytes) else {
            return;
        };
        responses.clear();
        self.state.forget_responses(&stage.state_name, bytes);
    }

    /// The answers of the authorizers of a stage.
    pub(super) fn authorizer_results(&self, stage: &StagePlan) -> Option<&Shelf<AuthorizerResult>> {
        self.stages.get(stage.number).map(|own| &*own.authorizer_results)
    }

    /// The keys that issuers publish.
    pub(super) fn key_sets(&self) -> &Shelf<FetchedKeys> {
        &self.key_sets
    }

    /// The sessions of roles that integrations call services with.
    pub(super) fn role_sessions(&self) -> &Shelf<RoleSession> {
        &self.role_sessions
    }

    /// The metrics of a stage.
    pub(super) fn stage_meter(&self, stage: &StagePlan) -> Option<&Meter> {
        self.stages.get(stage.number).map(|own| &*own.meter)
    }

    /// The metrics of single methods, by number.
    pub(super) fn method_meters(&self) -> impl Iterator<Item = &Meter> {
        self.meters.iter().map(|own| &**own)
    }

    /// Counts a request where it belongs. One that names no stage is counted nowhere: the service does not know whose
    /// it is.
    pub(super) fn meter(&self, of: &Transcript) {
        let Some(meter) = of.exchange.stage.as_ref().and_then(|own| self.stage_meter(own)) else {
            return;
        };
        meter.count(of);
        let number = of.exchange.route.as_ref().and_then(|route| route.meter);
        if let Some(meter) = number.and_then(|number| self.meters.get(number)) {
            meter.count(of);
        }
    }

    /// Takes a token at `now`, the monotonic time, or says that there is none.
    pub(super) fn take(&self, gate: Gate, now: Duration) -> bool {
        self.buckets.get(gate.bucket).is_some_and(|own| own.take(gate.throttle, now))
    }

    /// Puts back a token that was taken for nothing.
    pub(super) fn give_back(&self, gate: Gate) {
        if let Some(bucket) = self.buckets.get(gate.bucket) {
            bucket.give_back();
        }
    }

    /// Whether counts can be kept at the moment.
    pub(super) fn keeps_counts(&self) -> bool {
        self.state.keeps_counts()
    }

    /// The count of that number.
    pub(super) fn counter(&self, number: usize) -> Option<&Counter> {
        self.counters.get(number).map(|own| &**own)
    }

    /// Keeps what the counter of that number has counted.
    pub(super) fn keep(&self, number: usize) -> Option<Ticket> {
        self.state.keep(self.counters.get(number)?)
    }
}
