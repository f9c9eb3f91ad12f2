//! State in the memory of this process.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

use super::{
    AuthorizerResult, Bucket, Counter, FetchedKeys, KeptResponse, Meter, RoleSession, Shelf, State,
    StoredResponse, Ticket, Usage,
};

/// What the cached responses of one stage may take, whatever the size of its cluster is: half a gigabyte, the
/// smallest cluster. The service, too, promises nobody that an answer is found again.
const RESPONSES: usize = 512 << 20;

/// What the answers of authorizers of one stage may take.
const AUTHORIZER_RESULTS: usize = 32 << 20;

/// What the keys of issuers may take.
const KEY_SETS: usize = 4 << 20;

/// What the sessions of roles may take.
const ROLE_SESSIONS: usize = 4 << 20;

/// State that ends with the process. Things live as long as an engine has them, so a plan that no longer names
/// something lets it go.
#[derive(Debug, Default)]
pub struct MemoryState {
    known: Mutex<Known>,
}

#[derive(Debug, Default)]
struct Known {
    buckets: HashMap<String, Weak<Bucket>>,
    counters: HashMap<(String, String), Weak<Counter>>,
    responses: HashMap<String, Weak<Shelf<StoredResponse>>>,
    authorizer_results: HashMap<String, Weak<Shelf<AuthorizerResult>>>,
    key_sets: Weak<Shelf<FetchedKeys>>,
    role_sessions: Weak<Shelf<RoleSession>>,
    meters: HashMap<String, Weak<Meter>>,
}

impl MemoryState {
    /// State in which nothing has happened yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// The counter of `key` under `plan`, which goes on from what `usage` gives if there is none.
    pub fn counter_from(
        &self,
        plan: &str,
        key: &str,
        usage: impl FnOnce() -> Usage,
    ) -> Arc<Counter> {
        let mut known = self.known();
        let name = (plan.to_owned(), key.to_owned());
        held(&mut known.counters, name, || Counter::new(plan, key, usage()))
    }

    /// Lets go of the names of what no engine has any more.
    pub fn tidy(&self) {
        let mut known = self.known();
        known.buckets.retain(|_, own| own.strong_count() > 0);
        known.counters.retain(|_, own| own.strong_count() > 0);
        known.responses.retain(|_, own| own.strong_count() > 0);
        known.authorizer_results.retain(|_, own| own.strong_count() > 0);
        known.meters.retain(|_, own| own.strong_count() > 0);
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The one of its kind, made where nobody has it.
fn only<V>(known: &mut Weak<V>, make: impl FnOnce() -> V) -> Arc<V> {
    known.upgrade().unwrap_or_else(|| {
        let made = Arc::new(make());
        *known = Arc::downgrade(&made);
        made
    })
}

fn held<K: Eq + std::hash::Hash, V>(
    all: &mut HashMap<K, Weak<V>>,
    name: K,
    make: impl FnOnce() -> V,
) -> Arc<V> {
    if let Some(found) = all.get(&name).and_then(Weak::upgrade) {
        return found;
    }
    let made = Arc::new(make());
    all.insert(name, Arc::downgrade(&made));
    made
}

impl State for MemoryState {
    fn bucket(&self, name: &str) -> Arc<Bucket> {
        held(&mut self.known().buckets, name.to_owned(), Bucket::default)
    }

    fn counter(&self, plan: &str, key: &str) -> Arc<Counter> {
        self.counter_from(plan, key, Usage::default)
    }

    fn keeps_counts(&self) -> bool {
        true
    }

    fn keep(&self, _: &Arc<Counter>) -> Option<Ticket> {
        None
    }

    fn responses(&self, stage: &str, bytes: u64) -> Arc<Shelf<StoredResponse>> {
        let bytes = usize::try_from(bytes).unwrap_or(usize::MAX).min(RESPONSES);
        // A cluster of another size is another cluster: the service throws all entries away as well.
        let name = format!("{stage}/{bytes}");
        held(&mut self.known().responses, name, || Shelf::new(bytes))
    }

    fn keep_response(&self, _: &KeptResponse<'_>) {}

    fn forget_responses(&self, _: &str, _: u64) {}

    fn authorizer_results(&self, stage: &str) -> Arc<Shelf<AuthorizerResult>> {
        let make = || Shelf::new(AUTHORIZER_RESULTS);
        held(&mut self.known().authorizer_results, stage.to_owned(), make)
    }

    fn key_sets(&self) -> Arc<Shelf<FetchedKeys>> {
        only(&mut self.known().key_sets, || Shelf::new(KEY_SETS))
    }

    fn role_sessions(&self) -> Arc<Shelf<RoleSession>> {
        only(&mut self.known().role_sessions, || Shelf::new(ROLE_SESSIONS))
    }

    fn meter(&self, name: &str) -> Arc<Meter> {
        held(&mut self.known().meters, name.to_owned(), Meter::default)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::time::Duration;

    use super::{MemoryState, State};
    use crate::limits::{Rate, Throttle};

    #[test]
    fn the_same_name_is_the_same_thing_while_somebody_has_it() {
        let state = MemoryState::new();
        let one = Throttle { rate: Rate::new(0.0), burst: 1 };
        let first = state.bucket("a");
        assert!(first.take(one, Duration::ZERO));
        assert!(!state.bucket("a").take(one, Duration::ZERO));
        assert!(state.bucket("b").take(one, Duration::ZERO));
        drop(first);
        state.tidy();
        assert!(state.bucket("a").take(one, Duration::ZERO));
    }

    #[test]
    fn a_cluster_of_another_size_begins_empty() {
        let state = MemoryState::new();
        let (small, large) = (state.responses("prod", 1 << 20), state.responses("prod", 2 << 20));
        assert!(!Arc::ptr_eq(&small, &large));
        assert!(Arc::ptr_eq(&small, &state.responses("prod", 1 << 20)));
        assert!(!Arc::ptr_eq(&small, &state.responses("test", 1 << 20)));
    }
}
