//! A bounded store of what can be forgotten: by its time, and when there is no room.

use std::hash::{BuildHasher, RandomState};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use indexmap::IndexMap;

/// How many parts a shelf has, each with its own lock.
const PARTS: usize = 16;

/// What an entry takes besides its key and its value.
const OVERHEAD: usize = 128;

/// Values by key, each for a time. Requests for different keys hardly ever meet, and those that only look do not wait
/// for one another. When a part is full, what nobody has asked for since the last look goes first.
#[derive(Debug)]
pub struct Shelf<V> {
    parts: Box<[RwLock<Part<V>>]>,
    hasher: RandomState,
    bytes: usize,
}

#[derive(Debug)]
struct Part<V> {
    entries: IndexMap<Box<[u8]>, Entry<V>>,
    bytes: usize,
    /// Where the next look for something to throw out begins.
    hand: usize,
}

#[derive(Debug)]
struct Entry<V> {
    value: Arc<V>,
    until: Duration,
    bytes: usize,
    is_asked_for: AtomicBool,
}

impl<V> Shelf<V> {
    /// A shelf for `bytes` bytes.
    pub fn new(bytes: usize) -> Self {
        let part = || RwLock::new(Part { entries: IndexMap::new(), bytes: 0, hand: 0 });
        let parts = std::iter::repeat_with(part).take(PARTS).collect();
        Self { parts, hasher: RandomState::new(), bytes: bytes / PARTS }
    }

    /// The value of `key` and its time left, unless its time is over at `now`, the monotonic time.
    pub fn get(&self, key: &[u8], now: Duration) -> Option<(Arc<V>, Duration)> {
        let part = self.part(key).read().unwrap_or_else(PoisonError::into_inner);
        let entry = part.entries.get(key)?;
        let left = entry.until.checked_sub(now).filter(|left| !left.is_zero())?;
        // Most entries that are asked for were asked for before; a write would take the line from the others.
        if !entry.is_asked_for.load(Ordering::Relaxed) {
            entry.is_asked_for.store(true, Ordering::Relaxed);
        }
        Some((Arc::clone(&entry.value), left))
    }

    /// Puts `value` of `bytes` bytes under `key` until the time `until`. What is larger than a part is not kept, and
    /// what was there before goes in either case.
    pub fn put(&self, key: &[u8], value: V, bytes: usize, until: Duration, now: Duration) {
        self.put_shared(key, Arc::new(value), bytes, until, now);
    }

    /// The same for a value that others have as well.
    pub fn put_shared(
        &self,
        key: &[u8],
        value: Arc<V>,
        bytes: usize,
        until: Duration,
        now: Duration,
    ) {
        let entry = Entry {
            value,
            until,
            bytes: bytes + key.len() + OVERHEAD,
            is_asked_for: AtomicBool::new(false),
        };
        let mut part = self.part(key).write().unwrap_or_else(PoisonError::into_inner);
        part.remove(key);
        if entry.bytes > self.bytes {
            return;
        }
        while part.bytes + entry.bytes > self.bytes && !part.entries.is_empty() {
            part.throw_one_out(now);
        }
        part.bytes += entry.bytes;
        part.entries.insert(key.into(), entry);
    }

    /// Forgets what is under `key`.
    pub fn remove(&self, key: &[u8]) {
        self.part(key).write().unwrap_or_else(PoisonError::into_inner).remove(key);
    }

    /// Forgets everything.
    pub fn clear(&self) {
        for part in &self.parts {
            let mut part = part.write().unwrap_or_else(PoisonError::into_inner);
            *part = Part { entries: IndexMap::new(), bytes: 0, hand: 0 };
        }
    }

    /// How many values there are, those whose time is over among them.
    pub fn len(&self) -> usize {
        let len = |part: &RwLock<Part<V>>| {
            part.read().unwrap_or_else(PoisonError::into_inner).entries.len()
        };
        self.parts.iter().map(len).sum()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    #[expect(clippy::indexing_slicing, reason = "the index is below the number of parts")]
    fn part(&self, key: &[u8]) -> &RwLock<Part<V>> {
        // The parts are chosen by the high bits, because the maps in them use the low ones.
        let hash = self.hasher.hash_one(key) >> 56;
        &self.parts[usize::try_from(hash).unwrap_or(0) % PARTS]
    }
}

impl<V> Part<V> {
    fn remove(&mut self, key: &[u8]) {
        if let Some(entry) = self.entries.swap_remove(key) {
            self.bytes -= entry.bytes;
        }
    }

    /// Goes round once at most: what was asked for since the last round is spared, but not twice.
    fn throw_one_out(&mut self, now: Duration) {
        loop {
            if self.hand >= self.entries.len() {
                self.hand = 0;
            }
            let Some((_, entry)) = self.entries.get_index(self.hand) else { return };
            let is_over = entry.until <= now;
            if !is_over && entry.is_asked_for.swap(false, Ordering::Relaxed) {
                self.hand += 1;
                continue;
            }
            if let Some((_, entry)) = self.entries.swap_remove_index(self.hand) {
                self.bytes -= entry.bytes;
            }
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Duration, PARTS, Shelf};

    const LATER: Duration = Duration::from_secs(10);

    fn held(shelf: &Shelf<u32>, key: &str, at: u64) -> Option<u32> {
        shelf.get(key.as_bytes(), Duration::from_secs(at)).map(|(value, _)| *value)
    }

    #[test]
    fn values_are_kept_for_their_time() {
        let shelf = Shelf::new(1 << 20);
        shelf.put(b"a", 1, 10, LATER, Duration::ZERO);
        assert_eq!(held(&shelf, "a", 9), Some(1));
        assert_eq!(held(&shelf, "a", 10), None);
        assert_eq!(held(&shelf, "b", 0), None);
        shelf.put(b"a", 2, 10, LATER, Duration::ZERO);
        assert_eq!(held(&shelf, "a", 0), Some(2));
        shelf.remove(b"a");
        assert!(shelf.is_empty());
    }

    #[test]
    fn a_shelf_has_bounds() {
        let shelf = Shelf::new(PARTS * 2000);
        for number in 0_u32..10_000 {
            shelf.put(&number.to_le_bytes(), number, 100, LATER, Duration::ZERO);
        }
        // Each takes 100 + 4 + 128 bytes of the 2000 of its part.
        assert_eq!(shelf.len(), PARTS * 8);
        shelf.put(b"large", 1, 2000, LATER, Duration::ZERO);
        assert_eq!(held(&shelf, "large", 0), None);
        shelf.clear();
        assert!(shelf.is_empty());
    }

    #[test]
    fn what_is_asked_for_stays_longer() {
        let shelf = Shelf::new(PARTS * 20_000);
        shelf.put(b"wanted", 7, 100, LATER, Duration::ZERO);
        for number in 0_u32..20_000 {
            assert_eq!(held(&shelf, "wanted", 0), Some(7), "{number}");
            shelf.put(&number.to_le_bytes(), number, 100, LATER, Duration::ZERO);
        }
    }

    #[test]
    fn what_is_over_goes_first() {
        let shelf = Shelf::new(PARTS * 1000);
        for number in 0_u32..1000 {
            shelf.put(&number.to_le_bytes(), number, 100, Duration::from_secs(1), Duration::ZERO);
        }
        let now = Duration::from_secs(5);
        for number in 1000_u32..1400 {
            shelf.put(&number.to_le_bytes(), number, 100, LATER, now);
        }
        let left = (0_u32..1000).filter(|own| shelf.get(&own.to_le_bytes(), now).is_some()).count();
        assert_eq!(left, 0);
        assert!(shelf.len() >= PARTS * 3);
    }
}
