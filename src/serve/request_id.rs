//! Request ids: unique, cheap, and not secret.

use std::cell::Cell;
use std::hash::{BuildHasher, RandomState};

/// Makes ids for one worker without a system call. They are spread over all values by a bijection of a counter, so
/// one worker never repeats itself, and two meet no more often than chance has it. Nobody may rely on them as secrets.
#[derive(Debug)]
pub(super) struct RequestIds {
    seed: u64,
    counter: Cell<u64>,
}

impl RequestIds {
    /// A source that starts where no other does.
    pub(super) fn new() -> Self {
        // The standard library seeds its maps from the system; that is randomness enough for ids.
        let random = RandomState::new();
        Self { seed: random.hash_one(0u8), counter: Cell::new(random.hash_one(1u8)) }
    }

    /// The bytes of the next id.
    pub(super) fn next(&self) -> [u8; 16] {
        let count = self.counter.get().wrapping_add(1);
        self.counter.set(count);
        let high = mix(count ^ self.seed);
        let low = mix(count.wrapping_add(self.seed).rotate_left(32));
        ((u128::from(high) << 64) | u128::from(low)).to_be_bytes()
    }
}

/// An id for a request that no server takes.
pub fn random_id() -> [u8; 16] {
    RequestIds::new().next()
}

/// The finalizer of splitmix64, which maps 64 bits to 64 bits one to one.
const fn mix(mut bits: u64) -> u64 {
    bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    bits ^ (bits >> 31)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::RequestIds;

    #[test]
    fn ids_do_not_repeat_and_do_not_look_alike() {
        let (one, other) = (RequestIds::new(), RequestIds::new());
        let ids: BTreeSet<[u8; 16]> =
            (0..10_000).flat_map(|_| [one.next(), other.next()]).collect();
        assert_eq!(ids.len(), 20_000);
        let beginnings: BTreeSet<&[u8]> = ids.iter().map(|id| &id[..6]).collect();
        assert!(beginnings.len() > 19_990);
    }
}
